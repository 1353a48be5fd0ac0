/** Whatever carries `x-webhook`: sent as POST, with one policy, about something that happens, and retried as long as it is kept. */
import { formatDuration } from '../../base/duration.ts'
import { maxDeliveryAgeMs } from '../../contract/delivery-age.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { callbacksOf } from '../lower/lower-callbacks.ts'
import { lowerPolicy, sentWebhooksOf, type WebhookView } from '../lower/lower-webhooks.ts'
import { mergedBlock } from '../lower/merged-block.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import { methodOf } from '../view/spec-view.ts'

export const checkWebhooks: Rule = (context) => {
  const entries = sentWebhooksOf(context.spec)
  const callbacks = context.spec.asyncOperations.flatMap((view) => {
    const describesProgress = mergedBlock(context.spec, view).progress !== undefined
    return callbacksOf(context.spec, view).map((webhook) => ({ webhook, describesProgress }))
  })
  const describesProgress = context.spec.asyncOperations.some(
    (view) => mergedBlock(context.spec, view).progress !== undefined,
  )
  return [
    ...entries.flatMap((entry) => [...checkEntry(context, entry), ...checkPolicy(context, entry, describesProgress)]),
    ...callbacks.flatMap(({ webhook, ...about }) => checkPolicy(context, webhook, about.describesProgress)),
  ]
}

/** The methods of a path item that is sent. */
export const declaredMethods = ({ item }: WebhookView): readonly string[] =>
  Object.keys(item.value).filter((name) => methodOf(name) !== undefined)

/** Each method but POST. */
export function checkMethods(context: RuleContext, webhook: WebhookView): readonly Diagnostic[] {
  return declaredMethods(webhook)
    .filter((method) => method !== 'post')
    .map((method) => {
      const message = `A webhook is sent as POST, not as ${method.toUpperCase()}`
      return context.diagnostic('CC404', [...webhook.item.at, method], message, { part: 'key' })
    })
}

function checkEntry(context: RuleContext, entry: WebhookView): readonly Diagnostic[] {
  const [policy] = entry.policies
  if (entry.operation === undefined && declaredMethods(entry).length === 0) {
    return [context.diagnostic('CC404', entry.at, `The webhook \`${entry.name}\` has no POST`, { part: 'key' })]
  }
  const silent = policy !== undefined && context.spec.asyncOperations.length === 0
  return [
    ...checkMethods(context, entry),
    ...(silent
      ? [
          context.diagnostic('CC409', policy.at, 'No operation is asynchronous, so nothing is ever sent', {
            part: 'key',
          }),
        ]
      : []),
  ]
}

function checkPolicy(context: RuleContext, webhook: WebhookView, describesProgress: boolean): readonly Diagnostic[] {
  const [policy, second] = webhook.policies
  if (policy === undefined) return []
  if (second !== undefined) {
    const message = '`x-webhook` stands on the path item and on its POST'
    return [context.diagnostic('CC408', second.at, message, { part: 'key' })]
  }
  const { on, retryMs } = lowerPolicy(webhook)
  const sumMs = retryMs.reduce((sum, delay) => sum + delay, 0)
  const retryAt = [...policy.at, 'retry']
  const message = `The delays come to ${formatDuration(sumMs)}, and deliveries are given up after ${formatDuration(maxDeliveryAgeMs)}`
  return [
    ...(sumMs > maxDeliveryAgeMs ? [context.diagnostic('CC410', retryAt, message)] : []),
    ...(retryMs.length === 0
      ? [context.diagnostic('CC411', retryAt, 'One attempt is made: whoever misses it never hears of the event')]
      : []),
    ...(on.includes('progress') && !describesProgress
      ? [context.diagnostic('CC412', [...policy.at, 'on'], 'Nothing describes the progress that is sent')]
      : []),
  ]
}
