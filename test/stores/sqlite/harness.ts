/** A SQLite store for the conformance suite and for the tests of this folder, each in a fresh folder that goes away with it. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type Runtime, systemRuntime } from '../../../src/base/runtime.ts'
import type { Job } from '../../../src/jobs/job.ts'
import { connectWriter } from '../../../src/stores/sqlite/connect.ts'
import { filesFolder } from '../../../src/stores/sqlite/files.ts'
import { leasesOn } from '../../../src/stores/sqlite/leases.ts'
import { openDatabase } from '../../../src/stores/sqlite/open.ts'
import { type OpenStores, sqliteStores } from '../../../src/stores/sqlite/stores.ts'
import type { JobStoreHarness, OpenJobStore } from '../../../src/testing/job-store-world.ts'
import { openToldStores } from './told-time.ts'

export const runtime: Runtime = systemRuntime(() => {})

/** A folder for one test. */
export function freshFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'coatcheck-store-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export const sqliteHarness = harnessOf(async (file, world) =>
  sqliteStores(await openDatabase(file, { runtime: world, mode: 'server' }), world),
)

/** The same, with a writer in a thread of its own. */
export const threadHarness = harnessOf(openToldStores)

function harnessOf(openStores: (file: string, world: Runtime) => Promise<OpenStores>) {
  return {
    open: async (world: Runtime): Promise<OpenJobStore & { readonly file: string }> => {
      const folder = freshFolder()
      const file = join(folder.path, 'jobs.db')
      const first = await openStores(file, world)
      const opened = [first]
      const raw = new Database(file)
      return {
        file,
        store: first.jobs,
        leases: first.leases,
        restore: async () => {
          const copy = join(folder.path, 'restored.db')
          await raw.backup(copy)
          const restored = await openStores(copy, world)
          opened.push(restored)
          return restored.jobs
        },
        ...inspector(raw, filesFolder(file)),
        close: async () => {
          raw.close()
          for (const stores of opened) await stores.close()
          folder.remove()
        },
      }
    },
  }
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
