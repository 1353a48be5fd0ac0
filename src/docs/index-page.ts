/** The front page: what the service is, how work that takes time goes here, and every operation. */

import { isJsonObject } from '../base/json.ts'
import { webhookType } from '../contract/event-type.ts'
import { operationDocsUrl } from '../contract/links.ts'
import { isAsync, type Operation } from '../contract/operation.ts'
import { followReference, objectAt } from '../schema/reference.ts'
import type { CommandContext } from './curl.ts'
import { badge, code, requestLine, steps } from './elements.ts'
import { type Html, html, type Part } from './html.ts'
import { markdown } from './markdown.ts'
import { htmlPage, type Page, type Section, type Site } from './page.ts'
import { listAt, textAt } from './published.ts'

export function indexPage(site: Site, context: CommandContext): Page {
  const { contract } = context
  const takesTime = contract.operations.some(isAsync)
  return htmlPage(site, {
    title: contract.title,
    lead: html`<div class="lead">${markdown(contract.description)}</div>
<p class="quiet">Version ${contract.version} at <code>${context.base}</code>. The same as a document for tools:
<a href="${context.base}/openapi.json">openapi.json</a></p>`,
    body: [...(takesTime ? [howItGoes(context)] : []), operationsSection(context), ...webhookSections(context)],
  })
}

function howItGoes({ base, contract }: CommandContext): Section {
  const job = `${contract.serverPath}${contract.jobsPath}/job_…`
  return {
    id: 'how',
    title: 'How work that takes time goes',
    content: html`<p>Some operations outlast a request. They take it in, give you a ticket, and do the work on their own time, whatever happens to your connection or to the service.</p>
${steps([
  {
    title: 'Submit',
    content: html`<p>The request is answered at once with <strong>202 Accepted</strong> and where the job is.</p>${code(`202 Accepted\nLocation: ${job}\nOperation-Location: ${job}/status\nRetry-After: 1`, 'Accepted')}`,
  },
  {
    title: 'Poll',
    content: html`<p>Ask the status document until it has no <code>Retry-After</code> any more. It is 200 in every state and shows the progress.</p>${code(`GET ${job}/status\n\n200 OK\nRetry-After: 2\n\n{ "status": "running", "progress": { "percent": 40 }, … }`, 'Working')}`,
  },
  {
    title: 'Fetch the result',
    content: html`<p>The job itself answers <strong>303 See Other</strong> to the result once there is one, so anything that follows redirects finds it.</p>${code(`GET ${job}\n\n303 See Other\nLocation: …`, 'Done')}`,
  },
  {
    title: 'Cancel, if you must',
    content: html`<p><code>DELETE</code> on the job. What has finished stays as it is.</p>`,
  },
  {
    title: 'Or be called',
    content: html`<p>Operations with callbacks send a signed webhook to a URL of yours, again and again until you take it.</p>`,
  },
])}
<p>Every operation has a page with the commands for it. <a href="${base}/docs/jobs">The job document, member by member</a></p>`,
  }
}

/** Under their tags, in the order of the spec. */
function operationsSection(context: CommandContext): Section {
  const { operations } = context.contract
  const tags = [...new Set(operations.map((operation) => operation.tags[0]))]
  const groups = tags.map((tag) =>
    operationGroup(
      context,
      tag,
      operations.filter((operation) => operation.tags[0] === tag),
    ),
  )
  return { id: 'operations', title: 'Operations', content: html`${groups}` }
}

function operationGroup(context: CommandContext, tag: string | undefined, operations: readonly Operation[]): Html {
  return html`${tag !== undefined && html`<h3>${tag}</h3>${tagDescription(context, tag)}`}
<ul class="operations">${operations.map((operation) => operationItem(context.base, operation))}</ul>`
}

function tagDescription({ published }: CommandContext, tag: string): Part {
  const described = listAt(published, 'tags').find((candidate) => isJsonObject(candidate) && candidate.name === tag)
  return isJsonObject(described) && html`<div class="quiet">${markdown(textAt(described, 'description'))}</div>`
}

function operationItem(base: string, operation: Operation): Html {
  const { id, method, path, summary, deprecated, deprecation, async: policy } = operation
  const end = deprecation?.sunset === undefined ? '' : `, ends ${deprecation.sunset}`
  return html`<li><a href="${operationDocsUrl(base, id)}">${summary ?? id}</a>
${policy !== undefined && badge('takes time', 'work')} ${policy !== undefined && policy.callbacks.length > 0 && badge('calls back', 'quiet')} ${deprecated && badge(`deprecated${end}`, 'warning')}
${requestLine(method, path)}</li>\n`
}

/** Every entry of `webhooks`, and who hears it. */
function webhookSections({ base, contract, published }: CommandContext): readonly Section[] {
  const sent = new Set(contract.webhooks.map(({ name }) => name))
  const items = Object.entries(objectAt(published, 'webhooks')).map(([name, item]) => {
    const { summary } = objectAt(followReference(published, item), 'post')
    const title = typeof summary === 'string' ? summary : name
    return sent.has(name)
      ? html`<li><a href="${base}/docs/webhooks#webhook-${webhookType(name)}">${title}</a>
<span class="quiet"><code>${name}</code>: registered endpoints hear it, about the jobs of their owner</span></li>\n`
      : html`<li>${title}
<span class="quiet"><code>${name}</code>: described only; it is not sent about jobs</span></li>\n`
  })
  if (items.length === 0) return []
  return [{ id: 'webhooks', title: 'Webhooks', content: html`<ul class="operations">${items}</ul>` }]
}
