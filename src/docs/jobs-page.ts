/** The job document explained: where it is, its states, its members, and the headers around it. */

import type { JsonObject, JsonValue } from '../base/json.ts'
import type { Contract } from '../contract/contract.ts'
import { inlineResultBytes } from '../contract/job-document.ts'
import { followReference, objectAt } from '../schema/reference.ts'
import { byteText } from './byte-text.ts'
import type { CommandContext } from './curl.ts'
import { code, facts, table } from './elements.ts'
import { type Html, html, type Part } from './html.ts'
import { htmlPage, type Page, type Section, type Site } from './page.ts'
import { prettyJson } from './pretty-json.ts'
import { rateLimitFacts } from './rate-limit-facts.ts'
import { rebased } from './rebased.ts'
import { flatten, schemaTable } from './schema-table.ts'

export function jobsPage(site: Site, context: CommandContext): Page {
  return htmlPage(site, {
    title: 'Jobs',
    lead: html`<p class="lead">A job is one accepted request of an operation that takes time. It survives crashes and restarts, and ends in exactly one way. Who sees it stands on the page of its operation.</p>`,
    body: [
      { id: 'where', title: 'Where a job is', content: places(context.contract) },
      { id: 'states', title: 'States', content: states() },
      { id: 'members', title: 'Members', content: members(context) },
      ...limits(context),
      { id: 'headers', title: 'Headers', content: headers() },
      { id: 'clients', title: 'Clients that know this already', content: clients() },
      ...examples(context),
    ],
  })
}

function places({ jobsPath, operations }: Contract): Html {
  const inline = operations.some((operation) => operation.async?.completion === 'inline')
  const shared = operations.some((operation) => operation.async?.visibility === 'tenant')
  const row = (method: string, path: string, does: Part): readonly Part[] => [
    html`<code>${method} ${jobsPath}${path}</code>`,
    does,
  ]
  return html`${table(
    'Where a job is',
    ['Request', 'Answer'],
    [
      row(
        'GET',
        '/{jobId}',
        html`The job: 200 with its document while it is unfinished and when it has failed or was canceled; <strong>303</strong> to the result once it has succeeded${inline && ', or 200 with the result inside where the operation says so'}.`,
      ),
      row(
        'GET',
        '/{jobId}/status',
        html`The same document, <strong>200 in every state</strong>, never a redirect. Poll this one.`,
      ),
      row(
        'GET',
        '/{jobId}/result',
        html`What came of it: 202 while unfinished, the result (200, or 303 to a resource), the problem of a failed job, 409 for a canceled one.`,
      ),
      row(
        'DELETE',
        '/{jobId}',
        html`Cancel: 200 <code>canceled</code>, 202 <code>canceling</code>, 409 when it has succeeded or failed.`,
      ),
      row('DELETE', '/{jobId}/result', html`Forget input and result now: 204. The job answers 410 from then on.`),
      row(
        'GET',
        '',
        html`Your jobs${shared && ', and those that your tenant shares'}, newest first, filtered by <code>operation</code>, <code>status</code> and <code>createdAfter</code>.`,
      ),
    ],
  )}
<p>HEAD works wherever GET does. A job that you may not see, one that never was, and one that is long gone are all the same <strong>404</strong>.</p>`
}

function states(): Html | undefined {
  const row = (state: string, meaning: string, final: boolean): readonly Part[] => [
    html`<code>${state}</code>`,
    meaning,
    final ? 'yes' : 'no',
  ]
  return table(
    'States',
    ['Status', 'Meaning', 'Final'],
    [
      row('queued', 'Accepted; waits for its turn, or for its next attempt.', false),
      row('running', 'Being worked on.', false),
      row('canceling', 'Being worked on, and asked to stop.', false),
      row('succeeded', 'Done; the result is at resourceLocation.', true),
      row('failed', 'Over without a result; error says why.', true),
      row('canceled', 'Stopped on request.', true),
    ],
  )
}

function members({ published, contract }: CommandContext): Html {
  const schema = jobSchemas(published, contract)[0]
  return html`<p>The members that every job can have. Its operation's page adds the types of its result, progress and errors. More members may be added: ignore what you do not know.</p>
${schemaTable(published, general(published, schema), 'Members of the job document', 'received')}`
}

/** Without what belongs to one operation alone. */
function general(published: JsonObject, schema: JsonValue | undefined): JsonObject {
  const job = flatten(published, schema)
  const { operation: _operation, ...own } = objectAt(job, 'properties')
  const { id, ...others } = own
  const operation = { type: 'string', description: 'Which operation was called.' }
  const error = {
    type: 'object',
    description: 'Why the job failed: a problem with `code`, `message`, `title`, `status` and `retriable`.',
  }
  const result = { description: `The result, if it is JSON of up to ${byteText(inlineResultBytes)}.` }
  return { ...job, properties: { id: id ?? {}, operation, ...others, error, result } }
}

function jobSchemas(published: JsonObject, contract: Contract): readonly JsonValue[] {
  const { schema } = statusMedia(published, contract)
  const { oneOf } = followReference(published, schema)
  return Array.isArray(oneOf) ? oneOf : [schema ?? {}]
}

function limits({ base, contract }: CommandContext): readonly Section[] {
  const { poll, list } = contract.rateLimit ?? {}
  const pairs = rateLimitFacts(base, { ...(poll && { poll }), ...(list && { list }) })
  return pairs.length === 0 ? [] : [{ id: 'limits', title: 'Limits', content: facts(pairs) }]
}

function headers(): Html | undefined {
  const row = (name: string, meaning: Part): readonly Part[] => [html`<code>${name}</code>`, meaning]
  return table(
    'Headers',
    ['Header', 'Meaning'],
    [
      row('Location', html`On the 202: the job. On a 303: the result.`),
      row('Operation-Location', html`On the 202: the status document.`),
      row(
        'Retry-After',
        html`Whole seconds to wait before you ask again. There while the job is unfinished, and gone when it has finished.`,
      ),
      row(
        'ETag',
        html`Changes whenever the document does. Send it back in <code>If-None-Match</code>, and an unchanged document is an empty 304.`,
      ),
      row('Cache-Control', html`<code>private, no-cache</code>: never shared, always asked again.`),
      row('Link', html`The links of the body, for clients that look there.`),
      row(
        'Idempotency-Key',
        html`Yours, on the request that starts a job: repeats with the same key start nothing new.`,
      ),
    ],
  )
}

function clients(): Html {
  return html`<p>The status document speaks the dialect of common pollers: <code>Operation-Location</code> is the status monitor, the words of
<code>status</code> are the ones they look for (others say “in progress” for <code>running</code> and “completed” for <code>succeeded</code>), and
<code>resourceLocation</code> is where they go in the end. <code>@azure/core-lro</code> works as it is; so does <code>curl -L</code> on the job and on its result.</p>`
}

function examples({ published, contract, base }: CommandContext): readonly Section[] {
  const named = Object.entries(objectAt(statusMedia(published, contract), 'examples'))
  const shown = named.map(([name, example]) => {
    const job = objectAt(example, 'value')
    return code(prettyJson(rebased(job, job, contract.jobsPath, base)), `A job that is ${name}`)
  })
  return shown.length === 0 ? [] : [{ id: 'examples', title: 'Examples', content: html`${shown}` }]
}

function statusMedia(published: JsonObject, { jobsPath }: Contract): JsonObject {
  const operation = objectAt(published, 'paths', `${jobsPath}/{jobId}/status`, 'get')
  return objectAt(operation, 'responses', '200', 'content', 'application/json')
}
