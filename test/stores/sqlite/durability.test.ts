import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newJobId } from '../../../src/base/ids.ts'
import { acceptJob } from '../../../src/jobs/accept-job.ts'
import type { Submission } from '../../../src/jobs/store.ts'
import { connectReader, connectWriter } from '../../../src/stores/sqlite/connect.ts'
import { createGroupCommit } from '../../../src/stores/sqlite/group-commit.ts'
import { sqliteJobStore } from '../../../src/stores/sqlite/jobs.ts'
import { openDatabase, type SqliteDatabase } from '../../../src/stores/sqlite/open.ts'
import { createSql } from '../../../src/stores/sqlite/sql.ts'
import { transactionOn } from '../../../src/stores/sqlite/transaction.ts'
import { policy, principal } from '../../jobs/support/jobs.ts'
import { freshFolder, runtime } from './harness.ts'

let folder: ReturnType<typeof freshFolder>
let file: string
beforeEach(() => {
  folder = freshFolder()
  file = join(folder.path, 'jobs.db')
})
afterEach(() => folder.remove())

const acceptScript = fileURLToPath(new URL('./children/accept.ts', import.meta.url))

function startAccepting(count: number): { readonly child: ChildProcess; readonly lines: AsyncIterable<string> } {
  const child = spawn(process.execPath, [acceptScript, file, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] })
  return { child, lines: createInterface({ input: child.stdout }) }
}

async function acceptAll(count: number): Promise<readonly string[]> {
  const { lines } = startAccepting(count)
  const ids: string[] = []
  for await (const line of lines) ids.push(line)
  return ids
}

function stored(): { readonly ids: ReadonlySet<unknown>; readonly sound: unknown; readonly events: number } {
  const raw = new Database(file)
  try {
    return {
      ids: new Set(raw.prepare('select id from job').pluck().all()),
      sound: raw.pragma('integrity_check', { simple: true }),
      events: Number(raw.prepare('select count(*) from event').pluck().get()),
    }
  } finally {
    raw.close()
  }
}

function submission(): Submission {
  const id = newJobId(runtime.random)
  const now = runtime.clock.now()
  return {
    job: acceptJob({ id, operation: 'work', contractRevision: 1, policy, principal, now }),
    input: { params: {}, query: {}, headers: {}, cookies: {}, body: { kind: 'none' }, principal },
    callbacks: [],
  }
}

/** A database whose file may not grow past what it has. */
async function createFullDatabase(): Promise<{ readonly database: SqliteDatabase; grow(): void }> {
  await (await openDatabase(file, { runtime, mode: 'server' })).close()
  const options = { mustExist: true, busyTimeoutMs: 0 }
  const writer = connectWriter(file, options)
  const reader = connectReader(file, options)
  writer.pragma(`max_page_count = ${writer.pragma('page_count', { simple: true })}`)
  const { write, fail } = createGroupCommit({
    file,
    sql: createSql(writer),
    transaction: transactionOn(writer),
    observe: () => {},
    onFailStop: () => {},
  })
  const readSql = createSql(reader)
  const close = async () => {
    reader.close()
    writer.close()
  }
  return {
    database: { file, write, fail, read: (query) => query(readSql), incarnation: 'test', close },
    grow: () => void writer.pragma('max_page_count = 100000'),
  }
}

describe('an accepted job', () => {
  it('survives kill -9 at any moment after its answer (I1)', async () => {
    for (const answers of [1, 9, 30, 100]) {
      const { child, lines } = startAccepting(1_000_000)
      const acknowledged: string[] = []
      for await (const line of lines) {
        acknowledged.push(line)
        if (acknowledged.length === answers) child.kill('SIGKILL')
      }
      const { ids, sound, events } = stored()
      expect(acknowledged.length).toBeGreaterThanOrEqual(answers)
      expect(acknowledged.filter((id) => !ids.has(id))).toEqual([])
      expect(sound).toBe('ok')
      expect(events).toBe(ids.size)
      folder.remove()
      folder = freshFolder()
      file = join(folder.path, 'jobs.db')
    }
  })

  it('is one, when two servers that start at once are given the same keys (I2)', async () => {
    const [one, other] = await Promise.all([acceptAll(160), acceptAll(160)])
    const { ids, sound } = stored()
    expect(ids.size).toBe(160)
    expect([new Set(one), new Set(other)]).toEqual([ids, ids])
    expect(sound).toBe('ok')
  })
})

describe('servers that start at once', () => {
  it('make the file together and have one incarnation (I22)', async () => {
    const script = fileURLToPath(new URL('./children/open.ts', import.meta.url))
    const starts = Array.from({ length: 4 }, async () => {
      const { stdout } = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] })
      return text(stdout)
    })
    const incarnations = new Set(await Promise.all(starts))
    expect([...incarnations]).toEqual([expect.stringMatching(/^[0-9A-Za-z]{22}$/)])
  })
})

describe('a job that could not be stored', () => {
  it('is refused and not there when the database stays locked, and can be sent again (R-INI-9)', async () => {
    const database = await openDatabase(file, { runtime, mode: 'server', busyTimeoutMs: 1 })
    const store = sqliteJobStore(database, runtime)
    const other = new Database(file)
    other.exec('begin immediate')
    await expect(store.accept(submission())).rejects.toMatchObject({ code: 'database-busy' })
    other.exec('rollback')
    expect(stored().ids.size).toBe(0)
    expect((await store.accept(submission())).kind).toBe('inserted')
    other.close()
    await database.close()
  })

  it('is refused and not there when the disk is full, with the others of its moment, and fits later (R-INI-9)', async () => {
    const { database, grow } = await createFullDatabase()
    const store = sqliteJobStore(database, runtime)
    const big = { ...submission(), input: { ...submission().input, params: { text: 'x'.repeat(100_000) } } }
    await expect(store.accept(big)).rejects.toMatchObject({ code: 'database-full' })
    expect(stored()).toEqual({ ids: new Set(), sound: 'ok', events: 0 })
    grow()
    expect((await store.accept(big)).kind).toBe('inserted')
    expect(stored().events).toBe(1)
    await database.close()
  })
})

describe('a server that was killed', () => {
  it('is opened again with what it had and the same incarnation', async () => {
    const { child, lines } = startAccepting(1_000_000)
    const incarnations: unknown[] = []
    for await (const _ of lines) {
      if (incarnations.length > 0) continue
      const raw = new Database(file, { readonly: true })
      incarnations.push(raw.prepare('select incarnation from meta').pluck().get())
      raw.close()
      child.kill('SIGKILL')
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    const database = await openDatabase(file, { runtime, mode: 'server' })
    expect(incarnations).toEqual([database.incarnation])
    await database.close()
  })
})
