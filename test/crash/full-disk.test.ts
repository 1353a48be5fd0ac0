/** A disk that fills up under load, and has room again later. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keyIn } from '../cli/caller.ts'
import { expectSentence, generated, type Running, type TestProject } from '../cli/project.ts'
import { type Service, startService } from '../demo/service.ts'
import { until } from './support/pause.ts'
import { copySample } from './support/sample-copy.ts'
import { canMount, mountDisk, type SmallDisk } from './support/small-disk.ts'

const mayMount = canMount()
if (!mayMount) console.warn('No file system can be mounted here (that takes root), so no disk is filled')

interface Sent {
  readonly key: string
  readonly status: number
  readonly retryAfter: string | null
  readonly code: string | undefined
}

/** Sends jobs, one after the other in each of four lanes, until it is told to stop. */
function startSending(origin: string, apiKey: string): { readonly sent: readonly Sent[]; stop(): Promise<void> } {
  const sent: Sent[] = []
  let isStopping = false
  const lane = async (name: string) => {
    for (let number = 0; !isStopping; number += 1) sent.push(await sendDouble(origin, apiKey, `${name}-${number}`))
  }
  const lanes = ['a', 'b', 'c', 'd'].map(lane)
  return {
    sent,
    stop: async () => {
      isStopping = true
      await Promise.all(lanes)
    },
  }
}

async function sendDouble(origin: string, apiKey: string, key: string): Promise<Sent> {
  const answer = await fetch(`${origin}/doubles`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': apiKey, 'idempotency-key': key },
    body: JSON.stringify({ number: 2, padding: 'x'.repeat(30_000) }),
  })
  const { code }: { readonly code?: string } = JSON.parse(await answer.text())
  return { key, status: answer.status, retryAfter: answer.headers.get('retry-after'), code }
}

function jobsIn(file: string): {
  readonly byKey: ReadonlyMap<string, string>
  readonly states: readonly string[]
  readonly sound: unknown
} {
  const database = new Database(file, { readonly: true })
  const keys = database.prepare<[], [string, string]>('select key, job from idempotency').raw().all()
  const states = database.prepare<[], string>('select distinct state from job').pluck().all()
  const sound = database.pragma('integrity_check', { simple: true })
  database.close()
  return { byKey: new Map(keys), states, sound }
}

describe.runIf(mayMount)('a disk that fills up under load', () => {
  let disk: SmallDisk
  let project: TestProject
  let service: Running
  let apiKey: string
  let file: string
  beforeEach(async () => {
    disk = mountDisk('24m')
    file = join(disk.path, 'jobs.db')
    project = await generated()
    service = await project.start(['--dev-key', '--db', file])
    apiKey = keyIn(service.lines)
  })
  afterEach(async () => {
    await project[Symbol.asyncDispose]()
    disk[Symbol.dispose]()
  })

  it('is answered 503 with Retry-After, makes no job, loses none, and is taken in again when there is room (R-INI-9, I1)', async () => {
    const { sent, stop } = startSending(service.origin, apiKey)
    const count = (status: number, from = 0) => sent.slice(from).filter((one) => one.status === status).length
    await until(() => count(202) > 20)
    disk.fill()
    await until(() => count(503) > 40)
    const full = sent.length
    disk.free()
    await until(() => count(202, full) > 20)
    await stop()
    expect(sent.filter(({ status }) => status !== 202 && status !== 503)).toEqual([])
    const refused = sent.filter(({ status }) => status === 503)
    expect(refused).toEqual(refused.map(({ key }) => ({ key, status: 503, retryAfter: '2', code: 'unavailable' })))
    const taken = sent.filter(({ status }) => status === 202).map(({ key }) => key)
    await until(() => jobsIn(file).states.join() === 'succeeded')
    const { byKey, sound } = jobsIn(file)
    expect(new Set(byKey.keys())).toEqual(new Set(taken))
    expect(sound).toBe('ok')
    expect(service.stderr()).toContain(`There is no room to write to ${file}. Free space on its disk.`)
    const again = refused[0]?.key ?? ''
    expect(await sendDouble(service.origin, apiKey, again)).toMatchObject({ status: 202 })
    service.signal('SIGTERM')
    expect(await service.ended).toBe(0)
  })

  it('lets jobs be seen and the server be stopped and started while it is full, and finishes them after (I1)', async () => {
    const { sent, stop } = startSending(service.origin, apiKey)
    await until(() => sent.some(({ status }) => status === 202))
    disk.fill()
    await until(() => sent.filter(({ status }) => status === 503).length > 10)
    await stop()
    const known = [...jobsIn(file).byKey.values()]
    const seen = await Promise.all(
      known.map((job) => fetch(`${service.origin}/jobs/${job}/status`, { headers: { 'x-api-key': apiKey } })),
    )
    expect(new Set(seen.map(({ status }) => status))).toEqual(new Set([200]))
    service.signal('SIGTERM')
    await service.logged('Stopping')
    // What runs cannot be settled before there is room; nobody waits for that.
    service.signal('SIGTERM')
    expect(await service.ended).toBe(0)
    disk.free()
    await project.start(['--db', file])
    await until(() => jobsIn(file).states.join() === 'succeeded')
    expect(new Set(jobsIn(file).byKey.keys())).toEqual(
      new Set(sent.filter(({ status }) => status === 202).map(({ key }) => key)),
    )
  })

  it.each([
    ['was killed', 'SIGKILL'],
    ['was stopped', 'SIGTERM'],
  ] as const)('refuses the start of a server that %s, as full, until there is room (I1)', async (_, signal) => {
    const id = await sendDouble(service.origin, apiKey, 'before')
    await until(() => jobsIn(file).states.join() === 'succeeded')
    service.signal(signal)
    await service.ended
    disk.fill()
    const refused = await project.run(['start', '--port', '0', '--db', file])
    expectSentence(refused, `There is no room to write to ${file}`)
    expect(refused.stderr).toContain('(database-full)')
    disk.free()
    await project.start(['--db', file])
    expect([id.status, jobsIn(file).sound]).toEqual([202, 'ok'])
  })
})

describe.runIf(mayMount)('an upload to a full disk', () => {
  let disk: SmallDisk
  let service: Service
  let stop: () => Promise<void>
  beforeEach(async () => {
    disk = mountDisk('24m')
    stop = async () => {}
    service = await startService({ folder: disk.path, project: copySample(disk.path), environment: {} })
    stop = service.kill
  })
  afterEach(async () => {
    await stop()
    disk[Symbol.dispose]()
  })

  const upload = (): Promise<Response> =>
    fetch(`${service.origin}/v1/contacts/imports`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', 'x-api-key': service.key ?? '' },
      body: `name,email,country\n${'Ada,ada@example.com,GB\n'.repeat(100_000)}`,
    })
  const folders = (): readonly string[] => {
    const files = join(disk.path, 'jobs.db.files')
    return existsSync(files) ? readdirSync(files) : []
  }

  it('is answered 503 with Retry-After and leaves no file and no job (R-INI-9, R-INI-15)', async () => {
    disk.fill(1_000_000)
    const refused = await upload()
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2'])
    expect(folders()).toEqual([])
    expect(jobsIn(join(disk.path, 'jobs.db')).states).toEqual([])
    expect(service.log()).toContain(`There is no room to write to ${join(disk.path, 'jobs.db.files')}`)
    disk.free()
    expect((await upload()).status).toBe(202)
    expect(folders()).toHaveLength(1)
  })
})
