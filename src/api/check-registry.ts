/** Refuses, before anything is opened, a project that would not be safe or not be able to serve (D12, SC-2). */
import { Fault } from '../base/fault.ts'
import { runnerNames } from '../base/runner-name.ts'
import type { Contract } from '../contract/contract.ts'
import { handlerFileOf } from '../contract/handler-file.ts'
import type { SecurityScheme } from '../contract/operation.ts'
import type { Registry } from '../contract/registry.ts'
import { unservedPart } from '../contract/unserved.ts'

/** An apiKey scheme: the only kind that this version has a verifier for. */
type ApiKeyScheme = Extract<SecurityScheme, { readonly type: 'apiKey' }>

/** Scheme name -> scheme, for every scheme that an operation asks for. Throws when one is unknown, or of a kind nobody can verify. */
export function usedSchemes({ operations, securitySchemes }: Contract): ReadonlyMap<string, ApiKeyScheme> {
  const used = new Map<string, ApiKeyScheme>()
  for (const { id, security } of operations) {
    for (const name of security.flatMap((alternative) => Object.keys(alternative))) {
      const scheme = Object.hasOwn(securitySchemes, name) ? securitySchemes[name] : undefined
      if (scheme?.type === 'apiKey') used.set(name, scheme)
      else throw unverifiable(id, name, scheme?.type)
    }
  }
  return used
}

/** Throws unless the server can do all that the contract says, every operation has a handler, be it the generated stub, and every JSON body its check. */
export function refuseIncomplete({ contract, handlers, validators }: Registry): void {
  refuseUnserved(contract)
  refuseInvalidHandlers({ contract, handlers })
  for (const { id, requestBody } of contract.operations) {
    for (const [index, { kind }] of (requestBody?.content ?? []).entries()) {
      if (kind === 'json' && validators[`${id}.body.${index}`] === undefined) {
        throw new Fault('generated-stale', `The operation ${id} has no check for its body. Run coatcheck generate.`)
      }
    }
  }
}

/** Throws unless every operation has a handler, made by `defineHandler` for that operation. */
export function refuseInvalidHandlers({ contract, handlers }: Pick<Registry, 'contract' | 'handlers'>): void {
  for (const { id } of contract.operations) {
    if (!Object.hasOwn(handlers, id)) {
      throw new Fault('generated-stale', `The operation ${id} has no handler. Run coatcheck generate.`)
    }
    const handled = operationOf(handlers[id])
    if (handled === id) {
      refuseUnknownRunner(id, handlers[id]?.runner)
      continue
    }
    const what = handled === undefined ? 'exports no handler' : `exports the handler of ${handled}`
    const sentence = `${handlerFileOf(id)} ${what}. Write: export default defineHandler(${JSON.stringify(id)}, …).`
    throw new Fault('handler-invalid', sentence)
  }
}

/** A file that nobody compiles may ask for anything. */
function refuseUnknownRunner(operation: string, asked: unknown): void {
  if (asked === undefined || runnerNames.some((name) => name === asked)) return
  const known = runnerNames.map((name) => `'${name}'`).join(', ')
  const sentence = `${handlerFileOf(operation)} asks for the runner ${JSON.stringify(asked)}. Use one of ${known}.`
  throw new Fault('handler-invalid', sentence)
}

/** The operation that a handler was made for; undefined for what is no handler, as a file that nobody compiles may export anything. */
function operationOf(handler: unknown): string | undefined {
  if (typeof handler !== 'object' || handler === null) return undefined
  const { operation, run }: { readonly operation?: unknown; readonly run?: unknown } = handler
  return typeof operation === 'string' && typeof run === 'function' ? operation : undefined
}

/** `start` has seen the diagnostics; a program of one's own has only the contract. */
function refuseUnserved(contract: Contract): void {
  const part = unservedPart(contract)
  if (part === undefined) return
  const sentence = `This version cannot serve the spec yet: ${part}. Take it out, then run coatcheck generate.`
  throw new Fault('spec-invalid', sentence)
}

function unverifiable(operation: string, scheme: string, type: string | undefined): Fault {
  const what =
    type === undefined
      ? 'which the spec does not declare. Declare it under components/securitySchemes'
      : `and nothing here verifies the type ${type}. Use one of type apiKey`
  const sentence = `The operation ${operation} asks for the security scheme ${scheme}, ${what}, then run coatcheck generate.`
  return new Fault('spec-invalid', sentence)
}
