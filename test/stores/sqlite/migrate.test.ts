/** A database that an earlier version made is brought up to date with its jobs in it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { after } from '../../../src/base/clock.ts'
import type { WorkerId } from '../../../src/base/ids.ts'
import { applicationId } from '../../../src/stores/sqlite/connect.ts'
import { sqliteJobStore } from '../../../src/stores/sqlite/jobs.ts'
import { sqliteLeaseStore } from '../../../src/stores/sqlite/leases.ts'
import { openDatabase } from '../../../src/stores/sqlite/open.ts'
import { freshFolder, runtime } from './harness.ts'

const folder = fileURLToPath(new URL('../../../src/stores/sqlite/migrations/', import.meta.url))
const migrations = readdirSync(folder).sort()
const versions = migrations.slice(0, -1).map((_, index) => index + 1)

describe('opening a database of an earlier version', () => {
  it.each(versions)('keeps the jobs of version %i and runs them', async (version) => {
    const file = databaseOf(version)
    const database = await openDatabase(file, { runtime, mode: 'server' })
    onTestFinished(() => database.close())
    const [worker, now] = ['wrk_1' as WorkerId, runtime.clock.now()]
    const host = { bootId: '', pidNamespace: '', pid: 1, startTime: '' }
    await sqliteLeaseStore(database).renew({ worker, until: after(now, 30_000), draining: false, host })
    const known = new Map([['work', { revision: 1, concurrency: { limit: 1 } }]])
    const [claim] = await sqliteJobStore(database, runtime).claim({ worker, known, limit: 9 })
    expect(claim?.job).toMatchObject({ id: 'job_0000000000000000000001', state: 'running', attempt: 1, priority: 100 })
    expect(claim?.input).toEqual({ kept: true })
  })
})

function databaseOf(version: number): string {
  const { path, remove } = freshFolder()
  onTestFinished(remove)
  const file = join(path, 'jobs.db')
  const raw = new Database(file)
  raw.pragma('journal_mode = wal')
  for (const migration of migrations.slice(0, version)) raw.exec(readFileSync(join(folder, migration), 'utf8'))
  raw.pragma(`user_version = ${version}`)
  raw.pragma(`application_id = ${applicationId}`)
  raw.exec(`
    insert into job (seq, id, operation, contract_revision, tenant, owner, state, priority, run_at, revision, attempt, max_attempts,
      crashes, interrupts, epoch, created_at, updated_at, retention_ms, tombstone_ms)
    values (1, 'job_0000000000000000000001', 'work', 1, 'default', 'dev', 'ready', 100, 1, 1, 0, 3, 0, 0, 0, 1, 1, 1, 1);
    insert into job_io (job, input) values (1, '{"kept":true}');
  `)
  raw.close()
  return file
}
