/** The callbacks of an operation: where they go, what they carry, and how a receiver checks that they are genuine. */

import { durationText } from '../base/duration-text.ts'
import type { JsonObject } from '../base/json.ts'
import type { CallbackDefinition } from '../contract/async-policy.ts'
import { eventType } from '../contract/event-type.ts'
import { inlineResultBytes } from '../contract/job-document.ts'
import type { Operation } from '../contract/operation.ts'
import { followReference, objectAt } from '../schema/reference.ts'
import { byteText } from './byte-text.ts'
import type { CommandContext } from './curl.ts'
import { code, facts } from './elements.ts'
import { type Html, html } from './html.ts'
import { markdown } from './markdown.ts'
import type { Section } from './page.ts'
import { prettyJson } from './pretty-json.ts'
import { publishedOperation, textAt } from './published.ts'
import { rebased } from './rebased.ts'
import { receiverProgram } from './receiver-program.ts'

export function callbackSections(context: CommandContext, operation: Operation): readonly Section[] {
  const callbacks = operation.async?.callbacks ?? []
  if (callbacks.length === 0) return []
  const content = html`<p>Instead of polling, be called. Give a URL with the request, and the service sends a signed POST there when something happens to the job.</p>
${callbacks.map((callback) => callbackContent(context, operation, callback))}
<h3>Check the signature</h3>
<p>Deliveries follow <a href="https://www.standardwebhooks.com/">Standard Webhooks</a>. Each URL's origin has a signing secret (<code>whsec_…</code>);
ask the operator for yours (<code>coatcheck endpoints reveal</code>). Verify the raw body before you parse it:</p>
${code(receiverProgram, 'JavaScript, with npm install standardwebhooks')}
<p>A delivery may come twice: drop a <code>webhook-id</code> that you have seen. Deliveries may come in any order: <code>data.revision</code> grows, so keep the larger one.</p>`
  return [{ id: 'callbacks', title: 'Callbacks', content }]
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
  [
    'Taken',
    'any answer from 200 to 299 that does not take too long, which the operator decides (15 seconds unless changed); 410 stops all deliveries to that endpoint',
  ],
  ['Sent again', retryText(callback)],
  [
    'The result',
    callback.payload === 'full'
      ? `is in the body if it is JSON of up to ${byteText(inlineResultBytes)}`
      : 'is not in the body: fetch it',
  ],
])}
${payload(context, described)}`
}

function destination(expression: string): Html {
  const [, place, name] = /^\$request\.(body#\/|query\.|header\.)([^{}$]+)$/.exec(expression) ?? []
  if (place === undefined || name === undefined) return html`the URL that <code>${expression}</code> gives`
  const where = place === 'body#/' ? 'member' : place === 'query.' ? 'query parameter' : 'header'
  return html`the URL in the ${where} <code>${name}</code> of your request`
}

function retryText({ retryMs }: CallbackDefinition): string {
  return retryMs.length === 0 ? 'never' : `after ${retryMs.map((ms) => durationText(ms)).join(', ')}`
}

function payload({ contract, base }: CommandContext, described: JsonObject): Html | undefined {
  const event = objectAt(described, 'requestBody', 'content', 'application/json', 'example')
  if (textAt(event, 'type') === undefined) return undefined
  const body = rebased(event, objectAt(event, 'data'), contract.jobsPath, base)
  return code(
    `POST /your/path HTTP/1.1
Content-Type: application/json
webhook-id: msg_2xNq7Zs0bVfKd9LwYc3RtH
webhook-timestamp: 1767261604
webhook-signature: v1,jHq0…=

${prettyJson(body)}`,
    'A delivery',
  )
}

function publishedCallback(published: JsonObject, operation: Operation, callback: CallbackDefinition): JsonObject {
  const callbacks = objectAt(publishedOperation(published, operation), 'callbacks')
  const [item] = Object.entries(followReference(published, callbacks[callback.name])).flatMap(([key, value]) =>
    key.includes(callback.expression) ? [followReference(published, value)] : [],
  )
  return objectAt(item, 'post')
}
