/** What an operation promises in numbers. */

import { durationText } from '../base/duration-text.ts'
import type { AsyncPolicy, RetryPolicy } from '../contract/async-policy.ts'
import type { Operation } from '../contract/operation.ts'
import { byteText } from './byte-text.ts'
import { facts } from './elements.ts'
import type { Part } from './html.ts'
import type { Section } from './page.ts'

export function limitsSection({ requestBody, async: policy }: Operation): readonly Section[] {
  const pairs = [
    ...(requestBody === undefined ? [] : [fact('Request body', `up to ${byteText(requestBody.maxBytes)}`)]),
    ...(policy === undefined ? [] : [...timeFacts(policy), ...keepingFacts(policy)]),
  ]
  return pairs.length === 0 ? [] : [{ id: 'limits', title: 'Limits', content: facts(pairs) }]
}

type Fact = readonly [name: string, value: Part]
const fact = (name: string, value: string): Fact => [name, value]

function timeFacts({ timeout, retry, poll, estimateMs, concurrency }: AsyncPolicy): readonly Fact[] {
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
    ...(concurrency === undefined
      ? []
      : [
          fact(
            'At the same time',
            `${concurrency.limit}; more ${concurrency.onConflict === 'queue' ? 'wait their turn' : 'are refused'}`,
          ),
        ]),
  ]
}

function retryText({ maxAttempts, initialMs, maxMs, backoff }: RetryPolicy): string {
  if (maxAttempts === 1) return 'one: a failure is final'
  const delay =
    backoff === 'fixed'
      ? `${durationText(initialMs)} apart`
      : `${durationText(initialMs)} to ${durationText(maxMs)} apart`
  return `up to ${maxAttempts}, ${delay}; a declared failure is final at once`
}

function keepingFacts({ retentionMs, tombstoneMs, idempotency, cancel }: AsyncPolicy): readonly Fact[] {
  return [
    fact(
      'Cancel',
      cancel.allowed ? `possible; a running job has ${durationText(cancel.graceMs)} to stop` : 'not possible',
    ),
    fact('Job and result are kept', `${durationText(retentionMs)} after the job has finished`),
    fact('Then the job answers 410 for', durationText(tombstoneMs)),
    fact('An Idempotency-Key is remembered', durationText(idempotency.windowMs)),
  ]
}
