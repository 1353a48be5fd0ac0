/**
 * A server that is ended again and again under load, most often with SIGKILL. `COATCHECK_CRASH_ROUNDS=50` makes it as many kills, and
 * `COATCHECK_CRASH_SEED` repeats the choices of a run; the moments themselves are the machine's.
 */
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createSeededRandom } from '../../src/testing/seeded-random.ts'
import * as broken from './support/broken-promises.ts'
import { readLedger } from './support/ledger.ts'
import { rowsOfBatch, rowsOfImport } from './support/orders.ts'
import { readBusyKeys, readWebhooks } from './support/received.ts'
import { hitsEverything, playRounds, type Round } from './support/rounds.ts'
import { type Snapshot, takeSnapshot } from './support/snapshot.ts'
import { createWorld, type World } from './support/world.ts'

const kills = Number(process.env.COATCHECK_CRASH_ROUNDS ?? 10)
const seed = Number(process.env.COATCHECK_CRASH_SEED ?? Date.now() % 1_000_000)

let world: World
let rounds: readonly Round[]
let end: Snapshot
beforeAll(
  async () => {
    const { world: made, first } = await createWorld()
    world = made
    try {
      rounds = await playRounds(world, first, kills, createSeededRandom(seed))
      end = takeSnapshot(world.database, join(world.folder, 'end'))
      report()
    } catch (error) {
      keep()
      throw error
    }
  },
  60_000 + kills * 30_000,
)
afterEach(({ task }) => {
  if (task.result?.state === 'fail') keep()
})
afterAll(() => world[Symbol.asyncDispose]())

function keep(): void {
  world.keep()
  console.error(`COATCHECK_CRASH_SEED=${seed}; what the servers left is in ${world.folder}`)
}

const ofKind = (ending: Round['ending']): readonly Round[] => rounds.filter((round) => round.ending === ending)
const accepted = () => readLedger(world.ledger, 'accepted')

describe('a server that is killed under load', () => {
  it('is killed while jobs are queued, running, waiting for a retry, canceling and delivered, in every round', () => {
    expect(rounds.filter(hitsEverything).length).toBeGreaterThanOrEqual(kills)
  })

  it('has every job that was answered with 202, as it was asked for, at each of its ends (I1, I2)', () => {
    expect(rounds.flatMap(({ broken: sentences }) => sentences)).toEqual([])
    expect(broken.lostJobs(end, accepted())).toEqual([])
    expect(broken.alteredInputs(end, readLedger(world.ledger, 'asked'))).toEqual([])
  })

  it('makes one job of a key, however often it is asked before and after (I2)', () => {
    expect(new Set(accepted().map(({ key }) => key))).toEqual(new Set(end.keys.keys()))
    expect(end.jobs.size).toBe(end.keys.size)
    expect(readLedger(world.ledger, 'wrong')).toEqual([])
    expect(readLedger(world.ledger, 'done')).toEqual([
      { kind: 'done', repeats: expect.toSatisfy(isPositive), readings: expect.toSatisfy(isPositive) },
    ])
  })

  it('ends every job, as it would have ended without (L1, T9)', () => {
    expect(broken.wrongEnds(end, accepted(), readLedger(world.ledger, 'cancel'))).toEqual([])
  })

  it('ends each job once, in the database and for the receiver of its webhooks (I5)', () => {
    expect(broken.wrongEvents(end)).toEqual([])
    const webhooks = readWebhooks(world.received)
    expect(broken.wrongWebhooks(webhooks)).toEqual([])
    const reports = [...end.jobs.values()].filter(({ operation }) => operation === 'createReport')
    expect(new Set(webhooks.map(({ job }) => job))).toEqual(new Set(reports.map(({ id }) => id)))
  })

  it('charges no attempt for a crash or a restart (T7, T9, I10)', () => {
    expect(broken.chargedAttempts(end, accepted(), readBusyKeys(world.received))).toEqual([])
    const lost = end.runs.filter(({ outcome }) => outcome === 'lost').length
    expect(lost).toBeGreaterThanOrEqual(kills)
    expect([...end.jobs.values()].reduce((sum, { crashes }) => sum + crashes, 0)).toBeLessThanOrEqual(lost)
  })

  it('keeps cancel requests: what they stopped is canceled or had succeeded, and never runs again (I18)', () => {
    const cancels = readLedger(world.ledger, 'cancel')
    expect(cancels.length).toBeGreaterThanOrEqual(kills)
    expect(broken.forgottenCancels(end, cancels)).toEqual([])
  })

  it('repeats at most one batch of an import for each crash: its other steps are kept (I16)', () => {
    const written = world.writtenRows()
    const imports = [...end.jobs.values()].filter(({ operation }) => operation === 'importContacts')
    const repeated = imports.map(({ id, crashes, interrupts }) => {
      const times = written.get(id) ?? []
      const again = times.reduce((sum, each) => sum + each, 0) - times.length
      return { id, rows: times.length, tooMany: again > rowsOfBatch * (crashes + interrupts) }
    })
    expect(repeated).toEqual(imports.map(({ id }) => ({ id, rows: rowsOfImport, tooMany: false })))
    expect(imports.some(({ crashes }) => crashes > 0)).toBe(true)
  })

  it('ends with 0 on SIGTERM, and leaves nothing running (T7)', () => {
    const ended = [...ofKind('SIGTERM'), ...ofKind('hurried')]
    expect(ended.map(({ exitCode, hit }) => ({ exitCode, running: hit.running }))).toEqual(
      ended.map(() => ({ exitCode: 0, running: [] })),
    )
    expect(ended.length).toBeGreaterThan(0)
  })
})

function isPositive(count: unknown): boolean {
  return typeof count === 'number' && count > 0
}

/** How long it took; nothing is asserted about time. */
function report(): void {
  const killed = ofKind('SIGKILL')
  const reruns = broken.rerunsAfterCrash(end.runs)
  const toRerun = killed
    .flatMap(({ at }) => reruns.filter((began) => began > at).toSorted()[0] ?? [])
    .map((began, index) => began - (killed[index]?.at ?? 0))
  const listening = killed.filter(({ killedAtStart }) => killedAtStart === 0).map(({ listeningMs }) => listeningMs)
  console.info(
    `${rounds.length} ends of a server (seed ${seed}), ${end.jobs.size} jobs; from SIGKILL to listening ${spread(listening)}, to the first run of a lost job ${spread(toRerun)} ms (min / median / max)`,
  )
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((one, other) => one - other)
  return [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)].join(' / ')
}
