/** Whose jobs a guardian hands back before it ends its process, and whose it leaves to be lost with it. */
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type JobId, newJobId, type WorkerId } from '../../../src/base/ids.ts'
import { acceptJob } from '../../../src/jobs/accept-job.ts'
import { type Connection, connectWriter } from '../../../src/stores/sqlite/connect.ts'
import { handBackBystanders } from '../../../src/stores/sqlite/hand-back.ts'
import { openDatabase, type SqliteDatabase } from '../../../src/stores/sqlite/open.ts'
import { type OpenStores, sqliteStores } from '../../../src/stores/sqlite/stores.ts'
import { policy, principal } from '../../jobs/support/jobs.ts'
import { freshFolder, runtime } from './harness.ts'

const [worker, another] = ['wrk_ending' as WorkerId, 'wrk_other' as WorkerId]
const host = { bootId: '', pidNamespace: '', pid: 1, startTime: '' }

let folder: ReturnType<typeof freshFolder>
let database: SqliteDatabase
let stores: OpenStores
let connection: Connection
beforeEach(async () => {
  folder = freshFolder()
  const file = join(folder.path, 'jobs.db')
  database = await openDatabase(file, { runtime, mode: 'server' })
  stores = sqliteStores(database, runtime)
  await stores.jobs.registerContract([{ id: 'createReport', hash: 'one' }] as never)
  for (const each of [worker, another]) {
    await stores.leases.renew({ worker: each, host, draining: false, until: (runtime.clock.now() + 30_000) as never })
  }
  connection = connectWriter(file, { mustExist: true, busyTimeoutMs: 5_000 })
})
afterEach(async () => {
  connection.close()
  await stores.close()
  folder.remove()
})

/** A job that this worker runs. */
async function claimed(holder: WorkerId): Promise<JobId> {
  const id = newJobId(runtime.random)
  const now = runtime.clock.now()
  const job = acceptJob({ id, operation: 'createReport', contractRevision: 1, policy, principal, now })
  const body = { kind: 'json', value: null, mediaType: 'application/json' } as const
  const input = { params: {}, query: {}, headers: {}, cookies: {}, body, principal }
  await stores.jobs.accept({ job, input, callbacks: [] })
  const known = new Map([['createReport', { revision: 1 }]])
  expect(await stores.jobs.claim({ worker: holder, known, limit: 1 })).toMatchObject([{ job: { id } }])
  return id
}

const find = async (id: JobId) => (await stores.jobs.find(id, { kind: 'operator' }))?.job

const handBack = (culprit: JobId, incarnation = database.incarnation) =>
  handBackBystanders(connection, runtime, { worker, culprit, incarnation })

it('all that the worker holds but the culprit, uncharged, and nobody else’s (T7)', async () => {
  const [culprit, bystander, foreign] = [await claimed(worker), await claimed(worker), await claimed(another)]
  expect(handBack(culprit)).toEqual([bystander])
  expect(await find(bystander)).toMatchObject({ state: 'ready', attempt: 0, crashes: 0, interrupts: 1 })
  expect(await find(culprit)).toMatchObject({ state: 'running', worker })
  expect(await find(foreign)).toMatchObject({ state: 'running', worker: another })
})

it('nothing of another incarnation (I22)', async () => {
  const [culprit, bystander] = [await claimed(worker), await claimed(worker)]
  expect(handBack(culprit, 'another')).toEqual([])
  expect(await find(bystander)).toMatchObject({ state: 'running' })
})

it('not what was interrupted ten times: it may be the one that blocks, and is charged from then on (T9)', async () => {
  const [culprit, bystander] = [await claimed(worker), await claimed(worker)]
  connection.prepare('update job set interrupts = 10 where id = ?').run(bystander)
  expect(handBack(culprit)).toEqual([])
  connection.prepare('update job set interrupts = 9 where id = ?').run(bystander)
  expect(handBack(culprit)).toEqual([bystander])
})
