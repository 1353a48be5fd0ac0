/** Doing finished jobs again: what is repeated, by whose policy, with which files, and what is refused. */
import { readFileSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { Fault } from '../../src/base/fault.ts'
import { type JobId, newJobId } from '../../src/base/ids.ts'
import { systemRandom } from '../../src/base/random.ts'
import type { JobInput } from '../../src/jobs/job.ts'
import { createJobService } from '../../src/jobs/service.ts'
import { toValidInput } from '../../src/jobs/valid-input.ts'
import { filesFolder } from '../../src/stores/sqlite/files.ts'
import { policy } from './support/jobs.ts'
import { inWorld, owner, type World } from './support/world.ts'

const failing = (): never => {
  throw new Error('boom')
}

describe('a job that is repeated', () => {
  it('runs at once, as a new job with attempts and a deadline of its own (T1, I4)', async () => {
    let healthy = false
    await inWorld(
      ({ body }) => (healthy ? { echoed: body } : failing()),
      async (world) => {
        await world.worker.start()
        const failed = await world.until(await world.submit({ rows: 3 }), 'failed')
        healthy = true
        await world.time.advance(5_000)
        const repeated = await world.service.repeat(failed.id, owner)
        const job = await world.until(repeated?.job?.id ?? failed.id, 'succeeded')
        expect(job).toMatchObject({ retriedFrom: failed.id, attempt: 1, createdAt: failed.createdAt + 5_000 })
        expect(job.deadlineAt).toBe(job.createdAt + 60_000)
        expect(job.result).toEqual({ kind: 'json', value: { echoed: { rows: 3 } } })
        expect(await world.find(failed.id)).toEqual(failed)
      },
      { policy: { retry: { ...policy.retry, maxAttempts: 1 }, timeout: { attemptMs: 60_000, totalMs: 60_000 } } },
    )
  })

  it('has a copy of the upload, which outlives that of the first', () =>
    inWorld(failing, async (world) => {
      const original = await submitUpload(world, 'name;mail\n')
      await world.service.cancel(original, owner)
      const repeated = await world.service.repeat(original, owner)
      const id = repeated?.job?.id ?? original
      await world.service.forget(original, owner)
      expect(await world.filesOf(original)).toEqual([])
      expect(readFileSync(join(world.folder, 'files', id, 'upload'), 'utf8')).toBe('name;mail\n')
    }))

  it('leaves nothing of its files when it is refused', () =>
    inWorld(failing, async (world) => {
      const original = await submitUpload(world, 'x')
      await world.service.cancel(original, owner)
      const emptied = createJobService({
        ...serviceOptions(world),
        registry: { contract: { ...world.registry.contract, operations: [] } },
      })
      expect(await emptied.repeat(original, owner)).toMatchObject({ kind: 'refused', reason: 'unknown-operation' })
      expect(await world.files.collectOrphans(() => false)).toBe(0)
      const broken = { ...world.store, repeat: () => Promise.reject(new Error('no')) }
      await expect(
        createJobService({ ...serviceOptions(world), store: broken }).repeat(original, owner),
      ).rejects.toThrow('no')
      expect(await foldersOf(world)).toEqual([original])
    }))

  it('keeps the copy of an upload when its job may have been committed (R-INI-9)', () =>
    inWorld(failing, async (world) => {
      const original = await submitUpload(world, 'x')
      await world.service.cancel(original, owner)
      const unsure = new Fault('commit-unknown', 'Whether it was written is not known.')
      const store = { ...world.store, repeat: () => Promise.reject(unsure) }
      const service = createJobService({ ...serviceOptions(world), store })
      await expect(service.repeat(original, owner)).rejects.toBe(unsure)
      expect(await foldersOf(world)).toHaveLength(2)
    }))

  it.each([
    ['not-finished', async (world: World) => world.submit()],
    ['succeeded', async (world: World) => (await world.until(await world.submit(), 'succeeded')).id],
    [
      'forgotten',
      async (world: World) => {
        const { id } = await world.until(await world.submit(), 'succeeded')
        await world.service.forget(id, owner)
        return id
      },
    ],
    [
      'upload-missing',
      async (world: World) => {
        const id = await submitUpload(world, 'x')
        await world.service.cancel(id, owner)
        await rm(join(world.folder, 'files', id), { recursive: true })
        return id
      },
    ],
  ] as const)('is refused as %s, and nothing is made', (reason, make) =>
    inWorld(
      () => 'done',
      async (world) => {
        if (reason === 'succeeded' || reason === 'forgotten') await world.worker.start()
        const id = await make(world)
        const before = (await world.store.list({ limit: 9 }, { kind: 'operator' })).jobs.length
        expect(await world.service.repeat(id, owner)).toMatchObject({ kind: 'refused', reason, job: { id } })
        expect((await world.store.list({ limit: 9 }, { kind: 'operator' })).jobs).toHaveLength(before)
      },
    ),
  )

  it('may have succeeded when that is what is wanted', () =>
    inWorld(
      () => 'done',
      async (world) => {
        await world.worker.start()
        const { id } = await world.until(await world.submit(), 'succeeded')
        expect(await world.service.repeat(id, owner, { force: true })).toMatchObject({ kind: 'inserted' })
      },
    ))

  it('is of nobody else, and an unknown one is unknown (OW-1)', () =>
    inWorld(failing, async (world) => {
      const id = await world.submit()
      await world.service.cancel(id, owner)
      expect(await world.service.repeat(id, { ...owner, kind: 'owner', tenant: 'default', owner: 'other' })).toBe(
        undefined,
      )
      expect(await world.service.repeat(newJobId(systemRandom), owner)).toBe(undefined)
    }))

  it('counts under the key that its operation gives it today, and is refused where that takes no more (I14)', () =>
    inWorld(
      failing,
      async (world) => {
        const original = await world.submit({ account: 'a' })
        await world.service.cancel(original, owner)
        const other = await world.submit({ account: 'a' })
        expect(await world.service.repeat(original, owner)).toMatchObject({ kind: 'conflict', job: { id: other } })
        await world.service.cancel(other, owner)
        expect(await world.service.repeat(original, owner)).toMatchObject({ kind: 'inserted' })
      },
      { policy: { concurrency: { limit: 1, onConflict: 'reject' } } },
    ))
})

describe('a run whose input is gone', () => {
  it('never reaches the handler, and is tried again until the attempts are used up', async () => {
    let runs = 0
    await inWorld(
      () => {
        runs += 1
      },
      async (world) => {
        const id = await world.submit({ text: 'x'.repeat(300_000) })
        const folder = filesFolder(world.database.file)
        await rm(join(folder, id), { recursive: true })
        await world.worker.start()
        const failed = await world.until(id, 'failed')
        expect(failed.failure.code).toBe('handler-error')
        const found = await world.store.find(id, { kind: 'operator' })
        expect(found?.lastError).toContain(join(folder, id, 'input.json'))
        expect(runs).toBe(0)
      },
      { policy: { retry: { ...policy.retry, maxAttempts: 1 } } },
    )
  })
})

function serviceOptions({ store, runtime, files, registry, revisions }: World) {
  const engine = { offer: () => {}, consume: () => () => {}, stop: async () => {} }
  return { store, runtime, files, registry, revisions, engine, noteCancel: () => {}, changed: () => {} }
}

async function submitUpload(world: World, text: string): Promise<JobId> {
  const job = newJobId(systemRandom)
  const content = Readable.from([Buffer.from(text)])
  const file = await world.files.receive(job, { content, mediaType: 'text/csv', maxBytes: 99 })
  const [operation] = world.registry.contract.operations
  if (file === 'too-large' || operation?.async === undefined) throw new Error('not received')
  const principal = { subject: 'api-key:dev', tenant: 'default', scopes: [] }
  const nothing = { params: {}, query: {}, headers: {}, cookies: {} }
  const input: JobInput = { ...nothing, body: { kind: 'file', file }, principal }
  const valid = toValidInput({ job, operation: { ...operation, async: operation.async }, input })
  expect(await world.service.submit(valid, { callbacks: [] })).toMatchObject({ kind: 'inserted' })
  return job
}

function foldersOf(world: World): Promise<readonly string[]> {
  return readdir(join(world.folder, 'files'))
}
