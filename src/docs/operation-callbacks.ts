/** The callbacks of an operation: where they go, what they carry, and how a receiver checks that they are genuine. */

import type { JsonObject } from '../base/json.ts'
import type { CallbackDefinition } from '../contract/async-policy.ts'
import { eventType } from '../contract/event-type.ts'
import type { Operation } from '../contract/operation.ts'
import { followReference, objectAt } from '../schema/reference.ts'
import type { CommandContext } from './curl.ts'
import { deliveryExample, deliveryFacts, receiverGuide } from './deliveries.ts'
import { facts } from './elements.ts'
import { type Html, html } from './html.ts'
import { markdown } from './markdown.ts'
import type { Section } from './page.ts'
import { publishedOperation, textAt } from './published.ts'
import { hasOwner } from './webhooks-page.ts'

export function callbackSections(context: CommandContext, operation: Operation): readonly Section[] {
  const { webhooks } = context.contract
  const callbacks = operation.async?.callbacks ?? []
  const isHeard = operation.async !== undefined && hasOwner(operation) && webhooks.length > 0
  const heard = isHeard ? endpointNote(context) : undefined
  if (callbacks.length === 0) return heard === undefined ? [] : [{ id: 'webhooks', title: 'Webhooks', content: heard }]
  const content = html`<p>Instead of polling, be called. Give a URL with the request, and the service sends a signed POST there when something happens to the job.</p>
${callbacks.map((callback) => callbackContent(context, operation, callback))}
${heard}
<h3>Check the signature</h3>
${receiverGuide("Each URL's origin")}`
  return [{ id: 'callbacks', title: 'Callbacks', content }]
}

/** R-WEB-4: an endpoint hears an event once. */
function endpointNote({ base, contract: { webhooks } }: CommandContext): Html {
  const names = webhooks.map(({ name }, index) => html`${index > 0 && ', '}<code>${name}</code>`)
  return html`<p>Endpoints that you have registered hear about your jobs of this operation, too: ${names}. <a href="${base}/docs/webhooks">What they are sent</a></p>`
}

function callbackContent(context: CommandContext, operation: Operation, callback: CallbackDefinition): Html {
  const described = publishedCallback(context.published, operation, callback)
  return html`<h3>${callback.name}</h3>
${markdown(textAt(described, 'summary'))}
${facts([
  ['Sent to', destination(callback.expression)],
  [
    'Sent when',
    html`${callback.on.map((kind, index) => html`${index > 0 && ', '}<code>${eventType(operation.id, kind)}</code>`)}`,
  ],
  ...deliveryFacts(callback),
])}
${deliveryExample(context, described)}`
}

function destination(expression: string): Html {
  const [, place, name] = /^\$request\.(body#\/|query\.|header\.)([^{}$]+)$/.exec(expression) ?? []
  if (place === undefined || name === undefined) return html`the URL that <code>${expression}</code> gives`
  const where = place === 'body#/' ? 'member' : place === 'query.' ? 'query parameter' : 'header'
  return html`the URL in the ${where} <code>${name}</code> of your request`
}

function publishedCallback(published: JsonObject, operation: Operation, callback: CallbackDefinition): JsonObject {
  const callbacks = objectAt(publishedOperation(published, operation), 'callbacks')
  const [item] = Object.entries(followReference(published, callbacks[callback.name])).flatMap(([key, value]) =>
    key.includes(callback.expression) ? [followReference(published, value)] : [],
  )
  return objectAt(item, 'post')
}
