/**
 * What `generated/registry.ts` hands to the server: the contract, the precompiled validators and the handlers, all by name. This is the
 * only thing that passes from a project to the framework.
 */
import type { JsonValue } from '../base/json.ts'
import type { RunnerName } from '../base/runner-name.ts'
import type { Validate } from '../base/violation.ts'
import type { Contract } from './contract.ts'

export type { Validate, Violation } from '../base/violation.ts'

/**
 * Validator names: `<operationId>.body.<index into requestBody.content>`, `<operationId>.parameters` (of an object
 * `{path, query, header, cookie}`), `<operationId>.result`, `.progress`, `.partial`,
 * `<operationId>.response.<status>.<mediaType>`.
 */
export type Validators = Readonly<Record<string, Validate>>

/** A handler as a project's `handlers/<operationId>.ts` exports it. Its types are in `generated/`; here it is only called. */
export interface Handler {
  readonly operation: string
  /** True on the generated stub, which `start` warns about and whose jobs fail with `not-implemented`. */
  readonly stub?: boolean
  /** Where it runs, whatever the configuration says. */
  readonly runner?: RunnerName
  run(input: never, context: never): unknown
}

/** A project as the server knows it: `generated/registry.ts` exports one. */
export interface Registry {
  readonly contract: Contract
  readonly validators: Validators
  /** By operationId. */
  readonly handlers: Readonly<Record<string, Handler>>
  /** The published OpenAPI document (`coatcheck expand`), served at B/openapi.json. */
  readonly published: { readonly [name: string]: JsonValue }
}
