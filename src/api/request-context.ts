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
export interface RequestContext<Types extends SyncOperationTypes = SyncOperationTypes> {
  /** Aborts when the client goes away or the process shuts down. */
  readonly signal: AbortSignal
  readonly log: Log
  /** An answer with a declared status of your choice: `return request.respond(202, body)`. */
  respond<Status extends keyof Types['responses'] & number>(
    status: Status,
    body: Types['responses'][Status],
    headers?: Readonly<Record<string, string>>,
  ): RequestAnswer<Types>
  /** A problem answer: `throw request.problem(404, 'There is no report of that id')`. */
  problem(status: number, detail?: string): RequestProblem
}

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
