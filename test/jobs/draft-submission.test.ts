/** What a submission is made of, whoever makes it. */
import { describe, expect, it } from 'vitest'
import type { AsyncOperation } from '../../src/contract/operation.ts'
import { draftSubmission } from '../../src/jobs/draft-submission.ts'
import type { JobInput } from '../../src/jobs/job.ts'
import { aJobId, now, policy, principal } from './support/jobs.ts'

const nothing = { params: {}, query: {}, headers: {}, cookies: {}, principal }
const input: JobInput = {
  ...nothing,
  body: { kind: 'json', value: { project: 'a' }, mediaType: 'application/json' },
}
const facts = { id: aJobId, contractRevision: 3, principal, now }

function operationWith(onConflict: 'queue' | 'reject'): AsyncOperation {
  const concurrency = { limit: 2, key: '$request.body#/project', onConflict }
  const plain = { tags: [], deprecated: false, security: [], parameters: [], responses: [], hash: '' }
  return { id: 'createReport', method: 'POST', path: '/reports', ...plain, async: { ...policy, concurrency } }
}

describe('the draft of a submission', () => {
  it('asks for a free key where conflicts are rejected, and only there (I14)', () => {
    expect(draftSubmission(operationWith('reject'), input, facts).exclusive).toEqual({ limit: 2 })
    expect(draftSubmission(operationWith('queue'), input, facts)).not.toHaveProperty('exclusive')
  })

  it('gives the job the key of its input, and what it is told (T1)', () => {
    const { job } = draftSubmission(operationWith('queue'), input, { ...facts, retriedFrom: aJobId })
    expect(job).toMatchObject({ id: aJobId, operation: 'createReport', contractRevision: 3, retriedFrom: aJobId })
    expect(job.concurrencyKey).toBeTypeOf('string')
    const other = { ...input, body: { kind: 'json', value: { project: 'b' }, mediaType: 'application/json' } } as const
    expect(draftSubmission(operationWith('queue'), other, facts).job.concurrencyKey).not.toBe(job.concurrencyKey)
  })
})
