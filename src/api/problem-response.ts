/** What `throw request.problem(status)` answers: a problem of the catalogue where one fits the status, the bare status otherwise. */
import type { ProblemCode } from '../contract/problem-catalog.ts'
import type { HttpResponse } from '../http/message.ts'
import { problemResponse } from '../http/problems.ts'
import type { RouteCall } from '../http/route.ts'
import { type ApiContext, refuse } from './context.ts'
import type { RequestProblem } from './request-context.ts'

/** Statuses whose row of the catalogue says nothing more than the status itself does. */
const general: Readonly<Record<number, ProblemCode>> = {
  400: 'bad-request',
  403: 'forbidden',
  404: 'not-found',
  412: 'precondition-failed',
  413: 'content-too-large',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
  500: 'internal-error',
  503: 'unavailable',
}

/** The answer; a status that is no error is the handler's mistake, and thrown. */
export function toProblemResponse(
  context: ApiContext,
  call: RouteCall,
  { status, detail }: RequestProblem,
): HttpResponse {
  if (!Number.isInteger(status) || status < 400 || status > 599) {
    throw new TypeError(`request.problem takes a status from 400 to 599, not ${status}`)
  }
  const code = general[status]
  if (code !== undefined) return refuse(context, call, code, { detail })
  const facts = { code: `http-${status}`, title: titles[status] ?? 'The request was refused', status, retriable: false }
  // RFC 9457, 4.2.1: `about:blank` says that the status is all there is to know.
  return problemResponse({ ...facts, type: 'about:blank' }, { base: context.base, requestId: call.requestId, detail })
}

const titles: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  402: 'Payment Required',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  410: 'Gone',
  422: 'Unprocessable Content',
  423: 'Locked',
  424: 'Failed Dependency',
  428: 'Precondition Required',
  451: 'Unavailable For Legal Reasons',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  504: 'Gateway Timeout',
}
