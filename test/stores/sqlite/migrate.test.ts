/** A database that an earlier version made is brought up to date with its jobs in it. */
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { after } from '../../../src/base/clock.ts'
import type { WorkerId } from '../../../src/base/ids.ts'
import { sqliteJobStore } from '../../../src/stores/sqlite/jobs.ts'
import { sqliteLeaseStore } from '../../../src/stores/sqlite/leases.ts'
import { openDatabase } from '../../../src/stores/sqlite/open.ts'
import { freshFolder, runtime } from './harness.ts'
import { makeOlderDatabase, olderJob, olderVersions } from './older-database.ts'

describe('opening a database of an earlier version', () => {
  it.each(olderVersions)('keeps the jobs of version %i and runs them', async (version) => {
    const { path, remove } = freshFolder()
    onTestFinished(remove)
    const file = join(path, 'jobs.db')
    makeOlderDatabase(file, version, 'work', { kept: true })
    const database = await openDatabase(file, { runtime, mode: 'server' })
    onTestFinished(() => database.close())
    const [worker, now] = ['wrk_1' as WorkerId, runtime.clock.now()]
    const host = { bootId: '', pidNamespace: '', pid: 1, startTime: '' }
    await sqliteLeaseStore(database).renew({ worker, until: after(now, 30_000), draining: false, host })
    const known = new Map([['work', { revision: 1, concurrency: { limit: 1 } }]])
    const [claim] = await sqliteJobStore(database, runtime).claim({ worker, known, limit: 9 })
    expect(claim?.job).toMatchObject({ id: olderJob, state: 'running', attempt: 1, priority: 100 })
    expect(claim?.input).toEqual({ kept: true })
  })
})
