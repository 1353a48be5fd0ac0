/** Callbacks that deliver events: the body, the three headers of Standard Webhooks, and what the sender makes of each answer (R-WEB-3, WH-1 to WH-3). */
import { formatDuration } from '../base/duration.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import type { CallbackDefinition, EventKind } from '../contract/async-policy.ts'
import { eventType } from '../contract/event-type.ts'
import { inlineResultBytes } from '../contract/job-document.ts'
import type { AsyncOperation } from '../contract/operation.ts'
import { followReference } from '../schema/reference.ts'
import { completed } from './expand-completed.ts'
import { type ExampleState, jobExample } from './expand-examples.ts'
import { inMemberOrder } from './expand-member-order.ts'
import { type Expansion, jobRef } from './expand-plan.ts'
import { methodOf } from './spec-view.ts'

/** The operation's callbacks, each that delivers events written out. */
export function expandCallbacks(expansion: Expansion, operation: AsyncOperation, object: JsonObject): JsonObject {
  if (!isJsonObject(object.callbacks)) return {}
  const callbacks = Object.entries(object.callbacks).map(([name, declared]) => {
    const definitions = operation.async.callbacks.filter((callback) => callback.name === name)
    return [name, definitions.length === 0 ? declared : callbackObject(expansion, operation, declared, definitions)]
  })
  return { callbacks: Object.fromEntries(callbacks) }
}

/** What any callback of the operation receives. */
export function eventSchema(expansion: Expansion, operation: AsyncOperation): JsonObject {
  const kinds = new Set(operation.async.callbacks.flatMap((callback) => callback.on))
  return {
    type: 'object',
    description: 'Something that happened to a job. Unknown members may appear.',
    required: ['type', 'timestamp', 'data'],
    properties: {
      type: { type: 'string', enum: [...kinds].map((kind) => eventType(operation.id, kind)) },
      timestamp: { type: 'string', format: 'date-time', description: 'When it happened.' },
      data: jobRef(expansion, operation.id),
    },
  }
}

function callbackObject(
  expansion: Expansion,
  operation: AsyncOperation,
  declared: JsonValue,
  definitions: readonly CallbackDefinition[],
): JsonObject {
  const members = Object.entries(followReference(expansion.document, declared)).map(([key, item]) => {
    const definition = definitions.find(({ expression }) => key.includes(expression))
    return [
      key,
      definition === undefined
        ? item
        : pathItem(expansion, operation, followReference(expansion.document, item), definition),
    ]
  })
  return Object.fromEntries(members)
}

function pathItem(
  expansion: Expansion,
  operation: AsyncOperation,
  item: JsonObject,
  definition: CallbackDefinition,
): JsonObject {
  const members = Object.entries(item).map(([name, value]) => [
    name,
    methodOf(name) !== undefined && isJsonObject(value)
      ? callbackOperation(expansion, operation, value, definition)
      : value,
  ])
  return Object.fromEntries(members)
}

function callbackOperation(
  expansion: Expansion,
  operation: AsyncOperation,
  declared: JsonObject,
  definition: CallbackDefinition,
): JsonObject {
  return inMemberOrder({
    summary: `What became of a job of ${operation.id}`,
    ...declared,
    description: [declared.description, deliveryNote(definition)]
      .filter((part) => typeof part === 'string')
      .join('\n\n'),
    parameters: parameters(expansion, declared.parameters),
    requestBody: declared.requestBody ?? requestBody(expansion, operation, definition),
    responses: responses(expansion, declared.responses),
  })
}

function deliveryNote({ retryMs, payload }: CallbackDefinition): string {
  const delays = retryMs.map((ms) => formatDuration(ms)).join(', ')
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

function requestBody(expansion: Expansion, operation: AsyncOperation, definition: CallbackDefinition): JsonObject {
  const kind = definition.on.find((candidate) => candidate === 'succeeded') ?? definition.on[0] ?? 'succeeded'
  const data = jobExample(expansion, operation, stateAfter[kind])
  return {
    required: true,
    content: {
      'application/json': {
        schema: bodySchema(expansion, operation, definition),
        example: { type: eventType(operation.id, kind), timestamp: data.updatedAt ?? '', data },
      },
    },
  }
}

const stateAfter: Readonly<Record<EventKind, ExampleState>> = {
  started: 'running',
  progress: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'canceled',
}

/** Narrowed to the events of this callback where the operation's others hear more. */
function bodySchema(expansion: Expansion, operation: AsyncOperation, { on }: CallbackDefinition): JsonObject {
  const reference = { $ref: `#/components/schemas/${expansion.eventSchemas.get(operation.id)}` }
  const heard = new Set(operation.async.callbacks.flatMap((callback) => callback.on))
  if (heard.size === new Set(on).size) return reference
  const types = on.map((kind) => eventType(operation.id, kind))
  return { allOf: [reference, { type: 'object', properties: { type: { type: 'string', enum: types } } }] }
}

function responses(expansion: Expansion, declared: JsonValue | undefined): JsonObject {
  const theirs = isJsonObject(declared) ? declared : {}
  const gone = { description: 'Nothing more is sent to this endpoint.' }
  const taken = Object.keys(theirs).some((status) => status.startsWith('2'))
    ? {}
    : { '2XX': { description: 'Received' } }
  return { ...theirs, ...taken, '410': theirs['410'] === undefined ? gone : completed(expansion, theirs['410'], gone) }
}
