/** Makes the `request` that a synchronous handler gets. What it logs goes the way of every observation. */
import type { Log } from '../base/log.ts'
import { type Observation, toFacts } from '../base/observe.ts'
import type { Operation } from '../contract/operation.ts'
import type { RouteCall } from '../http/route.ts'
import { showInLog } from '../security/redact.ts'
import type { ApiContext } from './context.ts'
import { RequestProblem } from './request-context.ts'

/** What `request.respond(…)` yields; only this file makes one. */
export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

/** The `RequestContext` of the types, with the answers it makes visible to the framework. */
interface MadeRequestContext {
  readonly signal: AbortSignal
  readonly log: Log
  respond(status: number, body: unknown, headers?: Readonly<Record<string, string>>): Answer
  problem(status: number, detail?: string): RequestProblem
}

const answers = new WeakSet<object>()

/** Whether a handler's value is an answer of `request.respond` and not a body. */
export function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && answers.has(value)
}

export function createRequestContext(context: ApiContext, operation: Operation, call: RouteCall): MadeRequestContext {
  return {
    signal: AbortSignal.any([call.request.signal, context.stopping]),
    log: requestLog(context, operation, call),
    respond: (status, body, headers = {}) => {
      const answer = { status, body, headers }
      answers.add(answer)
      return answer
    },
    problem: (status, detail) => new RequestProblem(status, detail),
  }
}

function requestLog({ runtime }: ApiContext, operation: Operation, { requestId }: RouteCall): Log {
  const write = (level: Observation['level']) => (fields: object, message: string) =>
    runtime.observe({
      name: 'request.log',
      level,
      facts: { ...toFacts(fields, showInLog), requestId, operation: operation.id, message },
    })
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}
