/** The callback URLs that a request names, checked before anything is stored (R-WEB-1). The address behind a name is judged at each send. */

import { ok, type Result, refused } from '../base/result.ts'
import type { CallbackDefinition } from '../contract/async-policy.ts'
import type { AsyncOperation } from '../contract/operation.ts'
import type { RequestViolation, RouteCall } from '../http/route.ts'
import type { CallbackSubscription } from '../jobs/store.ts'
import { type ExpressionSource, evaluateExpression, parseExpression } from '../schema/runtime-expression.ts'
import { checkUrl, type UrlRefusal } from '../security/egress-guard.ts'
import { subscribeCallback } from '../webhooks/endpoints.ts'
import type { ApiContext } from './context.ts'

/** The subscriptions of a request, or everything that is wrong with its URLs. A callback whose URL was left out is not subscribed. */
export function readCallbackUrls(
  context: ApiContext,
  operation: AsyncOperation,
  call: RouteCall,
): Result<readonly CallbackSubscription[], readonly RequestViolation[]> {
  const source = toSource(context, call)
  const subscriptions: CallbackSubscription[] = []
  const violations: RequestViolation[] = []
  for (const callback of operation.async.callbacks) {
    const text = evaluateExpression(callback.expression, source)
    if (text === undefined || text === null) continue
    const checked = typeof text === 'string' ? checkUrl(text, context.egress) : refused('unparseable' as const)
    if (checked.ok) {
      const tools = { random: context.runtime.random, sealer: context.sealer }
      subscriptions.push(subscribeCallback(callback, { text: String(text), vetted: checked.value }, tools))
    } else violations.push(toViolation(callback, checked.reason))
  }
  return violations.length === 0 ? ok(subscriptions) : refused(violations)
}

function toSource({ base, registry }: ApiContext, { request, parameters, body }: RouteCall): ExpressionSource {
  const below = request.target.slice(registry.contract.serverPath.length)
  return {
    request: {
      url: `${base}${below}`,
      method: request.method,
      parameters,
      body: body.kind === 'json' ? body.value : undefined,
    },
  }
}

/** By the place the URL came from, as the spec's expression names it. */
function toViolation(callback: CallbackDefinition, reason: UrlRefusal): RequestViolation {
  const detail = explanations[reason]
  const parsed = parseExpression(callback.expression)
  if (!parsed.ok) return { pointer: '', detail }
  const from = parsed.value
  if (from.kind === 'body') return { pointer: from.pointer, detail }
  if (from.kind === 'path' || from.kind === 'query' || from.kind === 'header') {
    return { parameter: from.name, in: from.kind, detail }
  }
  return { pointer: '', detail }
}

/** What a stranger is told: which rule, and never what was found behind a name (SS-12). */
const explanations: Readonly<Record<UrlRefusal, string>> = {
  'too-long': 'must be at most 2048 characters long',
  'raw-character': 'must not hold white space, control characters or backslashes',
  'raw-form': 'must be an absolute URL',
  unparseable: 'must be an absolute URL',
  scheme: 'must be https',
  userinfo: 'must not carry a user name or password',
  fragment: 'must not carry a fragment',
  port: 'must use port 443 or 8443',
  name: 'must name a public host',
  address: 'must point to a public address',
}
