/** What a process does with its jobs from start to stop, on the real store and files. */
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type JobId, newJobId } from '../../src/base/ids.ts'
import { systemRandom } from '../../src/base/random.ts'
import { createLocalEngine } from '../../src/engines/local/local-engine.ts'
import { createJobDesk, type JobDesk } from '../../src/jobs/desk.ts'
import { createInProcessGuardian } from '../../src/jobs/in-process-guardian.ts'
import { createInlineRunner } from '../../src/runners/inline/inline-runner.ts'
import { sqliteScheduleStore } from '../../src/stores/sqlite/schedules.ts'
import { inWorld, owner, type World } from './support/world.ts'

const aDay = 86_400_000

describe('the desk', () => {
  it('runs the jobs that it finds, and none after it has stopped', () =>
    inWorld(
      () => 'done',
      async (world) => {
        const id = await world.submit()
        const desk = createDesk(world)
        await desk.start()
        await world.until(id, 'succeeded')
        await stopped(world, desk)
        const late = await world.submit()
        await world.time.advance(5_000)
        expect((await world.find(late)).state).toBe('ready')
      },
    ))

  it('that was never started stops', () =>
    inWorld(
      () => 'done',
      async (world) => {
        await createDesk(world).stop()
      },
    ))

  it('keeps the old files of a job that has its data, and removes those of a job that nobody knows', () =>
    inWorld(
      () => 'done',
      async (world) => {
        const known = await world.submit()
        const unknown = newJobId(systemRandom)
        await leaveFile(world, known)
        await leaveFile(world, unknown)
        expect(await kept(world)).toEqual([known])
      },
    ))

  it('removes what a crash left of a job that was forgotten, and of one that is only a tombstone (R-RES-5)', () =>
    inWorld(
      () => 'done',
      async (world) => {
        const deleted = await world.submit()
        await world.service.cancel(deleted, owner)
        await world.time.advance(aDay)
        await world.sweep.sweepOnce()
        expect(await world.store.find(deleted, owner)).toMatchObject({ tombstone: true })
        const forgotten = await world.submit()
        await world.service.cancel(forgotten, owner)
        await world.service.forget(forgotten, owner)
        await leaveFile(world, deleted)
        await leaveFile(world, forgotten)
        expect(await kept(world)).toEqual([])
      },
    ))
})

function createDesk({ database, store, leases, files, runtime, registry, revisions }: World): JobDesk {
  return createJobDesk({
    store,
    schedules: sqliteScheduleStore(database, runtime),
    guardian: createInProcessGuardian({ leases, runtime }),
    files,
    runtime,
    registry,
    revisions,
    engine: createLocalEngine(),
    runner: createInlineRunner(),
    concurrency: 4,
    processId: process.pid,
    changed: () => {},
  })
}

/** Stops while time goes on, since a worker that stops may be asleep. */
async function stopped({ time }: World, desk: JobDesk): Promise<void> {
  await Promise.all([desk.stop('now'), time.advance(60_000)])
}

/** A folder that nothing was written to for longer than an upload can take. */
async function leaveFile({ folder, time }: World, id: JobId): Promise<void> {
  const place = join(folder, 'files', id)
  const longAgo = new Date(time.clock.now() - aDay)
  await mkdir(place, { recursive: true })
  await writeFile(join(place, 'upload'), 'name;mail')
  await utimes(join(place, 'upload'), longAgo, longAgo)
  await utimes(place, longAgo, longAgo)
}

/** The folders that are left once a desk has started. */
async function kept(world: World): Promise<readonly string[]> {
  const desk = createDesk(world)
  await desk.start()
  await stopped(world, desk)
  return readdir(join(world.folder, 'files'))
}
