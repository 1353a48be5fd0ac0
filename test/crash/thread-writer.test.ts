/** The same server under the same load, killed while a thread of its own writes: what that thread had not committed was not answered. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSeededRandom } from '../../src/testing/seeded-random.ts'
import * as broken from './support/broken-promises.ts'
import { readLedger } from './support/ledger.ts'
import { readBusyKeys, readWebhooks } from './support/received.ts'
import { hitsEverything, playRounds, type Round } from './support/rounds.ts'
import { type Snapshot, takeSnapshot } from './support/snapshot.ts'
import { createWorld, type World } from './support/world.ts'

let world: World
let rounds: readonly Round[]
let end: Snapshot
beforeAll(async () => {
  const { world: made, first } = await createWorld({ COATCHECK_DATABASE_WRITER: 'thread' })
  world = made
  rounds = await playRounds(world, first, 2, createSeededRandom(7))
  end = takeSnapshot(world.database, join(world.folder, 'end'))
}, 180_000)
afterAll(() => world[Symbol.asyncDispose]())

const accepted = () => readLedger(world.ledger, 'accepted')

describe('a server that is killed while a thread writes for it', () => {
  it('has every job that was answered with 202, as it was asked for, at each of its ends (I1, I2)', () => {
    expect(rounds.filter(hitsEverything).length).toBeGreaterThanOrEqual(2)
    expect(rounds.flatMap(({ broken: sentences }) => sentences)).toEqual([])
    expect(broken.lostJobs(end, accepted())).toEqual([])
    expect(broken.alteredInputs(end, readLedger(world.ledger, 'asked'))).toEqual([])
    expect(end.jobs.size).toBe(end.keys.size)
    expect(readLedger(world.ledger, 'wrong')).toEqual([])
  })

  it('ends every job once, as it would have ended without, and charges nothing (L1, I5, I10, T9)', () => {
    expect(broken.wrongEnds(end, accepted(), readLedger(world.ledger, 'cancel'))).toEqual([])
    expect(broken.wrongEvents(end)).toEqual([])
    expect(broken.wrongWebhooks(readWebhooks(world.received))).toEqual([])
    expect(broken.chargedAttempts(end, accepted(), readBusyKeys(world.received))).toEqual([])
  })

  it('commits what waits and ends with 0 on SIGTERM (T7)', () => {
    const ended = rounds.filter(({ ending }) => ending !== 'SIGKILL')
    expect(ended.map(({ exitCode, hit }) => [exitCode, hit.running])).toEqual(ended.map(() => [0, []]))
    expect(ended.length).toBeGreaterThan(0)
  })
})
