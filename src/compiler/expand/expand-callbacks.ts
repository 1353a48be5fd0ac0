/** Callbacks that deliver events, written out where the designer put them: in an operation, or among the components for several operations at once. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import type { CallbackDefinition, EventKind, WebhookDefinition } from '../../contract/async-policy.ts'
import { eventType, statusAfter } from '../../contract/event-type.ts'
import type { AsyncOperation } from '../../contract/operation.ts'
import { exampleValue } from '../../schema/example-value.ts'
import { followReference, objectAt } from '../../schema/reference.ts'
import { type Delivery, deliveryItem } from './delivery-item.ts'
import { operationObject, resultMedia } from './described.ts'
import { jobExample } from './job-example.ts'
import { type Expansion, jobRef } from './plan-expansion.ts'

/** An operation that hears its events through a callback, and on what terms. */
interface Hearing {
  readonly operation: AsyncOperation
  readonly definition: CallbackDefinition
}

/** The operation's callbacks, each that delivers events written out; a reference stays one, and what it leads to is written out there. */
export function expandCallbacks(expansion: Expansion, operation: AsyncOperation, object: JsonObject): JsonObject {
  if (!isJsonObject(object.callbacks)) return {}
  const callbacks = Object.entries(object.callbacks).map(([name, declared]): [string, JsonValue] => {
    const hearings = hearingsOf(operation, name)
    if (hearings.length === 0 || isReusable(declared)) return [name, declared]
    return [name, callbackObject(expansion, followReference(expansion.document, declared), hearings)]
  })
  return { callbacks: Object.fromEntries(callbacks) }
}

function isReusable(declared: JsonValue): boolean {
  return (
    isJsonObject(declared) && typeof declared.$ref === 'string' && declared.$ref.startsWith('#/components/callbacks/')
  )
}

/** The document's `components` with the callbacks that async operations refer to written out. */
export function expandedReusableCallbacks(expansion: Expansion): JsonObject {
  const declared = objectAt(expansion.document, 'components', 'callbacks')
  const heard = new Map<JsonObject, Hearing[]>()
  for (const operation of expansion.asyncOperations) {
    for (const [name, value] of Object.entries(objectAt(operationObject(expansion, operation), 'callbacks'))) {
      if (!isReusable(value)) continue
      const target = followReference(expansion.document, value)
      heard.set(target, [...(heard.get(target) ?? []), ...hearingsOf(operation, name)])
    }
  }
  const callbacks = Object.entries(declared).map(([name, value]): [string, JsonValue] => {
    const hearings = isJsonObject(value) ? heard.get(value) : undefined
    return [name, isJsonObject(value) && hearings !== undefined ? callbackObject(expansion, value, hearings) : value]
  })
  if (callbacks.length === 0) return {}
  return { components: { ...objectAt(expansion.document, 'components'), callbacks: Object.fromEntries(callbacks) } }
}

/** What any callback of the operation receives. */
export function eventSchema(expansion: Expansion, operation: AsyncOperation): JsonObject {
  const kinds = new Set(operation.async.callbacks.flatMap((callback) => callback.on))
  return envelopeSchema(
    [...kinds].map((kind) => eventType(operation.id, kind)),
    jobRef(expansion, operation.id),
  )
}

/** The envelope of events of those types about such jobs (R-WEB-3). */
export function envelopeSchema(types: readonly string[], data: JsonObject): JsonObject {
  return {
    type: 'object',
    description: 'Something that happened to a job. Unknown members may appear.',
    required: ['type', 'timestamp', 'data'],
    properties: {
      type: { type: 'string', enum: types },
      timestamp: { type: 'string', format: 'date-time', description: 'When it happened.' },
      data,
    },
  }
}

/** The job document of an event, and the moment in it. */
export function eventExample(
  expansion: Expansion,
  operation: AsyncOperation,
  { on, payload }: Pick<WebhookDefinition, 'on' | 'payload'>,
  typeOf: (kind: EventKind) => string,
): JsonObject {
  const kind = on.find((candidate) => candidate === 'succeeded') ?? on[0] ?? 'succeeded'
  const job = jobExample(expansion, operation, statusAfter[kind])
  const result = kind === 'succeeded' && payload === 'full' ? resultExample(expansion, operation) : undefined
  const data = result === undefined ? job : { ...job, result }
  return { type: typeOf(kind), timestamp: job.updatedAt ?? '', data }
}

/** A file is never in a delivery, whatever its payload (WH-6). */
function resultExample(expansion: Expansion, operation: AsyncOperation): JsonValue | undefined {
  const { kind } = operation.async.result
  if (kind !== 'json' && kind !== 'resource') return undefined
  return exampleValue(expansion.document, resultMedia(expansion, operation), 'response')
}

function hearingsOf(operation: AsyncOperation, name: string): readonly Hearing[] {
  return operation.async.callbacks
    .filter((definition) => definition.name === name)
    .map((definition) => ({ operation, definition }))
}

function callbackObject(expansion: Expansion, declared: JsonObject, hearings: readonly Hearing[]): JsonObject {
  const members = Object.entries(declared).map(([key, item]): [string, JsonValue] => {
    const delivery = deliveryOf(
      expansion,
      hearings.filter(({ definition }) => key === `{${definition.expression}}` || key === definition.expression),
    )
    return [
      key,
      delivery === undefined ? item : deliveryItem(expansion, followReference(expansion.document, item), delivery),
    ]
  })
  return Object.fromEntries(members)
}

function deliveryOf(expansion: Expansion, hearings: readonly Hearing[]): Delivery | undefined {
  const [first] = hearings
  if (first === undefined) return undefined
  const { operation, definition } = first
  const schemas = hearings.map((hearing) => bodySchema(expansion, hearing))
  return {
    summary: `What became of a job of ${hearings.map((hearing) => hearing.operation.id).join(', ')}`,
    definition,
    schema: hearings.length === 1 ? bodySchema(expansion, first) : { anyOf: schemas },
    example: eventExample(expansion, operation, definition, (kind) => eventType(operation.id, kind)),
  }
}

/** Narrowed to the events of this callback where the operation's others hear more. */
function bodySchema(expansion: Expansion, { operation, definition: { on } }: Hearing): JsonObject {
  const reference = { $ref: `#/components/schemas/${expansion.eventSchemas.get(operation.id)}` }
  const heard = new Set(operation.async.callbacks.flatMap((callback) => callback.on))
  if (heard.size === new Set(on).size) return reference
  const types = on.map((kind) => eventType(operation.id, kind))
  return { allOf: [reference, { type: 'object', properties: { type: { type: 'string', enum: types } } }] }
}
