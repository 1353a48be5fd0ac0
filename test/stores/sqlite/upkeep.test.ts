/** What keeps the file in order beside those who write: the log, the room of deleted jobs, and the alarm about readers without end. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Observation } from '../../../src/base/observe.ts'
import { type Connection, connectWriter } from '../../../src/stores/sqlite/connect.ts'
import { openDatabase, type SqliteDatabase } from '../../../src/stores/sqlite/open.ts'
import { createUpkeep, type Upkeep, type UpkeepOptions } from '../../../src/stores/sqlite/upkeep.ts'
import { createFakeClock, type FakeClock } from '../../../src/testing/fake-clock.ts'
import { freshFolder, runtime } from './harness.ts'

let folder: ReturnType<typeof freshFolder>
let file: string
let time: FakeClock
let database: SqliteDatabase
let connection: Connection
let raw: Database.Database
let observed: Observation[]
beforeEach(async () => {
  folder = freshFolder()
  time = createFakeClock()
  observed = []
  file = join(folder.path, 'jobs.db')
  database = await openDatabase(file, { runtime, mode: 'server' })
  connection = connectWriter(file, { mustExist: true, busyTimeoutMs: 5_000 })
  raw = new Database(file)
  raw.pragma('wal_checkpoint(truncate)')
})
afterEach(async () => {
  raw.close()
  connection.close()
  await database.close()
  folder.remove()
})

/** A hundredth of the real ones. */
const bounds = { large: 40_000, huge: 640_000, alarming: 2_560_000 }

function upkeep(changes: Partial<UpkeepOptions> = {}): Upkeep {
  const observe = (observation: Observation) => observed.push(observation)
  return createUpkeep(connection, {
    clock: time.clock,
    observe,
    litestream: false,
    busyTimeoutMs: 5_000,
    bounds,
    ...changes,
  })
}

const write = (name: string, size: number): Promise<unknown> =>
  database.write((sql) => sql.run('keep-secret', { name, sealed: 'x'.repeat(size) }))

const logSize = () => statSync(`${file}-wal`).size

function waitingPages(): number {
  const [state] = raw.pragma('wal_checkpoint(noop)') as { log: number; checkpointed: number }[]
  return state === undefined ? Number.NaN : state.log - state.checkpointed
}

/** Somebody who began to read and never ends. */
function endlessReader(): Database.Database {
  const reader = new Database(file, { readonly: true })
  reader.exec('begin')
  reader.prepare('select count(*) from secret').get()
  return reader
}

describe('the write-ahead log', () => {
  it('is moved into the file once nobody has written since the last look', async () => {
    const { look } = upkeep()
    await write('a', 10)
    look()
    expect(waitingPages()).toBeGreaterThan(0)
    look()
    expect(waitingPages()).toBe(0)
  })

  it('waits on while somebody writes', async () => {
    const { look } = upkeep()
    for (const name of ['a', 'b', 'c']) {
      await write(name, 10)
      look()
      expect(waitingPages()).toBeGreaterThan(0)
    }
  })

  it('is moved when it has grown to megabytes, however busy the writers are', async () => {
    const { look } = upkeep()
    await write('large', 50_000)
    look()
    expect(waitingPages()).toBe(0)
  })

  it('starts over instead of growing once it was moved', async () => {
    const { look } = upkeep()
    await write('a', 30_000)
    look()
    look()
    const before = logSize()
    await write('b', 10)
    expect(logSize()).toBe(before)
  })

  it('gives its room back once it is huge, unless another program copies it', async () => {
    await write('huge', 700_000)
    upkeep({ litestream: true }).look()
    expect([waitingPages(), logSize() > 700_000]).toEqual([0, true])
    upkeep().look()
    expect(logSize()).toBe(0)
  })

  it('that a reader without end keeps growing raises the alarm, once each time', async () => {
    const { look } = upkeep()
    const reader = endlessReader()
    for (const name of ['a', 'b', 'c', 'd']) await write(name, 700_000)
    look()
    look()
    expect(alarms()).toHaveLength(1)
    reader.close()
    look()
    expect(logSize()).toBe(0)
    const another = endlessReader()
    for (const name of ['e', 'f', 'g', 'h']) await write(name, 700_000)
    look()
    expect(alarms()).toHaveLength(2)
    another.close()
  })

  it('does not keep writers waiting for a reader in the way', async () => {
    const reader = endlessReader()
    await write('huge', 700_000)
    upkeep().look()
    expect(connection.pragma('busy_timeout', { simple: true })).toBe(5_000)
    await write('after', 10)
    reader.close()
  })
})

describe('room that deleted rows have left', () => {
  it('is given back a little at a time, and not while somebody writes', async () => {
    const { look } = upkeep()
    await write('large', 8_000_000)
    await database.write((sql) => sql.run('keep-secret', { name: 'other', sealed: 'y' }))
    raw.exec(`delete from secret where name = 'large'`)
    const free = () => Number(raw.pragma('freelist_count', { simple: true }))
    const before = free()
    expect(before).toBeGreaterThan(1_500)
    look()
    expect(free()).toBe(before)
    look()
    expect(before - free()).toBe(500)
  })
})

describe('the query planner', () => {
  it('is asked to look again every hour', async () => {
    const { look } = upkeep()
    const pragma = vi.spyOn(connection, 'pragma')
    const asked = () => pragma.mock.calls.filter(([text]) => text === 'optimize').length
    await time.advance(3_599_999)
    look()
    expect(asked()).toBe(0)
    await time.advance(1)
    look()
    look()
    expect(asked()).toBe(1)
  })
})

it('upkeep that fails is told of and goes on', () => {
  const { look } = upkeep()
  connection.close()
  look()
  look()
  expect(observed.map(({ name }) => name)).toEqual(['upkeep.failed', 'upkeep.failed'])
})

function alarms(): readonly Observation[] {
  return observed.filter(({ name }) => name === 'wal.size')
}
