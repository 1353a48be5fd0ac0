/** Entries of `webhooks` that registered endpoints hear about: written out as callbacks are, for the jobs of every async operation (R-WEB-3). Others are documentation and stay as they are. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import type { WebhookDefinition } from '../../contract/async-policy.ts'
import { webhookType } from '../../contract/event-type.ts'
import { followReference, objectAt } from '../../schema/reference.ts'
import { type Delivery, deliveryItem } from './delivery-item.ts'
import { envelopeSchema, eventExample } from './expand-callbacks.ts'
import { anyJob } from './own-operation.ts'
import type { Expansion } from './plan-expansion.ts'

/** The document's `webhooks`; nothing when none is delivered. */
export function expandedWebhooks(expansion: Expansion): JsonObject {
  const definitions = new Map(expansion.contract.webhooks.map((definition) => [definition.name, definition]))
  if (definitions.size === 0) return {}
  const entries = Object.entries(objectAt(expansion.document, 'webhooks')).map(([name, item]): [string, JsonValue] => {
    const definition = definitions.get(name)
    const delivery = definition === undefined ? undefined : deliveryOf(expansion, definition)
    return [
      name,
      delivery === undefined || !isJsonObject(item)
        ? item
        : deliveryItem(expansion, followReference(expansion.document, item), delivery),
    ]
  })
  return { webhooks: Object.fromEntries(entries) }
}

function deliveryOf(expansion: Expansion, definition: WebhookDefinition): Delivery | undefined {
  const [first] = expansion.asyncOperations
  if (first === undefined) return undefined
  const type = webhookType(definition.name)
  return {
    summary: 'What became of a job',
    definition,
    schema: envelopeSchema([type], anyJob(expansion)),
    example: eventExample(expansion, first, definition, () => type),
  }
}
