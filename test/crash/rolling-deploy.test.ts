/** Processes of two contracts on one database: one operation is new, one has changed, one is gone. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { keyIn } from '../cli/caller.ts'
import { handler, makeProject, type Running, spec, type TestProject } from '../cli/project.ts'
import { until } from './support/pause.ts'

/** The spec with more operations that take and yield what `double` does. */
function withOperations(...names: readonly string[]): string {
  const begin = spec.indexOf('  /doubles:')
  const block = spec.slice(begin, spec.indexOf('components:'))
  const more = names.map((name) =>
    block.replace('/doubles:', `/${name}s:`).replace('operationId: double', `operationId: ${name}`),
  )
  return `${spec.slice(0, begin)}${block}${more.join('')}${spec.slice(spec.indexOf('components:'))}`
}

const handlers = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [`handlers/${name}.ts`, handler.replace("'double'", `'${name}'`)]))

const older = { 'spec/openapi.yaml': withOperations('halve'), ...handlers('halve') }
const newer = {
  'spec/openapi.yaml': withOperations('triple').replace(
    'number: { type: integer }',
    'number: { type: integer, maximum: 100 }',
  ),
  ...handlers('triple'),
}

let before: TestProject
let after: TestProject
beforeAll(async () => {
  ;[before, after] = [makeProject(older), makeProject(newer)]
  for (const project of [before, after]) expect(await project.run(['generate'])).toMatchObject({ code: 0 })
})
afterAll(async () => {
  await before[Symbol.asyncDispose]()
  await after[Symbol.asyncDispose]()
})

let folder: string
let database: readonly string[]
let key: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coatcheck-deploy-'))
  database = ['--db', join(folder, 'jobs.db')]
  key = ''
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const door = async (project: TestProject): Promise<Running> => {
  const service = await project.start([...database, '--role', 'http', '--dev-key'])
  if (key === '') key = keyIn(service.lines)
  return service
}
const worker = (project: TestProject): Promise<Running> => project.start([...database, '--role', 'worker'])

/** Ends a process in good order. */
async function leave(service: Running): Promise<void> {
  service.signal('SIGTERM')
  expect(await service.ended).toBe(0)
}

async function accept({ origin }: Running, operation: string, number: number): Promise<string> {
  const answer = await fetch(`${origin}/${operation}s`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify({ number }),
  })
  expect(answer.status).toBe(202)
  return /job_\w+/.exec(answer.headers.get('location') ?? '')?.[0] ?? ''
}

interface Shown {
  readonly status: string
  readonly attempt: number
  readonly failure?: string
}

async function show(project: TestProject, job: string): Promise<Shown> {
  const { stdout } = await project.run(['jobs', 'show', job, '--json', ...database])
  return JSON.parse(stdout)
}

const untilFinished = (project: TestProject, ...jobs: readonly string[]): Promise<void> =>
  until(async () => {
    const shown = await Promise.all(jobs.map((job) => show(project, job)))
    return shown.every(({ status }) => ['succeeded', 'failed', 'canceled'].includes(status))
  })

async function whatWaits(project: TestProject): Promise<string> {
  const { stdout } = await project.run(['doctor', '--json', ...database])
  const { findings }: { readonly findings: readonly { subject: string; message: string }[] } = JSON.parse(stdout)
  return findings.find(({ subject }) => subject === 'jobs')?.message ?? ''
}

const untouched = expect.objectContaining({ status: 'queued', attempt: 0 })

describe('a rolling deploy', () => {
  it('lets workers of the older contract leave unknown operations and higher revisions alone, and the newer take them (D17, I13)', async () => {
    const [olderDoor, newerDoor] = [await door(before), await door(after)]
    // First in line, so that a worker which took whatever comes would have taken these before its own.
    const [tripled, changed] = [await accept(newerDoor, 'triple', 1), await accept(newerDoor, 'double', 2)]
    const [doubled, halved] = [await accept(olderDoor, 'double', 3), await accept(olderDoor, 'halve', 4)]
    const olderWorker = await worker(before)
    await untilFinished(before, doubled, halved)
    expect([await show(before, tripled), await show(before, changed)]).toEqual([untouched, untouched])
    expect(await whatWaits(before)).toContain('1 of double revision 2, which is newer than the spec here')
    expect(await whatWaits(before)).toContain('1 of triple, which the spec does not have')
    const newerWorker = await worker(after)
    await untilFinished(after, tripled, changed)
    for (const job of [tripled, changed, doubled, halved])
      expect(await show(after, job)).toMatchObject({ status: 'succeeded', attempt: 1 })
    expect(await whatWaits(before)).toBe('every unfinished job can be run by this contract')
    for (const service of [olderDoor, newerDoor, olderWorker, newerWorker]) await leave(service)
  }, 60_000)

  it('lets workers of the newer contract take older jobs after another look at their input, and leave removed operations to the older (D17, I13)', async () => {
    const olderDoor = await door(before)
    const [halved, misfit, fitting] = [
      await accept(olderDoor, 'halve', 4),
      await accept(olderDoor, 'double', 500),
      await accept(olderDoor, 'double', 5),
    ]
    await leave(olderDoor)
    const newerWorker = await worker(after)
    await untilFinished(after, misfit, fitting)
    expect(await show(after, fitting)).toMatchObject({ status: 'succeeded', attempt: 1 })
    expect(await show(after, misfit)).toMatchObject({ status: 'failed', failure: 'invalid-input' })
    expect(await show(after, halved)).toEqual(untouched)
    expect(await whatWaits(after)).toContain('1 of halve, which the spec does not have')
    const olderWorker = await worker(before)
    await untilFinished(before, halved)
    expect(await show(before, halved)).toMatchObject({ status: 'succeeded', attempt: 1 })
    await leave(newerWorker)
    await leave(olderWorker)
  }, 60_000)

  it('brings the older contract back as it was: a definition keeps its number (D17)', async () => {
    const olderDoor = await door(before)
    const newerDoor = await door(after)
    await leave(olderDoor)
    const again = await door(before)
    const [kept, newest] = [await accept(again, 'double', 1), await accept(newerDoor, 'double', 2)]
    await worker(before)
    await untilFinished(before, kept)
    expect(await show(before, newest)).toEqual(untouched)
    for (const service of [again, newerDoor]) await leave(service)
  }, 60_000)
})
