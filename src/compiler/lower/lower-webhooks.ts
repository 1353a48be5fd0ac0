/** `x-webhook`, lowered: the entries of `webhooks` that carry it, and the policy that they share with callbacks. It judges nothing. */
import { parseDuration } from '../../base/duration.ts'
import { isJsonObject, type JsonObject } from '../../base/json.ts'
import { readObject, readTexts } from '../../base/read-json.ts'
import type { EventKind, WebhookDefinition } from '../../contract/async-policy.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Located, LocatedObject, SpecView } from '../view/spec-view.ts'
import { webhookDefaults } from './defaults.ts'

export function lowerWebhooks(spec: SpecView): readonly WebhookDefinition[] {
  return sentWebhooksOf(spec).map((webhook) => ({ name: webhook.name, ...lowerPolicy(webhook) }))
}

/** The entries of `webhooks` that carry the key. */
export function sentWebhooksOf(spec: SpecView): readonly WebhookView[] {
  return webhooksOf(spec).filter(({ policies }) => policies.length > 0)
}

/** Something that is sent: an entry of `webhooks`, or an expression of a callback. */
export interface WebhookView {
  readonly name: string
  /** The path item as it is referred to, and followed. */
  readonly at: Path
  readonly item: LocatedObject
  /** Its POST, followed; other methods are refused by a rule. */
  readonly operation?: LocatedObject
  /** Each `x-webhook` of the path item and of its POST. */
  readonly policies: readonly Located[]
}

/** Every entry of `webhooks`, with the key or without. */
export function webhooksOf(spec: SpecView): readonly WebhookView[] {
  return Object.keys(readObject(spec.document.webhooks)).flatMap((name) => viewWebhook(spec, name, ['webhooks', name]))
}

/** The path item at a place, as something that is sent; none when there is no such item. */
export function viewWebhook(spec: SpecView, name: string, at: Path): readonly WebhookView[] {
  const item = spec.read(at)
  if (item === undefined || !isJsonObject(item.value)) return []
  const post = spec.read([...item.at, 'post'])
  const operation = post !== undefined && isJsonObject(post.value) ? { value: post.value, at: post.at } : undefined
  const owners = [item.at, ...(operation === undefined ? [] : [operation.at])]
  const policies = owners.flatMap((owner) => spec.locate([...owner, 'x-webhook']) ?? [])
  const view = { name, at, item: { value: item.value, at: item.at }, policies }
  return [operation === undefined ? view : { ...view, operation }]
}

export function lowerPolicy({ policies }: Pick<WebhookView, 'policies'>): Omit<WebhookDefinition, 'name'> {
  const written: JsonObject = readObject(policies[0]?.value)
  const { on, retry } = { ...webhookDefaults, ...written }
  return {
    on: [...new Set(readTexts(on).filter(isEventKind))],
    payload: written.payload === 'full' ? 'full' : webhookDefaults.payload,
    retryMs: readTexts(retry).map((delay) => parseDuration(delay) ?? 0),
  }
}

const eventKinds: readonly string[] = ['started', 'progress', 'succeeded', 'failed', 'canceled'] satisfies EventKind[]
const isEventKind = (name: string): name is EventKind => eventKinds.includes(name)
