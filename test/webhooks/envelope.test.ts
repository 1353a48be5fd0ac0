import { describe, expect, it } from 'vitest'
import { toInstant } from '../../src/base/clock.ts'
import { newDeliveryId, newEndpointId, newEventId, newJobId } from '../../src/base/ids.ts'
import { systemRandom } from '../../src/base/random.ts'
import type { Job, JobResult } from '../../src/jobs/job.ts'
import { renderEnvelope } from '../../src/webhooks/envelope.ts'
import type { DeliveryClaim } from '../../src/webhooks/store.ts'
import { base, contract } from './support/service.ts'

const now = toInstant(1_767_225_600_000)
const jobId = newJobId(systemRandom)
const endpointId = newEndpointId(systemRandom)
const deliveryId = newDeliveryId(systemRandom)

const job: Job = {
  id: jobId,
  operation: 'createReport',
  contractRevision: 1,
  tenant: 'default',
  owner: 'api-key:dev',
  priority: 100,
  createdAt: now,
  updatedAt: now,
  revision: 4,
  attempt: 2,
  maxAttempts: 5,
  crashes: 1,
  interrupts: 0,
  epoch: 3,
  retentionMs: 1,
  tombstoneMs: 1,
  state: 'succeeded',
  finishedAt: now,
  expiresAt: now,
  result: { kind: 'json', value: null },
}

function claim(payload: 'thin' | 'full', result?: JobResult, snapshot: Job = job): DeliveryClaim {
  return {
    fence: { incarnation: 'one', delivery: deliveryId, epoch: 1 },
    delivery: {
      id: deliveryId,
      job: jobId,
      endpoint: endpointId,
      type: 'createReport.succeeded',
      url: 'https://example.com/hook',
      state: 'sending',
      payload,
      retryMs: [],
      attempts: 0,
      dueAt: now,
      createdAt: now,
      log: [],
    },
    endpoint: {
      id: endpointId,
      tenant: 'default',
      owner: 'api-key:dev',
      origin: 'https://example.com',
      createdAt: now,
      sealedSecret: '',
      consecutiveFailures: 0,
    },
    event: { id: newEventId(systemRandom), job: jobId, number: 2, kind: 'succeeded', at: now, snapshot },
    ...(result === undefined ? {} : { result }),
  }
}

const data = (rendered: DeliveryClaim) => JSON.parse(renderEnvelope(rendered, { contract, base })).data
const textOf = (length: number): JobResult => ({ kind: 'json', value: 'x'.repeat(length) })

describe('the envelope', () => {
  it('shows the public words alone: no owner, no worker, no fence (R-WEB-3)', () => {
    const document = data(claim('thin'))
    expect(document).toMatchObject({ id: jobId, status: 'succeeded', revision: 4, attempt: 2 })
    for (const name of ['owner', 'tenant', 'epoch', 'crashes', 'state', 'result']) {
      expect(document).not.toHaveProperty(name)
    }
  })

  it('embeds a result of 16 KiB and leaves a larger one where it is (WH-6)', () => {
    expect(data(claim('full', textOf(16_382))).result).toHaveLength(16_382)
    const larger = data(claim('full', textOf(16_383)))
    expect(larger).not.toHaveProperty('result')
    expect(larger.resourceLocation).toBe(`${base}/jobs/${jobId}/result`)
  })

  it('embeds a result of null, which is not the same as none', () => {
    expect(data(claim('full', { kind: 'json', value: null }))).toHaveProperty('result', null)
  })

  it('never embeds a file', () => {
    const file = { name: 'a', size: 1, mediaType: 'image/webp', sha256: '' }
    expect(data(claim('full', { kind: 'file', file }))).not.toHaveProperty('result')
  })

  it('is thin when the result was forgotten (R-RES-5)', () => {
    expect(renderEnvelope(claim('full'), { contract, base })).toBe(renderEnvelope(claim('thin'), { contract, base }))
  })

  it('is thin when nobody asked for more', () => {
    expect(data(claim('thin', textOf(1)))).not.toHaveProperty('result')
  })

  it('of an operation that has left the spec is still rendered', () => {
    expect(data(claim('thin', undefined, { ...job, operation: 'gone' })).operation).toBe('gone')
  })
})
