import { statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, type SqliteDatabase } from '../../../src/stores/sqlite/open.ts'
import { createFakeClock, type FakeClock } from '../../../src/testing/fake-clock.ts'
import { freshFolder, runtime } from './harness.ts'

let folder: ReturnType<typeof freshFolder>
let time: FakeClock
let database: SqliteDatabase
let raw: Database.Database
beforeEach(async () => {
  folder = freshFolder()
  time = createFakeClock()
  const file = join(folder.path, 'jobs.db')
  database = await openDatabase(file, { runtime: { ...runtime, sleep: time.sleep }, mode: 'server' })
  raw = new Database(file)
  raw.pragma('wal_checkpoint(truncate)')
})
afterEach(async () => {
  raw.close()
  await database.close()
  folder.remove()
})

const write = (name: string, size: number): Promise<unknown> =>
  database.write((sql) => sql.run('keep-secret', { name, sealed: 'x'.repeat(size) }))

function waitingPages(): number {
  const [state] = raw.pragma('wal_checkpoint(noop)') as { log: number; checkpointed: number }[]
  return state === undefined ? Number.NaN : state.log - state.checkpointed
}

describe('the write-ahead log', () => {
  it('is moved into the file once nobody has written for a second', async () => {
    await write('a', 10)
    await time.advance(999)
    expect(waitingPages()).toBeGreaterThan(0)
    await time.advance(1)
    expect(waitingPages()).toBe(0)
  })

  it('waits on while somebody writes', async () => {
    await write('a', 10)
    await time.advance(900)
    await write('b', 10)
    await time.advance(900)
    expect(waitingPages()).toBeGreaterThan(0)
    await time.advance(1_000)
    expect(waitingPages()).toBe(0)
  })

  it('is moved when it has grown to megabytes, however busy the writers are', async () => {
    for (let round = 0; round < 4; round += 1) {
      await Promise.all(Array.from({ length: 256 }, (_, index) => write(`${round}-${index}`, 8_000)))
    }
    await time.advance(0)
    expect(waitingPages()).toBeLessThan(1_024)
  })

  it('starts over instead of growing once it was moved', async () => {
    const size = () => statSync(join(folder.path, 'jobs.db-wal')).size
    await write('a', 100_000)
    await time.advance(1_000)
    const before = size()
    await write('b', 10)
    expect(size()).toBe(before)
  })
})
