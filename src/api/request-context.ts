/**
 * What a handler of a synchronous operation gets as its second argument, `request`, and the error by which it answers with a problem.
 * `create-request-context.ts` makes the real `request`; nothing here knows how.
 */
import type { Log } from '../base/log.ts'
import type { HandlerInput } from '../jobs/job-context.ts'

/** The types of one synchronous operation, written by the generator. */
export interface SyncOperationTypes {
  readonly kind: 'sync'
  readonly input: HandlerInput
  /** What may be returned plainly: the body of the operation's only 2xx answer. */
  readonly result: unknown
  /** Declared statuses -> their bodies. */
  readonly responses: Readonly<Record<number, unknown>>
}

/**
 * The request, as the handler of a synchronous operation sees it beside its input.
 *
 * @example
 * const report = await find(params.id)
 * if (report === undefined) throw request.problem(404, 'There is no report of that id')
 * return request.respond(200, report, { 'cache-control': 'private' })
 */
export interface RequestContext<Types extends SyncOperationTypes = SyncOperationTypes, Id extends string = string> {
  /** Aborts when the client goes away or the process shuts down. */
  readonly signal: AbortSignal
  readonly log: Log
  /** An answer with a declared status of your choice: `return request.respond(202, body)`. */
  respond<Status extends (keyof Types['responses'] & number) | (number & {})>(
    status: DeclaredStatus<Types, Id, Status>,
    body: AnswerBody<Types, Status>,
    headers?: Readonly<Record<string, string>>,
  ): RequestAnswer<Types>
  /** A problem answer: `throw request.problem(404, 'There is no report of that id')`. */
  problem(status: number, detail?: string): RequestProblem
}

/** The status, or a sentence that no status is assignable to: what the compiler then says names the operation. */
type DeclaredStatus<
  Types extends SyncOperationTypes,
  Id extends string,
  Status extends number,
> = Status extends keyof Types['responses'] ? Status : `${Id} declares no answer ${Status}`

type AnswerBody<Types extends SyncOperationTypes, Status extends number> = Status extends keyof Types['responses']
  ? Types['responses'][Status]
  : unknown

declare const answered: unique symbol

/** What `request.respond(…)` returns; only the framework makes one. */
export interface RequestAnswer<Types> {
  readonly [answered]: Types
}

/**
 * Thrown by a synchronous handler to answer with a problem (RFC 9457); made by `request.problem`.
 *
 * @example throw new RequestProblem(404, 'There is no report of that id')
 */
export class RequestProblem extends Error {
  readonly status: number
  readonly detail: string | undefined
  constructor(status: number, detail?: string) {
    super(detail ?? `problem ${status}`)
    this.name = 'RequestProblem'
    this.status = status
    this.detail = detail
  }
}
