/** How a long-running operation goes, step by step: start, wait, fetch, cancel, forget. */

import { durationText } from '../base/duration-text.ts'
import type { AsyncPolicy } from '../contract/async-policy.ts'
import type { AsyncOperation, Operation } from '../contract/operation.ts'
import { takesIdempotencyKey } from '../contract/operation-problems.ts'
import { followReference, objectAt } from '../schema/reference.ts'
import { credentialCommand } from './credentials.ts'
import {
  type CommandContext,
  cancelCommand,
  forgetCommand,
  pollCommand,
  resultCommand,
  submitCommand,
  waitCommand,
} from './curl.ts'
import { code, steps } from './elements.ts'
import { type Html, html } from './html.ts'
import type { Section } from './page.ts'
import { prettyJson } from './pretty-json.ts'
import { publishedOperation, textAt } from './published.ts'
import { rebased } from './rebased.ts'

interface Step {
  readonly title: string
  readonly content: Html
}

export function jobSteps(context: CommandContext, operation: AsyncOperation): Section {
  const credential = credentialCommand(context.contract, operation)
  const first = { title: 'Set your credential', content: code(credential ?? '', 'Once in each terminal') }
  return {
    id: 'use',
    title: 'Use it',
    content: html`<p>${operation.async.mode === 'both' ? 'Be answered at once and fetch the result later, or hold on for it' : 'The answer comes at once, the result later'}. Paste these one after the other; they need curl 7.84 or newer.</p>
${steps([
  ...(credential === undefined ? [] : [first]),
  ...(operation.async.mode === 'both' ? [hold(context, operation)] : []),
  start(context, operation),
  poll(context, operation),
  fetchResult(context, operation),
  ...(operation.async.cancel.allowed ? [cancel(context, operation)] : []),
  forget(context, operation),
])}`,
  }
}

/** Only of `mode: both` (R-INI-4, R-INI-5). */
function hold(context: CommandContext, operation: AsyncOperation): Step {
  const { result, waitMs } = operation.async
  return {
    title: 'Hold on for the result',
    content: html`${fileNote(operation)}
${code(waitCommand(context, operation), 'Start the work and wait for what comes of it')}
<p>Ready in time, the answer is <strong>${result.status}</strong> with the result. If not, it is the <strong>202 Accepted</strong> of the next step, and
the work goes on. A job that fails in time answers with its problem. Without <code>Prefer</code> the service waits for ${durationText(waitMs)}, which is also the longest.</p>`,
  }
}

function start(context: CommandContext, operation: AsyncOperation): Step {
  const { mode } = operation.async
  return {
    title: mode === 'both' ? 'Or start the work, and come back' : 'Start the work',
    content: html`${fileNote(operation)}
${code(submitCommand(context, operation), 'Start a job; its URL goes into $JOB')}
<p>${mode === 'both' && html`With <code>Prefer: respond-async</code> `}${mode === 'both' ? 'the' : 'The'} service answers <strong>202 Accepted</strong> once the job is safe on disk: from here on it survives crashes and restarts.</p>
${code(acceptedTranscript(context, operation), 'The answer')}
${repeatNote(operation)}`,
  }
}

function fileNote({ requestBody }: Operation): Html | undefined {
  const streamed = requestBody?.content[0]?.kind === 'stream'
  return streamed ? html`<p>Put the path of your own file after the <code>@</code>.</p>` : undefined
}

function acceptedTranscript({ published, base, contract }: CommandContext, operation: AsyncOperation): string {
  const responses = objectAt(publishedOperation(published, operation), 'responses')
  const written = objectAt(followReference(published, responses['202']), 'content', 'application/json', 'example')
  const example = rebased(written, written, contract.jobsPath, base)
  const job = `${base}${contract.jobsPath}/${textAt(example, 'id') ?? 'job_…'}`
  return `HTTP/1.1 202 Accepted
Location: ${job}
Operation-Location: ${job}/status
Retry-After: ${Math.max(1, Math.ceil(operation.async.poll.initialMs / 1_000))}
Cache-Control: no-store
Content-Type: application/json

${prettyJson(example)}`
}

function repeatNote(operation: AsyncOperation): Html | undefined {
  if (!takesIdempotencyKey(operation)) return undefined
  const { required, windowMs } = operation.async.idempotency
  return html`<p>${required ? 'An ' : 'Lost the answer? Send an '}<code>Idempotency-Key</code> header with a text of your own
${required ? 'is required' : 'from the start'}: the same request with the same key starts nothing twice and is answered with the same job, for ${durationText(windowMs)}.</p>`
}

function poll(context: CommandContext, operation: AsyncOperation): Step {
  return {
    title: 'Wait for it',
    content: html`<p>Poll <code>$JOB/status</code> (the <code>Operation-Location</code> of the answer). While the job is unfinished the answer has
<code>Retry-After</code>: wait that many seconds. When the header is gone, the job has finished.</p>
${code(pollCommand(context, operation), 'Poll until the job has finished')}
<p>The document says <code>queued</code>, <code>running</code> or <code>canceling</code>, and in the end <code>succeeded</code>, <code>failed</code>
or <code>canceled</code>. <a href="${context.base}/docs/jobs">All members and states</a></p>`,
  }
}

function fetchResult(context: CommandContext, operation: AsyncOperation): Step {
  return {
    title: 'Fetch the result',
    content: html`${code(resultCommand(context, operation), 'Follow to the result')}
<p>${whereTheResultIs(operation.async)}${operation.async.completion === 'inline' && html` The job itself, <code>$JOB</code>, answers 200 with the result inside instead of redirecting to it.`} If the job failed, the answer is the problem that it failed with, which also stands in <code>job.json</code>, and curl ends with exit code 22.</p>`,
  }
}

function whereTheResultIs({ result }: AsyncPolicy): Html {
  switch (result.kind) {
    case 'resource':
      return html`The result is a resource of its own: the answer is <strong>303 See Other</strong> to <code>${result.path}</code>.`
    case 'empty':
      return html`The job yields nothing: the answer is <strong>204 No Content</strong>.`
    case 'json':
    case 'file':
      return html`The answer is <strong>200</strong> with <code>${result.mediaType}</code>.`
  }
}

function cancel(context: CommandContext, operation: AsyncOperation): Step {
  return {
    title: 'Changed your mind? Cancel it',
    content: html`${code(cancelCommand(context, operation), 'Cancel the job')}
<p>A queued job is canceled at once (200). A running one is asked to stop (202, <code>canceling</code>) and has
${durationText(operation.async.cancel.graceMs)} to do so. A job that has succeeded or failed stays as it is (409).</p>`,
  }
}

function forget(context: CommandContext, operation: AsyncOperation): Step {
  return {
    title: 'Finished with it? Forget it',
    content: html`${code(forgetCommand(context, operation), 'Delete input and result now')}
<p>Otherwise both are kept for ${durationText(operation.async.retentionMs)} after the job has finished.</p>`,
  }
}
