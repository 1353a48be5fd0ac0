/** The webhooks that registered endpoints hear: who hears each of them, about what, and what it looks like. Those that only document stand on the front page. */
import type { EventKind, WebhookDefinition } from '../contract/async-policy.ts'
import { webhookType } from '../contract/event-type.ts'
import { operationDocsUrl } from '../contract/links.ts'
import { isAsync, type Operation } from '../contract/operation.ts'
import { followReference, objectAt } from '../schema/reference.ts'
import type { CommandContext } from './curl.ts'
import { deliveryExample, deliveryFacts, receiverGuide } from './deliveries.ts'
import { facts } from './elements.ts'
import { type Html, html } from './html.ts'
import { markdown } from './markdown.ts'
import { htmlPage, type Page, type Section, type Site } from './page.ts'
import { textAt } from './published.ts'

export function webhooksPage(site: Site, context: CommandContext): Page {
  return htmlPage(site, {
    title: 'Webhooks',
    lead: html`<p class="lead">Register an endpoint once and be called about all your jobs, without giving a URL with each request.</p>`,
    body: [
      { id: 'who', title: 'Who hears what', content: whoHears(context) },
      ...context.contract.webhooks.map((webhook) => webhookSection(context, webhook)),
      { id: 'signature', title: 'Check the signature', content: receiverGuide('Each endpoint') },
    ],
  })
}

function whoHears({ base, contract: { operations } }: CommandContext): Html {
  const names = operations
    .filter((operation) => isAsync(operation) && hasOwner(operation))
    .map(({ id }, index) => html`${index > 0 && ', '}<a href="${operationDocsUrl(base, id)}"><code>${id}</code></a>`)
  return html`<p>An endpoint belongs to whoever registered it and hears about the jobs of that caller, never about those of others. It hears of every operation that takes time: ${names}. <code>data.operation</code> tells which one it is.</p>
<p>An endpoint hears an event once. Where a request gives a callback URL that is the same endpoint's, what is sent is the callback's.</p>`
}

/** Jobs of anonymous callers are nobody's, so no endpoint hears about them. */
export function hasOwner({ security }: Operation): boolean {
  return security.length > 0
}

function webhookSection(context: CommandContext, webhook: WebhookDefinition): Section {
  const described = publishedWebhook(context, webhook)
  const type = webhookType(webhook.name)
  const content = html`${markdown(textAt(described, 'summary'))}
${facts([
  ['Heard by', 'every registered endpoint that takes it, about the jobs of its owner'],
  ['Type', html`<code>${type}</code>, whatever has happened; <code>data.status</code> tells the rest`],
  ['Sent when', `a job ${webhook.on.map((kind) => moments[kind]).join(', or ')}`],
  ...deliveryFacts(webhook),
])}
${deliveryExample(context, described)}`
  return { id: `webhook-${type}`, title: webhook.name, content }
}

const moments: Readonly<Record<EventKind, string>> = {
  started: 'has started',
  progress: 'has made progress',
  succeeded: 'has succeeded',
  failed: 'has failed',
  canceled: 'was canceled',
}

function publishedWebhook({ published }: CommandContext, { name }: WebhookDefinition) {
  return objectAt(followReference(published, objectAt(published, 'webhooks')[name]), 'post')
}
