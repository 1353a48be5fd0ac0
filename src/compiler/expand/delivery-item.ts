/** A webhook as its receiver sees it: the body, the three headers of Standard Webhooks, and what the sender makes of each answer (R-WEB-3, WH-1 to WH-3). */
import { durationText } from '../../base/duration-text.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import type { WebhookDefinition } from '../../contract/async-policy.ts'
import { inlineResultBytes } from '../../contract/job-document.ts'
import { followReference } from '../../schema/reference.ts'
import { methodOf } from '../view/spec-view.ts'
import { completed } from './completed.ts'
import { inMemberOrder } from './member-order.ts'
import type { Expansion } from './plan-expansion.ts'

/** What is delivered, and what it is called where the designer does not say. */
export interface Delivery {
  readonly summary: string
  readonly definition: WebhookDefinition
  readonly schema: JsonObject
  readonly example: JsonObject
}

/** The path item of a callback or a webhook with every operation written out. */
export function deliveryItem(expansion: Expansion, item: JsonObject, delivery: Delivery): JsonObject {
  const members = Object.entries(item).map(([name, value]): [string, JsonValue] => [
    name,
    methodOf(name) !== undefined && isJsonObject(value) ? deliveryOperation(expansion, value, delivery) : value,
  ])
  return Object.fromEntries(members)
}

function deliveryOperation(expansion: Expansion, declared: JsonObject, delivery: Delivery): JsonObject {
  return inMemberOrder({
    summary: delivery.summary,
    ...declared,
    description: [declared.description, deliveryNote(delivery.definition)]
      .filter((part) => typeof part === 'string')
      .join('\n\n'),
    parameters: parameters(expansion, declared.parameters),
    requestBody: requestBody(expansion, declared.requestBody, delivery),
    responses: responses(expansion, declared.responses),
  })
}

function deliveryNote({ retryMs, payload }: WebhookDefinition): string {
  const delays = retryMs.map((ms) => durationText(ms)).join(', ')
  const again =
    retryMs.length === 0 ? 'It is not sent again.' : `Any other answer, or none, and it is sent again after ${delays}.`
  const body =
    payload === 'full'
      ? `A JSON result of up to ${inlineResultBytes / 1_024} KiB is in \`data.result\`.`
      : 'The result itself is not in the body: fetch it.'
  return `Answer with any 2xx at once and do the work afterwards: an answer that takes too long counts as none. ${again} Every attempt has the same \`webhook-id\` and the same body, so that repeats can be dropped. ${body}`
}

function parameters(expansion: Expansion, declared: JsonValue | undefined): readonly JsonValue[] {
  const own = Array.isArray(declared) ? declared : []
  const names = new Set(
    own.map((parameter) => String(followReference(expansion.document, parameter).name).toLowerCase()),
  )
  return [...own, ...headerParameters.filter(({ name }) => !names.has(name))]
}

const header = (name: string, description: string, schema: JsonObject) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema,
})

const headerParameters = [
  header('webhook-id', 'Names the message; the same on every attempt.', {
    type: 'string',
    pattern: '^msg_[0-9A-Za-z]{22}$',
  }),
  header('webhook-timestamp', 'Seconds since 1970 of this attempt. Refuse what is older than five minutes.', {
    type: 'integer',
  }),
  header(
    'webhook-signature',
    'Signatures separated by spaces, each `v1,` and the base64 HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}` under the secret of your endpoint. One of them must match.',
    { type: 'string' },
  ),
]

/** A body that the designer described stands; one without a schema of its own gets ours. */
function requestBody(expansion: Expansion, declared: JsonValue | undefined, delivery: Delivery): JsonValue {
  const content = { 'application/json': { schema: delivery.schema, example: delivery.example } }
  if (declared === undefined) return { required: true, content }
  const theirs = followReference(expansion.document, declared)
  const otherTypes = isJsonObject(theirs.content) && !('application/json' in theirs.content)
  const body = otherTypes ? declared : completed(expansion, declared, { content })
  return theirs.required === undefined ? { ...followReference(expansion.document, body), required: true } : body
}

function responses(expansion: Expansion, declared: JsonValue | undefined): JsonObject {
  const theirs = isJsonObject(declared) ? declared : {}
  const gone = { description: 'Nothing more is sent to this endpoint.' }
  const taken = Object.keys(theirs).some((status) => status.startsWith('2'))
    ? {}
    : { '2XX': { description: 'Received' } }
  return { ...theirs, ...taken, '410': theirs['410'] === undefined ? gone : completed(expansion, theirs['410'], gone) }
}
