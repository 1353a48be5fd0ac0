import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { after as later } from '../../src/base/clock.ts'
import { createSealer } from '../../src/security/sealing.ts'
import { revealSecret } from '../../src/webhooks/endpoints.ts'
import { type Received, type Receiver, receive } from './support/receiver.ts'
import { base, openService, type Service } from './support/service.ts'

const closers: (() => Promise<void>)[] = []
let service: Service

beforeEach(async () => {
  service = await openService()
  closers.push(() => service.close())
})

afterEach(async () => {
  vi.useRealTimers()
  for (const close of closers.splice(0)) await close()
})

/** Answers with the statuses in turn, the last one for ever. */
async function answering(
  ...answers: readonly (number | readonly [number, Record<string, string>])[]
): Promise<Receiver> {
  const receiver = await receive((response, _request, index) => {
    const answer = answers[Math.min(index, answers.length - 1)] ?? 204
    const [status, headers] = typeof answer === 'number' ? [answer, {}] : answer
    response.writeHead(status, headers).end()
  })
  closers.push(() => receiver.close())
  return receiver
}

function header(request: Received | undefined, name: string): string {
  const value = request?.headers[name]
  if (typeof value !== 'string') throw new Error(`No ${name}`)
  return value
}

/** With two independent libraries, whose clock is the one of the test. */
async function verifies(request: Received | undefined): Promise<unknown> {
  const secret = await service.secret(await service.endpoint())
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature']
  const headers = Object.fromEntries(names.map((name) => [name, header(request, name)]))
  vi.useFakeTimers({ now: service.runtime.clock.now(), toFake: ['Date'] })
  new SvixWebhook(secret).verify(request?.body ?? '', headers)
  return new StandardWebhook(secret).verify(request?.body ?? '', headers)
}

describe('a delivery', () => {
  it('that is refused twice and then taken keeps its id and bytes, and signs each attempt anew (WH-1 to WH-4, WH-10)', async () => {
    const receiver = await answering(500, 500, 204)
    const job = await service.finishJob(receiver.url)
    for (const waitMs of [0, 1_200, 2_400]) {
      await service.time.advance(waitMs)
      expect(await service.attempt()).toBe(1)
      await verifies(receiver.received.at(-1))
    }
    const [first, second, third] = receiver.received
    expect(new Set(receiver.received.map((request) => header(request, 'webhook-id'))).size).toBe(1)
    expect(header(first, 'webhook-id')).toMatch(/^msg_[A-Za-z0-9]{22}$/)
    expect(second?.body.equals(first?.body ?? Buffer.alloc(0)) && third?.body.equals(second.body)).toBe(true)
    const seconds = receiver.received.map((request) => Number(header(request, 'webhook-timestamp')))
    const start = Math.floor(job.updatedAt / 1_000)
    expect(seconds).toEqual([start, start + 1, start + 3])
    const [delivery] = await service.deliveries(job)
    expect(delivery).toMatchObject({ state: 'delivered', attempts: 3, finishedAt: service.time.clock.now() })
    expect(delivery?.log.map(({ number, outcome }) => [number, outcome])).toEqual([
      [1, 'http_500'],
      [2, 'http_500'],
      [3, 'http_204'],
    ])
  })

  it('is not sent early, and is due once its delay with jitter is over (WH-17, WH-18)', async () => {
    const receiver = await answering(500)
    const job = await service.finishJob(receiver.url)
    await service.attempt()
    const [delivery] = await service.deliveries(job)
    const delay = (delivery?.dueAt ?? 0) - service.time.clock.now()
    expect(delay).toBeGreaterThanOrEqual(1_000)
    expect(delay).toBeLessThanOrEqual(1_201)
    await service.time.advance(delay - 1)
    expect(await service.attempt()).toBe(0)
    await service.time.advance(1)
    expect(await service.attempt()).toBe(1)
  })

  it('whose attempts are used up has failed, and says so to the operator (WH-22)', async () => {
    const receiver = await answering(500)
    const job = await service.finishJob(receiver.url)
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await service.attempt()
      await service.time.advance(10_000)
    }
    expect(await service.attempt()).toBe(0)
    expect(await service.deliveries(job)).toMatchObject([{ state: 'failed', attempts: 4 }])
    const names = service.observed.map(({ name }) => name).filter((name) => name.startsWith('delivery.'))
    expect(names.slice(-3)).toEqual(['delivery.attempted', 'delivery.failing', 'delivery.exhausted'])
  })

  it('that gets through after four failures has recovered (WH-22)', async () => {
    const receiver = await answering(500, 500, 500, 500, 204)
    await service.finishJob(receiver.url, { callback: { retryMs: [1_000, 1_000, 1_000, 1_000] } })
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await service.attempt()
      await service.time.advance(2_000)
    }
    expect(service.observed.map(({ name }) => name)).toContain('delivery.recovered')
  })

  it('that grew four days old behind a pause expires without another attempt (WH-20)', async () => {
    const receiver = await answering(500)
    const job = await service.finishJob(receiver.url)
    await service.time.advance(345_600_000)
    expect(await service.attempt()).toBe(1)
    expect(receiver.received).toHaveLength(0)
    expect(await service.deliveries(job)).toMatchObject([{ state: 'expired', attempts: 0 }])
  })

  it('whose lease has passed to another is not sent under the old one (I7, WH-32)', async () => {
    const receiver = await answering(204)
    const job = await service.finishJob(receiver.url)
    const [late] = await service.claim()
    await service.time.advance(25_000)
    const [current] = await service.claim()
    if (late === undefined || current === undefined) throw new Error('There are two claims')
    await service.send(late)
    expect(receiver.received).toHaveLength(0)
    await service.send(current)
    expect(receiver.received).toHaveLength(1)
    await service.send({ ...current, body: 'sent before it was known to be late' })
    expect(await service.deliveries(job)).toMatchObject([{ state: 'delivered', attempts: 2 }])
    expect(service.observed.at(-1)).toMatchObject({ name: 'delivery.stale' })
  })

  it('to an address that is refused ends, and the caller is told no address (SS-11, SS-12)', async () => {
    const job = await service.finishJob('https://rebound.example.com/hook')
    const policy = { allowLoopback: false, ports: [443], ownAddresses: () => [] }
    await service.attempt({ policy, resolveName: async () => [{ address: '10.9.8.7', family: 4 }] })
    const [delivery] = await service.deliveries(job)
    expect(delivery).toMatchObject({ state: 'failed', log: [{ outcome: 'blocked_address' }] })
    expect(JSON.stringify([delivery, service.observed])).not.toContain('10.9.8.7')
  })

  it('to a URL that the deployment no longer allows ends, with its endpoint (SS-2)', async () => {
    const receiver = await answering(204)
    const job = await service.finishJob(receiver.url)
    await service.attempt({ policy: { allowLoopback: false, ports: [443], ownAddresses: () => [] } })
    expect(receiver.received).toHaveLength(0)
    expect(await service.deliveries(job)).toMatchObject([{ state: 'failed', log: [{ outcome: 'invalid_url' }] }])
    expect((await service.endpoint()).disabled?.reason).toBe('invalid_url')
  })
})

describe('an endpoint', () => {
  it('that is gone hears nothing more (WH-29)', async () => {
    const receiver = await answering(410)
    const first = await service.finishJob(receiver.url)
    await service.attempt()
    const second = await service.finishJob(receiver.url)
    expect(await service.attempt()).toBe(0)
    expect(await service.deliveries(first)).toMatchObject([{ state: 'failed' }])
    expect(await service.deliveries(second)).toMatchObject([{ state: 'skipped' }])
    expect((await service.endpoint()).disabled?.reason).toBe('gone')
    expect(service.observed).toContainEqual(
      expect.objectContaining({ name: 'endpoint.disabled', facts: expect.objectContaining({ reason: 'gone' }) }),
    )
  })

  it('that asks for time gets it, for all of its deliveries (WH-25)', async () => {
    const receiver = await answering([503, { 'retry-after': '600' }], 204)
    await service.finishJob(receiver.url)
    await service.attempt()
    await service.finishJob(receiver.url)
    await service.time.advance(599_999)
    expect(await service.attempt()).toBe(0)
    await service.time.advance(1)
    expect(await service.attempt()).toBe(2)
    expect((await service.endpoint()).pausedUntil).toBe(later(service.time.clock.now(), 0))
  })

  it('has a secret of its own, shown to nobody but its owner and sealed for its row (WH-7, WH-14, SE-1)', async () => {
    const receiver = await answering(204)
    const other = await answering(204)
    await service.finishJob(receiver.url)
    await service.finishJob(other.url)
    const [one, two] = await service.store.listEndpoints({ kind: 'operator' })
    if (one === undefined || two === undefined) throw new Error('There are two endpoints')
    const secrets = [await service.secret(one), await service.secret(two)]
    expect(secrets[0]).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(secrets[0]).not.toBe(secrets[1])
    const moved = { ...one, sealedSecret: two.sealedSecret }
    expect(() => revealSecret(moved, service.sealer)).toThrow(expect.objectContaining({ code: 'secret-unreadable' }))
    const stranger = createSealer(new Uint8Array(32))
    expect(() => revealSecret(one, stranger)).toThrow(expect.objectContaining({ code: 'secret-unreadable' }))
  })

  it('leaves its secret nowhere in the database’s files or in what is observed (SE-3, LG-1)', async () => {
    const receiver = await answering(500)
    await service.finishJob(`${receiver.url}&token=canary-query`)
    await service.attempt()
    const secret = await service.secret(await service.endpoint())
    const raw = Buffer.from(secret.slice('whsec_'.length), 'base64').toString('latin1')
    for (const name of await readdir(service.folder)) {
      const bytes = (await readFile(join(service.folder, name))).toString('latin1')
      for (const needle of [secret, secret.slice('whsec_'.length), raw]) expect(bytes.includes(needle)).toBe(false)
    }
    const told = JSON.stringify(service.observed)
    expect(told).toContain('delivery.attempted')
    for (const needle of [secret, 'canary-query', '/hook', 'whsec_', 'v1,']) expect(told).not.toContain(needle)
  })
})

describe('the body', () => {
  it('is the job document as it stood at the event, without its result (R-WEB-3, WH-5, WH-6)', async () => {
    const receiver = await answering(204)
    const job = await service.finishJob(receiver.url)
    await service.time.advance(60_000)
    await service.attempt()
    const body = await verifies(receiver.received[0])
    expect(receiver.received[0]?.headers['content-type']).toBe('application/json')
    expect(body).toMatchObject({
      type: 'createReport.succeeded',
      timestamp: new Date(job.updatedAt).toISOString(),
      data: {
        id: job.id,
        operation: 'createReport',
        status: 'succeeded',
        revision: job.revision,
        resourceLocation: `${base}/jobs/${job.id}/result`,
      },
    })
    expect(Object.keys(Object(body))).toEqual(['type', 'timestamp', 'data'])
    expect(Object(body).data).not.toHaveProperty('result')
  })

  it('brings the result when the spec asks for it (WH-6)', async () => {
    const receiver = await answering(204)
    await service.finishJob(receiver.url, { callback: { payload: 'full' } })
    await service.attempt()
    expect(await verifies(receiver.received[0])).toMatchObject({ data: { result: { id: 'report-1' } } })
  })

  it('goes out thin, under the same id, once the result is forgotten (R-RES-5, WH-4)', async () => {
    const receiver = await answering(500, 500, 204)
    const job = await service.finishJob(receiver.url, { callback: { payload: 'full' } })
    await service.attempt()
    await service.jobs.forget(job.id, { kind: 'operator' })
    for (const waitMs of [2_000, 4_000]) {
      await service.time.advance(waitMs)
      await service.attempt()
    }
    const [full, thin, again] = receiver.received
    expect(full?.body.toString()).toContain('report-1')
    expect(thin?.body.toString()).not.toContain('report-1')
    expect(again?.body.equals(thin?.body ?? Buffer.alloc(0))).toBe(true)
    expect(header(thin, 'webhook-id')).toBe(header(full, 'webhook-id'))
  })

  it('is sent only after GET would show the state it tells of (R-WEB-2)', async () => {
    const shown: unknown[] = []
    const receiver = await receive(async (response, request) => {
      const { data } = JSON.parse(request.body.toString())
      shown.push((await service.jobs.find(data.id, { kind: 'operator' }))?.job.state, data.status)
      response.writeHead(204).end()
    })
    closers.push(() => receiver.close())
    await service.finishJob(receiver.url)
    await service.attempt()
    expect(shown).toEqual(['succeeded', 'succeeded'])
  })
})
