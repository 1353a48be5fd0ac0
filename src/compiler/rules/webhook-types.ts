/** Types of webhooks (R-WEB-3): what the wire does not allow becomes `_`, and no two may then be the same. */
import { eventType, webhookType } from '../../contract/event-type.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { callbacksOf } from '../lower/lower-callbacks.ts'
import { lowerPolicy, sentWebhooksOf } from '../lower/lower-webhooks.ts'
import { type Rule, type RuleContext, relatedAt } from '../view/rule.ts'

export const checkWebhookTypes: Rule = (context) => {
  const first = new Map<string, Sender>()
  return sendersOf(context).flatMap((sender) => {
    const shared = sender.types.find((type) => first.has(type))
    for (const type of sender.types) if (!first.has(type)) first.set(type, sender)
    const twin = shared === undefined ? undefined : first.get(shared)
    return shared === undefined || twin === undefined ? [] : [collision(context, sender, twin, shared)]
  })
}

interface Sender {
  readonly name: string
  readonly types: readonly string[]
  readonly at: Path
  readonly part: 'key' | 'value'
}

function sendersOf(context: RuleContext): readonly Sender[] {
  const operations = context.spec.asyncOperations.map((operation): Sender => {
    const kinds = new Set(callbacksOf(context.spec, operation).flatMap((callback) => lowerPolicy(callback).on))
    const types = [...kinds].map((kind) => eventType(operation.id, kind))
    return { name: operation.id, types, at: [...operation.at, 'operationId'], part: 'value' }
  })
  const entries = sentWebhooksOf(context.spec).map(
    ({ name, at }): Sender => ({ name, types: [webhookType(name)], at, part: 'key' }),
  )
  return [...operations, ...entries]
}

function collision(context: RuleContext, { name, at, part }: Sender, twin: Sender, shared: string): Diagnostic {
  const message = `Webhooks of \`${name}\` and \`${twin.name}\` would both be \`${shared}\``
  const related = relatedAt(context, twin.at, `\`${twin.name}\` stands here`, twin.part)
  return context.diagnostic('CC405', at, message, { related, part })
}
