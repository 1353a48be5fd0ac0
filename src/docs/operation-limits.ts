/** What an operation promises in numbers. */

import { durationText } from '../base/duration-text.ts'
import type { AsyncPolicy, RetryPolicy } from '../contract/async-policy.ts'
import { isAsync, type Operation } from '../contract/operation.ts'
import { takesIdempotencyKey } from '../contract/operation-problems.ts'
import type { RateLimitPolicy } from '../contract/rate-limit.ts'
import { byteText } from './byte-text.ts'
import { type Fact, facts } from './elements.ts'
import { html, type Part } from './html.ts'
import type { Section } from './page.ts'
import { rateLimitFacts } from './rate-limit-facts.ts'
import { requestPlace } from './request-place.ts'

export function limitsSection(base: string, operation: Operation): readonly Section[] {
  const { requestBody, rateLimit, async: policy } = operation
  const pairs = [
    ...(requestBody === undefined ? [] : [fact('Request body', `up to ${byteText(requestBody.maxBytes)}`)]),
    ...(rateLimit === undefined ? [] : rateLimitFacts(base, rateLimitOf(operation, rateLimit))),
    ...(policy === undefined ? [] : [...timeFacts(policy), ...turnFacts(policy), ...keepingFacts(operation, policy)]),
  ]
  return pairs.length === 0 ? [] : [{ id: 'limits', title: 'Limits', content: facts(pairs) }]
}

/** What has no jobs is neither polled nor listed; lists are of no one operation. */
function rateLimitOf(operation: Operation, { submit, poll, concurrentJobs }: RateLimitPolicy): RateLimitPolicy {
  const ofJobs = { ...(poll && { poll }), ...(concurrentJobs !== undefined && { concurrentJobs }) }
  return { ...(submit && { submit }), ...(isAsync(operation) && ofJobs) }
}

const fact = (name: string, value: Part): Fact => [name, value]

function timeFacts({ timeout, retry, poll, estimateMs }: AsyncPolicy): readonly Fact[] {
  const { attemptMs, totalMs, startMs } = timeout
  return [
    ...(estimateMs === undefined ? [] : [fact('Usually takes about', durationText(estimateMs))]),
    fact('Time for one attempt', durationText(attemptMs)),
    ...(totalMs === undefined ? [] : [fact('Time in all', durationText(totalMs))]),
    ...(startMs === undefined ? [] : [fact('Must begin within', durationText(startMs))]),
    fact('Attempts', retryText(retry)),
    fact(
      'Polling',
      `first after ${durationText(poll.initialMs)}, then up to ${durationText(poll.maxMs)} apart; Retry-After says when`,
    ),
  ]
}

/** Which jobs run before which, and beside which. */
function turnFacts({ concurrency, priority }: AsyncPolicy): readonly Fact[] {
  return [
    ...(concurrency === undefined ? [] : [fact('At the same time', concurrencyText(concurrency))]),
    ...(priority === 'normal'
      ? []
      : [fact('Priority', `${priority}; waiting jobs rise with time, so that none waits for ever`)]),
  ]
}

function concurrencyText({ limit, key, onConflict }: NonNullable<AsyncPolicy['concurrency']>): Part {
  const among = key !== undefined && html` with the same value in ${requestPlace(key) ?? html`<code>${key}</code>`}`
  const more =
    onConflict === 'queue' ? 'more wait their turn' : html`while so many are unfinished, more are refused (409)`
  return html`${limit} ${limit === 1 ? 'job' : 'jobs'}${among}; ${more}`
}

function retryText({ maxAttempts, initialMs, maxMs, backoff }: RetryPolicy): string {
  if (maxAttempts === 1) return 'one: a failure is final'
  const delay =
    backoff === 'fixed'
      ? `${durationText(initialMs)} apart`
      : `${durationText(initialMs)} to ${durationText(maxMs)} apart`
  return `up to ${maxAttempts}, ${delay}; a declared failure is final at once`
}

function keepingFacts(
  operation: Operation,
  { retentionMs, tombstoneMs, idempotency, cancel }: AsyncPolicy,
): readonly Fact[] {
  return [
    fact(
      'Cancel',
      cancel.allowed ? `possible; a running job has ${durationText(cancel.graceMs)} to stop` : 'not possible',
    ),
    fact('Job and result are kept', `${durationText(retentionMs)} after the job has finished`),
    fact('Then the job answers 410 for', durationText(tombstoneMs)),
    ...(takesIdempotencyKey(operation)
      ? [fact('An Idempotency-Key is remembered', durationText(idempotency.windowMs))]
      : []),
  ]
}
