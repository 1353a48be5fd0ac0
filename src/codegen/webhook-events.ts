/** Writes the union of all events that receivers may be sent, told apart by `type`, and the events of each callback and webhook. */
import type { EventKind, WebhookDefinition } from '../contract/async-policy.ts'
import { asyncOperations, type Contract } from '../contract/contract.ts'
import { eventType, statusAfter, webhookType } from '../contract/event-type.ts'
import { propertyName } from './names.ts'
import { union } from './source-parts.ts'

/** The types, in the order of the spec. */
export function webhookEvents(contract: Contract): string {
  const callbacks = asyncOperations(contract).flatMap(({ id, async: policy }) =>
    policy.callbacks.map((callback) => ({ name: `${id}.${callback.name}`, events: callbackEvents(id, callback) })),
  )
  const webhooks = contract.webhooks.map((webhook) => ({ name: webhook.name, events: [webhookEvent(webhook)] }))
  const merged = new Map<string, readonly string[]>()
  for (const { name, events } of [...callbacks, ...webhooks]) merged.set(name, [...(merged.get(name) ?? []), ...events])
  const members = [...merged].map(([name, events]) => `    ${propertyName(name)}: ${union(events)};\n`)
  const all = merged.size === 0 ? 'never' : 'WebhookEvents[keyof WebhookEvents]'
  return `/** The events of each callback ("operation.callback") and each entry of \`webhooks\`. */
export interface WebhookEvents {
${members.join('')}}

/** Every event that a receiver may be sent; \`type\` tells which. */
export type WebhookEvent = ${all};
`
}

function callbackEvents(id: string, { on, payload }: WebhookDefinition): readonly string[] {
  return on.map(
    (kind) => `JobEvent<${JSON.stringify(eventType(id, kind))}, ${data(JSON.stringify(id), kind, payload)}>`,
  )
}

/** An entry of `webhooks` hears every async operation: `data.operation` tells which. */
function webhookEvent({ name, on, payload }: WebhookDefinition): string {
  const kinds = on.map((kind) => data('AsyncOperationId', kind, payload))
  return `JobEvent<${JSON.stringify(webhookType(name))}, ${union(kinds)}>`
}

function data(operation: string, kind: EventKind, payload: WebhookDefinition['payload']): string {
  const job = `JobIn<${operation}, ${JSON.stringify(statusAfter[kind])}>`
  return payload === 'thin' && kind === 'succeeded' ? `Omit<${job}, "result">` : job
}
