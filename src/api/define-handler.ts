/** How a project writes a handler: by the operation's name, with every type inferred from the spec. */
import type { RunnerName } from '../base/runner-name.ts'
import type { Handler } from '../contract/registry.ts'
import type { AsyncOperationTypes, JobContext } from '../jobs/job-context.ts'
import type { RequestAnswer, RequestContext, SyncOperationTypes } from './request-context.ts'

/** The types of one operation, written by the generator: of one that takes time, or of one that answers at once. */
export type OperationTypes = AsyncOperationTypes | SyncOperationTypes

/** The function an author writes for an operation of these types. */
type HandlerFunction<Id extends string, Types extends OperationTypes> = Types extends AsyncOperationTypes
  ? (input: Types['input'], job: JobContext<Types, Id>) => HandlerReturn<Id, Types>
  : Types extends SyncOperationTypes
    ? (input: Types['input'], request: RequestContext<Types, Id>) => HandlerReturn<Id, Types>
    : never

/** Takes the operation's name and types, not the result alone, so that an error about a result names the operation. */
type HandlerReturn<Id extends string, Types extends OperationTypes> =
  | HandlerResult<Id, Types>
  | Promise<HandlerResult<Id, Types>>

type HandlerResult<_Id extends string, Types extends OperationTypes> = Types extends SyncOperationTypes
  ? Types['result'] | RequestAnswer<Types>
  : Types['result']

/** A handler of operation `Id`; the generated registry checks that each one stands under its own name. */
export interface HandlerFor<Id extends string> extends Handler {
  readonly operation: Id
}

declare const types: unique symbol

/** What `defineHandler` makes: a handler that still knows its operation's types, for whoever calls it in a test. */
export interface TypedHandler<Id extends string, Types> extends HandlerFor<Id> {
  readonly [types]?: Types
}

/** What a handler of an operation that takes time may ask for. */
export interface HandlerOptions {
  /** Where it runs: what burns CPU or may hang belongs in a `thread` or a `process`. The configuration decides unless given. */
  readonly runner?: RunnerName
}

/** The generated `defineHandler` of a project. */
export type DefineHandler<Operations> = <Id extends keyof Operations & string>(
  operation: Id,
  run: Operations[Id] extends OperationTypes ? HandlerFunction<Id, Operations[Id]> : never,
  ...options: Operations[Id] extends AsyncOperationTypes ? readonly [options?: HandlerOptions] : readonly []
) => TypedHandler<Id, Operations[Id]>

/**
 * Makes the `defineHandler` of a project; called once, in `generated/index.ts`.
 *
 * @example export const defineHandler: DefineHandler<Operations> = handlerDefiner<Operations>()
 */
export function handlerDefiner<Operations>(): DefineHandler<Operations> {
  return (operation, run, ...[options]) => ({ operation, run, ...options })
}

/**
 * The stub that `coatcheck generate` writes for a new operation: its jobs fail with `not-implemented` and `start` warns about it.
 *
 * @example export default notImplemented('createReport')
 */
export function notImplemented<Id extends string>(operation: Id): HandlerFor<Id> & { readonly stub: true } {
  return {
    operation,
    stub: true,
    run: () => {
      throw new TypeError(`handlers/${operation}.ts is still the generated stub`)
    },
  }
}
