/** What `doctor` says of a database that is not well: each finding, judged on real rows, with what to do. */
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Instant, toInstant } from '../../src/base/clock.ts'
import { type JobId, newJobId, type WorkerId } from '../../src/base/ids.ts'
import { judgeContents, judgeHealth } from '../../src/cli/doctor-health.ts'
import type { Finding } from '../../src/cli/finding.ts'
import { acceptJob } from '../../src/jobs/accept-job.ts'
import type { JobInput } from '../../src/jobs/job.ts'
import { findChangedFiles } from '../../src/stores/sqlite/changed-files.ts'
import { filesFolder, sqliteFileStore } from '../../src/stores/sqlite/files.ts'
import { inspectHealth } from '../../src/stores/sqlite/inspect-health.ts'
import { sqliteJobStore } from '../../src/stores/sqlite/jobs.ts'
import { sqliteLeaseStore } from '../../src/stores/sqlite/leases.ts'
import { openDatabase, type SqliteDatabase } from '../../src/stores/sqlite/open.ts'
import { sqliteScheduleStore } from '../../src/stores/sqlite/schedules.ts'
import { policy, principal } from '../jobs/support/jobs.ts'
import { freshFolder, runtime } from '../stores/sqlite/harness.ts'
import { generated, type Running } from './project.ts'

const minuteMs = 60_000
let folder: ReturnType<typeof freshFolder>
let database: SqliteDatabase
beforeEach(async () => {
  folder = freshFolder()
  database = await openDatabase(join(folder.path, 'jobs.db'), { runtime, mode: 'server' })
})
afterEach(async () => {
  await database.close()
  folder.remove()
})

describe('doctor', () => {
  it('has nothing to say against an empty database', async () => {
    expect((await judged()).filter(({ status }) => status !== 'ok')).toEqual([])
  })

  it('says that nobody runs the jobs that wait, and for how long', async () => {
    await accept()
    expect(await find('servers')).toMatchObject({ status: 'warning', message: expect.stringContaining('Start one') })
    expect(await find('queue')).toMatchObject({ status: 'ok' })
    const later = toInstant(runtime.clock.now() + 12 * minuteMs)
    expect(await find('queue', later)).toMatchObject({
      status: 'warning',
      message: expect.stringMatching(/work \(1, the oldest for 1[12] minutes\)/),
    })
  })

  it('names who works, and what runs under a lease that has ended (T9)', async () => {
    const id = await accept()
    await claim()
    expect(await find('servers')).toMatchObject({ status: 'ok', message: expect.stringContaining('process 7') })
    expect(await find('stuck jobs')).toMatchObject({ status: 'ok' })
    const later = toInstant(runtime.clock.now() + minuteMs)
    expect(await find('stuck jobs', later)).toMatchObject({ status: 'warning', message: expect.stringContaining(id) })
  })

  it('names runs whose code goes on (I9)', async () => {
    const id = await accept()
    const [claimed] = await claim()
    if (claimed === undefined) throw new Error('nothing was claimed')
    await sqliteJobStore(database, runtime).settle(claimed.fence, { kind: 'interrupted', abandoned: true })
    expect(await find('abandoned runs')).toMatchObject({ status: 'warning', message: expect.stringContaining(id) })
  })

  it('notices a clock that was set back', async () => {
    await accept()
    const before = toInstant(runtime.clock.now() - 60 * minuteMs)
    expect(await find('clock', before)).toMatchObject({
      status: 'problem',
      message: expect.stringContaining('60 minutes'),
    })
  })

  it('notices a webhook that nobody sends and a schedule that nobody runs', async () => {
    const now = runtime.clock.now()
    change(
      `insert into endpoint (id, tenant, owner, kind, origin, created_at, sealed_secret) values ('ep_1', 'default', 'dev', 'implicit', 'https://a.example', 0, 'v1')`,
    )
    const id = await accept()
    change(
      `insert into delivery (id, event, job, endpoint, type, url, payload, retry_ms, state, due_at, created_at)
       select 'msg_1', event.seq, event.job, 'ep_1', 't', 'https://a.example', 'thin', '[]', 'waiting', ${now}, ${now} from event join job on job.seq = event.job where job.id = '${id}'`,
    )
    await sqliteScheduleStore(database, runtime).register(
      [{ operation: 'work', revision: 1, cron: '* * * * *', timezone: 'UTC', nextAt: now }],
      now,
    )
    expect([await find('deliveries'), await find('schedules')]).toMatchObject([{ status: 'ok' }, { status: 'ok' }])
    const later = toInstant(now + 10 * minuteMs)
    expect([await find('deliveries', later), await find('schedules', later)]).toMatchObject([
      { status: 'warning', message: expect.stringMatching(/10 minutes/) },
      { status: 'warning', message: expect.stringMatching(/work for 10 minutes/) },
    ])
  })

  it('names files that are gone, and folders that belong to nobody', async () => {
    const id = await accept('x'.repeat(300_000))
    expect(await find('files')).toMatchObject({ status: 'ok' })
    const orphan = newJobId(runtime.random)
    mkdirSync(join(filesFolder(database.file), orphan))
    expect(await find('files')).toMatchObject({ status: 'warning', message: expect.stringContaining(orphan) })
    rmSync(join(filesFolder(database.file), id, 'input.json'))
    expect(await find('files')).toMatchObject({
      status: 'problem',
      message: expect.stringContaining(`${id}/input.json`),
    })
  })

  it('names files whose bytes are not those that were written, large values and uploads, and no others', async () => {
    const [large, sound, upload] = [
      await accept('x'.repeat(300_000)),
      await accept('x'.repeat(300_000)),
      await receive(),
    ]
    const contents = async () => judgeContents(await findChangedFiles(database))
    expect(await contents()).toMatchObject({ status: 'ok' })
    flipLastByte(large, 'input.json')
    flipLastByte(upload, 'upload')
    expect(await find('files')).toMatchObject({ status: 'ok' })
    const { status, message } = await contents()
    expect(status).toBe('problem')
    for (const name of [`${large}/input.json`, `${upload}/upload`]) expect(message).toContain(name)
    expect(message).not.toContain(sound)
    const gone = join(filesFolder(database.file), large, 'input.json')
    rmSync(gone)
    truncateSync(join(filesFolder(database.file), upload, 'upload'), 1)
    expect(await contents()).toMatchObject({ status: 'ok' })
    symlinkSync(gone, gone)
    expect(await contents()).toMatchObject({ status: 'problem', message: expect.stringContaining(large) })
  })

  it('recognises a copy that no server has opened (I22)', async () => {
    const copy = join(folder.path, 'copy.db')
    const raw = new Database(database.file)
    await raw.backup(copy)
    raw.close()
    const opened = await openDatabase(copy, { runtime, mode: 'command' })
    const { isWitnessed } = inspectHealth(opened, runtime.clock.now())
    await opened.close()
    expect(isWitnessed).toBe(false)
  })

  it('notices rows that belong to none, a key that others may read, and one that opens nothing', async () => {
    await using project = await generated()
    await stop(await project.start())
    const file = join(project.directory, '.coatcheck/jobs.db')
    const key = `${file}.key`
    chmodSync(key, 0o644)
    expect((await project.run(['doctor'])).stdout).toMatch(/^warning +secret key +Others may read .*chmod 600/m)
    writeFileSync(key, `${Buffer.alloc(32, 7).toString('base64')}\n`)
    expect(await project.run(['doctor'])).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^problem +secrets /m),
    })
    const raw = new Database(file)
    raw.pragma('foreign_keys = off')
    raw.exec(`insert into job_io (job, input) values (99, '{}')`)
    raw.close()
    expect((await project.run(['doctor'])).stdout).toMatch(/^problem +database +.*rows of job_io belong to none/m)
  })
})

async function judged(now = runtime.clock.now()): Promise<readonly Finding[]> {
  const schedules = await sqliteScheduleStore(database, runtime).list()
  return judgeHealth(inspectHealth(database, now), schedules, now)
}

async function find(subject: string, now?: Instant): Promise<Finding | undefined> {
  return (await judged(now)).find((finding) => finding.subject === subject)
}

async function accept(value = 'small') {
  return acceptBody(newJobId(runtime.random), { kind: 'json', value, mediaType: 'application/json' })
}

async function receive() {
  const id = newJobId(runtime.random)
  const content = (async function* () {
    yield Buffer.from('name;mail')
  })()
  const files = sqliteFileStore(filesFolder(database.file), runtime)
  const file = await files.receive(id, { content, mediaType: 'text/csv', maxBytes: 99 })
  if (file === 'too-large') throw new Error('refused')
  return acceptBody(id, { kind: 'file', file })
}

function flipLastByte(job: JobId, name: string): void {
  const path = join(filesFolder(database.file), job, name)
  const bytes = readFileSync(path)
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  writeFileSync(path, bytes)
}

async function acceptBody(id: JobId, body: JobInput['body']) {
  const now = runtime.clock.now()
  const job = acceptJob({ id, operation: 'work', contractRevision: 1, policy, principal, now })
  const input = { params: {}, query: {}, headers: {}, cookies: {}, body, principal }
  await sqliteJobStore(database, runtime).accept({ job, input, callbacks: [] })
  return id
}

async function claim() {
  const worker = 'wrk_1' as WorkerId
  const host = { bootId: '', pidNamespace: '', pid: 7, startTime: '' }
  const until = toInstant(runtime.clock.now() + 30_000)
  await sqliteLeaseStore(database).renew({ worker, until, draining: false, host })
  return sqliteJobStore(database, runtime).claim({ worker, known: new Map([['work', { revision: 1 }]]), limit: 9 })
}

function change(statement: string): void {
  const raw = new Database(database.file)
  raw.exec(statement)
  raw.close()
}

async function stop(service: Running): Promise<void> {
  service.signal('SIGTERM')
  expect(await service.ended).toBe(0)
}
