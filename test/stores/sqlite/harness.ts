/** A SQLite store for the conformance suite and for the tests of this folder, each in a fresh folder that goes away with it. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type Runtime, systemRuntime } from '../../../src/base/runtime.ts'
import type { Job } from '../../../src/jobs/job.ts'
import { connectWriter } from '../../../src/stores/sqlite/connect.ts'
import { filesFolder } from '../../../src/stores/sqlite/files.ts'
import { sqliteJobStore } from '../../../src/stores/sqlite/jobs.ts'
import { leasesOn, sqliteLeaseStore } from '../../../src/stores/sqlite/leases.ts'
import { openDatabase, type SqliteDatabase } from '../../../src/stores/sqlite/open.ts'
import type { JobStoreHarness, OpenJobStore } from '../../../src/testing/job-store-world.ts'

export const runtime: Runtime = systemRuntime(() => {})

/** A folder for one test. */
export function freshFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'coatcheck-store-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export const sqliteHarness = {
  open: async (world: Runtime): Promise<OpenJobStore & { readonly file: string }> => {
    const folder = freshFolder()
    const file = join(folder.path, 'jobs.db')
    const databases = [await openDatabase(file, { runtime: world, mode: 'server' })]
    const raw = new Database(file)
    const first = databases[0] as SqliteDatabase
    return {
      file,
      store: sqliteJobStore(first, world),
      leases: sqliteLeaseStore(first),
      restore: async () => {
        const copy = join(folder.path, 'restored.db')
        await raw.backup(copy)
        const restored = await openDatabase(copy, { runtime: world, mode: 'server' })
        databases.push(restored)
        return sqliteJobStore(restored, world)
      },
      ...inspector(raw, filesFolder(file)),
      close: async () => {
        raw.close()
        for (const database of databases) await database.close()
        folder.remove()
      },
    }
  },
}

/** The same, with leases over a connection of their own, as the guardian thread has it. */
export const connectionLeasesHarness: JobStoreHarness = {
  open: async (world) => {
    const open = await sqliteHarness.open(world)
    const connection = connectWriter(open.file, { mustExist: true, busyTimeoutMs: 5_000 })
    const close = async () => {
      connection.close()
      await open.close()
    }
    return { ...open, leases: leasesOn(connection), close }
  },
}

interface EventRow {
  readonly number: number
  readonly kind: ReturnType<OpenJobStore['events']>[number]['kind']
  readonly snapshot: string
}

interface RunRow {
  readonly epoch: number
  readonly outcome: string | null
  readonly abandoned: number
}

function inspector(
  raw: Database.Database,
  files: string,
): Omit<OpenJobStore, 'store' | 'leases' | 'restore' | 'close'> {
  const rows = <Row>(text: string, job: string): Row[] =>
    raw.prepare<[string], Row>(`${text} where job = (select seq from job where id = ?)`).all(job)
  const count = (table: string): number => Number(raw.prepare(`select count(*) from ${table}`).pluck().get())
  return {
    events: (job) =>
      rows<EventRow>('select number, kind, snapshot from event', job)
        .sort((one, other) => one.number - other.number)
        .map((row) => ({ ...row, snapshot: JSON.parse(row.snapshot) as Job })),
    deliveries: (job) => rows('select endpoint, type, state from delivery', job),
    runs: (job) =>
      rows<RunRow>('select epoch, outcome, abandoned from run', job).map(({ epoch, outcome, abandoned }) => ({
        epoch,
        abandoned: abandoned === 1,
        ...(outcome === null ? {} : { outcome }),
      })),
    deliver: (job, body) =>
      void raw
        .prepare(
          `update delivery set state = 'delivered', finished_at = 0, body = ? where job = (select seq from job where id = ?)`,
        )
        .run(body, job),
    disableEndpoints: () => void raw.exec(`update endpoint set disabled_at = 1, disabled_reason = 'gone'`),
    holds: (text) =>
      tables(raw).some((table) => JSON.stringify(raw.prepare(`select * from ${table}`).all()).includes(text)) ||
      textsBelow(files).some((content) => content.includes(text)),
    kept: () => ({ keys: count('idempotency'), tombstones: count('tombstone') }),
  }
}

function tables(raw: Database.Database): readonly string[] {
  return raw.prepare<[], string>(`select name from sqlite_schema where type = 'table'`).pluck().all()
}

function textsBelow(directory: string): readonly string[] {
  if (!existsSync(directory)) return []
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
}
