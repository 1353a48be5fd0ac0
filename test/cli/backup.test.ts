/** Backup and restore of a real service, from processes of their own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { keyIn, post, submit, untilStatus } from './caller.ts'
import { expectSentence, generated, makeProject, type Running, spec, type TestProject } from './project.ts'

const withText = spec
  .replace('number: { type: integer } }', 'number: { type: integer }, text: { type: string } }')
  .replace('double: { type: integer } }', 'double: { type: integer }, text: { type: string } }')

const echo = `import { defineHandler } from '../generated/index.ts'

export default defineHandler('double', ({ body }) => ({
  double: body.number * 2,
  ...(body.text === undefined ? {} : { text: body.text }),
}))
`

describe('a backup that is made while a server is under load', () => {
  it('has every job that was acknowledged before, with its result and its files, and starts elsewhere (I1, I22)', async () => {
    await using project = await echoProject()
    const service = await project.start(['--dev-key'])
    const key = keyIn(service.lines)
    const load = submitUntilStopped(service, key)
    const large = await submit(service.origin, key, 7, { text: 'x'.repeat(300_000) })
    await untilStatus(project, large, 'succeeded')
    const acknowledged = [...load.ids]
    const made = await project.run(['backup', 'copy', '--json'])
    await load.stop()
    expect(made.code).toBe(0)
    const report = JSON.parse(made.stdout)
    expect(report).toMatchObject({ directory: join(project.directory, 'copy'), key: false, missing: [], files: 2 })
    expect(report.jobs).toBeGreaterThanOrEqual(acknowledged.length + 1)
    expect(made.stderr).toContain('The key of the secrets is not in it')
    expect(existsSync(join(project.directory, 'copy', 'jobs.db.key'))).toBe(false)

    await using other = await echoProject()
    const restored = await other.run(['restore', join(project.directory, 'copy')])
    expect(restored).toMatchObject({ code: 0, stderr: expect.stringContaining('Put the key of its secrets at') })
    writeFileSync(
      join(other.directory, '.coatcheck/jobs.db.key'),
      readFileSync(join(project.directory, '.coatcheck/jobs.db.key')),
    )
    const second = await other.start()
    for (const id of acknowledged) await untilStatus(other, id, 'succeeded')
    const result = await fetch(`${second.origin}/jobs/${large}/result`, { headers: { 'x-api-key': key } })
    expect(await result.json()).toEqual({ double: 14, text: 'x'.repeat(300_000) })
    expect(incarnationOf(other)).not.toBe(incarnationOf(project))
    expect((await post(second.origin, key, 1)).status).toBe(202)
  })

  it('is one file and readable by its owner alone, with the key when that is asked for', async () => {
    await using project = await generated()
    await stop(await project.start(['--dev-key']))
    expect((await project.run(['backup', 'copy', '--with-key'])).code).toBe(0)
    const copy = join(project.directory, 'copy')
    expect(readdirSync(copy).sort()).toEqual(['backup.json', 'jobs.db', 'jobs.db.key'])
    for (const name of ['.', ...readdirSync(copy)]) expect(statSync(join(copy, name)).mode & 0o077).toBe(0)
    chmodSync(join(copy, 'jobs.db'), 0o400)
    const database = new Database(join(copy, 'jobs.db'), { readonly: true })
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
    database.close()
    rmSync(join(project.directory, '.coatcheck'), { recursive: true })
    expect(await project.run(['restore', 'copy'])).toMatchObject({ code: 0, stderr: '' })
    await stop(await project.start())
  })

  it('goes into an empty folder, and into no other', async () => {
    await using project = await generated()
    await stop(await project.start())
    mkdirSync(join(project.directory, 'empty'))
    expect((await project.run(['backup', 'empty'])).code).toBe(0)
    const before = readFileSync(join(project.directory, 'empty', 'jobs.db'))
    expectSentence(await project.run(['backup', 'empty']), 'empty is not empty. A backup goes into a folder of its own')
    expect(readFileSync(join(project.directory, 'empty', 'jobs.db'))).toEqual(before)
    expectSentence(await project.run(['backup', 'package.json']), 'package.json is no folder')
    expect(readdirSync(project.directory).filter((name) => name.includes('unfinished'))).toEqual([])
  })

  it('of no database is refused, and makes no folder', async () => {
    await using project = await generated()
    expectSentence(await project.run(['backup', 'copy']), 'There is no database')
    expect(existsSync(join(project.directory, 'copy'))).toBe(false)
  })
})

describe('restoring', () => {
  it('is refused while a server has the database open, and after it was killed works at once', async () => {
    await using project = await generated()
    const service = await project.start(['--dev-key'])
    expect((await project.run(['backup', 'copy'])).code).toBe(0)
    expectSentence(await project.run(['restore', 'copy']), 'A server uses')
    service.signal('SIGKILL')
    await service.ended
    expect((await project.run(['restore', 'copy'])).code).toBe(0)
  })

  it('is refused while only a tool has it open, whatever the leases say', async () => {
    await using project = await generated()
    await stop(await project.start())
    expect((await project.run(['backup', 'copy'])).code).toBe(0)
    const tool = new Database(join(project.directory, '.coatcheck/jobs.db'))
    tool.prepare('select count(*) from job').get()
    expectSentence(await project.run(['restore', 'copy']), 'Another process has')
    tool.close()
    expect((await project.run(['restore', 'copy'])).code).toBe(0)
  })

  it('sets aside what was there, whole and usable, and says where', async () => {
    await using project = await echoProject()
    const service = await project.start(['--dev-key'])
    const key = keyIn(service.lines)
    expect((await project.run(['backup', 'copy'])).code).toBe(0)
    const later = await submit(service.origin, key, 5, { text: 'y'.repeat(300_000) })
    await untilStatus(project, later, 'succeeded')
    service.signal('SIGKILL')
    await service.ended
    const { setAside } = JSON.parse((await project.run(['restore', 'copy', '--json'])).stdout)
    expect((await project.run(['jobs', 'show', later])).code).toBe(1)
    expect((await project.run(['jobs', 'show', later, '--db', setAside])).stdout).toContain('succeeded')
    expect(readdirSync(join(`${setAside}.files`, later))).toHaveLength(2)
    expect(existsSync(join(project.directory, '.coatcheck/jobs.db.files', later))).toBe(false)
  })

  it('brings the key that is in the backup, and sets another one aside with its database', async () => {
    await using project = await generated()
    await stop(await project.start(['--dev-key']))
    const keyFile = join(project.directory, '.coatcheck/jobs.db.key')
    const key = readFileSync(keyFile, 'utf8')
    expect((await project.run(['backup', 'copy', '--with-key'])).code).toBe(0)
    const another = `${Buffer.alloc(32, 7).toString('base64')}\n`
    writeFileSync(keyFile, another)
    const restored = JSON.parse((await project.run(['restore', 'copy', '--json'])).stdout)
    expect(restored).toMatchObject({ key: 'from the backup', missing: [] })
    expect(readFileSync(keyFile, 'utf8')).toBe(key)
    expect(statSync(keyFile).mode & 0o077).toBe(0)
    expect(readFileSync(`${restored.setAside}.key`, 'utf8')).toBe(another)
  })

  it('takes only what backup has finished, and only what is sound', async () => {
    await using project = await generated()
    await stop(await project.start())
    const before = incarnationOf(project)
    expectSentence(await project.run(['restore', 'nowhere']), 'nowhere is no finished backup: it has no backup.json')
    expect((await project.run(['backup', 'copy'])).code).toBe(0)
    damage(join(project.directory, 'copy', 'jobs.db'))
    expectSentence(await project.run(['restore', 'copy']), 'cannot be restored: its database is damaged')
    expect(incarnationOf(project)).toBe(before)
    expect(readdirSync(join(project.directory, '.coatcheck')).filter((name) => name.includes('restoring'))).toEqual([])
  })

  it('replaces a database that is damaged', async () => {
    await using project = await generated()
    await stop(await project.start())
    expect((await project.run(['backup', 'copy'])).code).toBe(0)
    writeFileSync(join(project.directory, '.coatcheck/jobs.db'), 'x'.repeat(8192))
    expect((await project.run(['restore', 'copy'])).code).toBe(0)
    await stop(await project.start())
  })

  it('shuts out a process that still holds a claim of what was there before (I7, I22)', async () => {
    await using project = await generated({ 'handlers/double.ts': endless })
    const service = await project.start(['--dev-key'])
    const job = await submit(service.origin, keyIn(service.lines), 1)
    service.signal('SIGKILL')
    await service.ended
    const file = join(project.directory, '.coatcheck/jobs.db')
    const holder = spawn(process.execPath, [holderScript, file], { stdio: ['pipe', 'pipe', 'inherit'] })
    const lines = createInterface({ input: holder.stdout })[Symbol.asyncIterator]()
    expect((await lines.next()).value).toBe(`claimed ${job}`)
    expect((await project.run(['backup', 'copy'])).code).toBe(0)
    await using other = await generated({ 'handlers/double.ts': endless })
    expect((await other.run(['restore', join(project.directory, 'copy')])).code).toBe(0)
    holder.stdin.end(`${join(other.directory, '.coatcheck/jobs.db')}\n`)
    expect((await lines.next()).value).toBe('stale')
    expect((await lines.next()).value).toBe('settled in its own')
    await once(holder, 'close')
  })
})

const holderScript = fileURLToPath(new URL('./hold-claim.ts', import.meta.url))

const endless = `import { defineHandler } from '../generated/index.ts'

export default defineHandler('double', (_, job) => new Promise((_resolve, reject) => {
  job.signal.addEventListener('abort', () => reject(job.signal.reason))
}))
`

async function echoProject(): Promise<TestProject> {
  const project = makeProject({ 'spec/openapi.yaml': withText, 'handlers/double.ts': echo })
  expect(await project.run(['generate'])).toMatchObject({ code: 0 })
  return project
}

/** Submits one job after the other; `ids` are those that were acknowledged. */
function submitUntilStopped(
  { origin }: Running,
  key: string,
): { readonly ids: readonly string[]; stop(): Promise<void> } {
  const ids: string[] = []
  let stopping = false
  const ended = (async () => {
    while (!stopping) ids.push(await submit(origin, key, ids.length))
  })()
  return {
    ids,
    stop: () => {
      stopping = true
      return ended
    },
  }
}

async function stop(service: Running): Promise<void> {
  service.signal('SIGTERM')
  expect(await service.ended).toBe(0)
}

function incarnationOf(project: TestProject): unknown {
  const database = new Database(join(project.directory, '.coatcheck/jobs.db'), { readonly: true })
  const incarnation = database.prepare('select incarnation from meta').pluck().get()
  database.close()
  return incarnation
}

/** Writes over a page of a table. */
function damage(file: string): void {
  const bytes = readFileSync(file)
  bytes.fill(0x7f, 4_096 * 2, 4_096 * 4)
  writeFileSync(file, bytes)
}
