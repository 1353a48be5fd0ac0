/**
 * Synchronous operations: the handler's value as the declared answer. What does not fit the contract is never sent; the caller hears 500
 * and the operator what was wrong.
 */
import { newJobId } from '../base/ids.ts'
import type { DeclaredResponse, Operation } from '../contract/operation.ts'
import type { Handler } from '../contract/registry.ts'
import type { HttpResponse } from '../http/message.ts'
import type { Route, RouteCall } from '../http/route.ts'
import type { JobBody } from '../jobs/job.ts'
import { type ApiContext, refuse } from './context.ts'
import { type Answer, createRequestContext, isAnswer } from './create-request-context.ts'
import { declaredRoute } from './declared-route.ts'
import { toHandlerInput } from './handler-input.ts'
import { toProblemResponse } from './problem-response.ts'
import { receiveBody } from './receive-body.ts'
import { renderAnswer } from './render-answer.ts'
import { RequestProblem } from './request-context.ts'

/** The route of one synchronous operation; without a handler of its own it answers 501. */
export function operationRoute(context: ApiContext, operation: Operation): Route {
  const { handlers } = context.registry
  const handler = Object.hasOwn(handlers, operation.id) ? handlers[operation.id] : undefined
  const route = declaredRoute(context, operation)
  if (handler === undefined || handler.stub === true) return route
  return { ...route, handle: (call) => withBody(context, call, (body) => run(context, operation, handler, call, body)) }
}

/** An upload lives as long as its request. */
async function withBody(
  context: ApiContext,
  call: RouteCall,
  use: (body: { readonly kept: JobBody; readonly path: string | undefined }) => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const { files, runtime } = context
  if (call.body.kind !== 'stream') return use({ kept: call.body, path: undefined })
  const folder = newJobId(runtime.random)
  const kept = await receiveBody(files, folder, call.body)
  if (kept === 'too-large') return refuse(context, call, 'content-too-large')
  try {
    return await use({ kept, path: kept.kind === 'file' ? files.path(folder, kept.file) : undefined })
  } finally {
    await files.remove(folder)
  }
}

async function run(
  context: ApiContext,
  operation: Operation,
  handler: Handler,
  call: RouteCall,
  body: { readonly kept: JobBody; readonly path: string | undefined },
): Promise<HttpResponse> {
  const input = toHandlerInput(call, body.kept, body.path)
  try {
    const returned = await invoke(handler, input, createRequestContext(context, operation, call))
    const answer = isAnswer(returned) ? returned : plainAnswer(operation, returned)
    return renderAnswer(operation, answer, call.request, context.registry.validators)
  } catch (error) {
    if (error instanceof RequestProblem) return toProblemResponse(context, call, error)
    throw error
  }
}

/** The generated registry has checked the handler's types; here it is only called. */
function invoke(handler: Handler, ...args: readonly [input: unknown, request: unknown]): unknown {
  return Reflect.apply(handler.run, undefined, args)
}

/** A value returned plainly is the body of the operation's success. */
function plainAnswer(operation: Operation, body: unknown): Answer {
  return { status: successStatus(operation.responses), body, headers: {} }
}

function successStatus(responses: readonly DeclaredResponse[]): number {
  for (const { status } of responses) if (typeof status === 'number' && status >= 200 && status < 300) return status
  return 200
}
