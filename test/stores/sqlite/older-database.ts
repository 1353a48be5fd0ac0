/** A database as an earlier version left it, with one job that nobody has run yet. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { applicationId } from '../../../src/stores/sqlite/connect.ts'

const folder = fileURLToPath(new URL('../../../src/stores/sqlite/migrations/', import.meta.url))
const migrations = readdirSync(folder).sort()

/** Every version but the newest. */
export const olderVersions: readonly number[] = migrations.slice(0, -1).map((_, index) => index + 1)
export const newestVersion = migrations.length
export const olderJob = 'job_0000000000000000000001'

/** Makes a database of that version; its job is of that operation, with that input. */
export function makeOlderDatabase(file: string, version: number, operation: string, input: object): void {
  const raw = new Database(file)
  raw.pragma('journal_mode = wal')
  for (const migration of migrations.slice(0, version)) raw.exec(readFileSync(join(folder, migration), 'utf8'))
  raw.pragma(`user_version = ${version}`)
  raw.pragma(`application_id = ${applicationId}`)
  raw
    .prepare(`
      insert into job (seq, id, operation, contract_revision, tenant, owner, state, priority, run_at, revision, attempt,
        max_attempts, crashes, interrupts, epoch, created_at, updated_at, retention_ms, tombstone_ms)
      values (1, ?, ?, 1, 'default', 'dev', 'ready', 100, 1, 1, 0, 3, 0, 0, 0, 1, 1, 86400000, 86400000)`)
    .run(olderJob, operation)
  raw.prepare('insert into job_io (job, input) values (1, ?)').run(JSON.stringify(input))
  raw.close()
}
