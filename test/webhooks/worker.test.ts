import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/base/clock.ts'
import { type Receiver, receive, receiveRaw } from './support/receiver.ts'
import { openService, type ServiceOptions } from './support/service.ts'

const closers: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function opened(options: ServiceOptions = {}) {
  const service = await openService(options)
  closers.push(() => service.close())
  return service
}

async function taking(status = 204): Promise<Receiver> {
  const receiver = await receive((response) => response.writeHead(status).end())
  closers.push(() => receiver.close())
  return receiver
}

/** Never answers; `filled` when as many hang in it as one endpoint may have. */
async function tarpitOf(open: Set<Socket>) {
  let hanging = 0
  let fill = (): void => {}
  const filled = new Promise<void>((resolve) => {
    fill = resolve
  })
  const { url, close } = await receiveRaw((socket) => {
    open.add(socket)
    hanging += 1
    if (hanging === 4) fill()
  })
  return { url, filled, close }
}

describe('the worker', () => {
  it('delivers on its own tick, without any nudge (D10, WH-19)', async () => {
    const service = await opened({ clock: systemClock })
    const receiver = await taking()
    const worker = service.worker()
    worker.start()
    const job = await service.finishJob(receiver.url)
    await receiver.until(1)
    await worker.stop()
    expect(await service.deliveries(job)).toMatchObject([{ state: 'delivered' }])
  })

  it('delivers a refused delivery on a later tick, without any nudge (D10, WH-19)', async () => {
    const service = await opened({ clock: systemClock })
    const receiver = await receive((response, _request, index) => response.writeHead(index < 2 ? 500 : 204).end())
    closers.push(() => receiver.close())
    service.worker().start()
    await service.finishJob(receiver.url, { callback: { retryMs: [10, 10] } })
    const requests = await receiver.until(3)
    expect(new Set(requests.map((request) => request.headers['webhook-id'])).size).toBe(1)
  })

  it('sends at once when nudged, though it never ticks', async () => {
    const service = await opened()
    const receiver = await taking()
    const worker = service.worker()
    const job = await service.finishJob(receiver.url)
    worker.nudge()
    await receiver.until(1)
    await worker.stop()
    expect(await service.deliveries(job)).toMatchObject([{ state: 'delivered' }])
  })

  it('drains a backlog from one nudge, never more at once than an endpoint may have (WH-36)', async () => {
    const service = await opened()
    const held: (() => void)[] = []
    let most = 0
    const receiver = await receive((response, _request, index) => {
      held.push(() => response.writeHead(204).end())
      most = Math.max(most, held.length)
      // Nobody is answered before four are here; the last two come alone.
      if (held.length === 4 || index === 29) for (const answer of held.splice(0)) answer()
    })
    closers.push(() => receiver.close())
    for (let count = 0; count < 30; count += 1) await service.finishJob(receiver.url)
    service.worker().nudge()
    await receiver.until(30)
    expect(most).toBe(4)
  })

  it('does not let an endpoint that never answers hold up another (WH-33, WH-36)', async () => {
    const service = await opened()
    const tarpit = await receiveRaw(() => {})
    for (let count = 0; count < 200; count += 1) await service.finishJob(tarpit.url)
    const healthy = await taking()
    const worker = service.worker()
    const job = await service.finishJob(healthy.url)
    worker.nudge()
    await healthy.until(1)
    expect(healthy.received[0]?.body.toString()).toContain(job.id)
    expect(tarpit.connections()).toBeLessThanOrEqual(4)
    await tarpit.close()
    await worker.stop()
  })

  it('does not let an owner whose receivers never answer hold up another owner (WH-33, WH-36, D14)', async () => {
    const service = await opened()
    const open = new Set<Socket>()
    const tarpits = [await tarpitOf(open), await tarpitOf(open)]
    for (let count = 0; count < 30; count += 1) await service.finishJob(tarpits[count % 2]?.url ?? '')
    const worker = service.worker()
    worker.nudge()
    await Promise.all(tarpits.map(({ filled }) => filled))
    const healthy = await taking()
    const job = await service.finishJob(healthy.url, { owner: 'api-key:other' })
    worker.nudge()
    await healthy.until(1)
    expect(healthy.received[0]?.body.toString()).toContain(job.id)
    expect([...open].filter((socket) => !socket.destroyed)).toHaveLength(8)
    for (const { close } of tarpits) await close()
    await worker.stop()
  })

  it('waits for the sends under way when it is stopped, and claims nothing more', async () => {
    const service = await opened()
    let finish = (): void => {}
    const receiver = await receive((response) => {
      finish = () => response.writeHead(204).end()
    })
    closers.push(() => receiver.close())
    const first = await service.finishJob(receiver.url)
    const worker = service.worker()
    worker.nudge()
    await receiver.until(1)
    const second = await service.finishJob(receiver.url)
    let isStopped = false
    const stopping = worker.stop().then(() => {
      isStopped = true
    })
    worker.nudge()
    await new Promise((resolve) => setImmediate(resolve))
    expect(isStopped).toBe(false)
    finish()
    await stopping
    expect(await service.deliveries(first)).toMatchObject([{ state: 'delivered' }])
    expect(await service.deliveries(second)).toMatchObject([{ state: 'waiting', attempts: 0 }])
  })

  it('tells the operator of a store that fails, and goes on', async () => {
    const service = await opened()
    const receiver = await taking()
    await service.finishJob(receiver.url)
    let calls = 0
    const claim: typeof service.store.claim = (request) => {
      calls += 1
      return calls === 1 ? Promise.reject(new Error('locked')) : service.store.claim(request)
    }
    const worker = service.worker({ store: { ...service.store, claim } })
    worker.nudge()
    await new Promise((resolve) => setImmediate(resolve))
    worker.nudge()
    await receiver.until(1)
    expect(service.observed).toContainEqual(expect.objectContaining({ name: 'deliveries.not-claimed', level: 'error' }))
  })
})

describe('a sender that is killed', () => {
  it('has its delivery sent again with the same id and the same bytes (WH-31, WH-32)', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'coatcheck-'))
    closers.push(() => rm(folder, { recursive: true }))
    const receiver = await receive((response, _request, index) => {
      if (index > 0) response.writeHead(204).end()
    })
    closers.push(() => receiver.close())
    const child = spawn(process.execPath, [
      new URL('./support/doomed-sender.ts', import.meta.url).pathname,
      folder,
      receiver.url,
    ])
    const exited = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)))
    const errors: string[] = []
    child.stderr.on('data', (chunk) => errors.push(String(chunk)))
    await Promise.race([
      receiver.until(1),
      exited.then((signal) => Promise.reject(new Error(`${signal} ${errors.join('')}`))),
    ])
    child.kill('SIGKILL')
    expect(await exited).toBe('SIGKILL')

    const service = await opened({ folder, seed: 12 })
    expect(await service.attempt()).toBe(0)
    await service.time.advance(25_000)
    expect(await service.attempt()).toBe(1)
    const [before, after] = receiver.received
    expect(after?.headers['webhook-id']).toBe(before?.headers['webhook-id'])
    expect(after?.body.equals(before?.body ?? Buffer.alloc(0))).toBe(true)
    const { data } = JSON.parse(String(after?.body))
    const [delivery] = (await service.store.list(data.id, { kind: 'operator' })) ?? []
    expect(delivery).toMatchObject({ state: 'delivered', attempts: 2 })
    expect(delivery?.log.map(({ outcome }) => outcome)).toEqual(['lost', 'http_204'])
  })
})
