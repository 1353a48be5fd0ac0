/** `jobs retry`, and what `jobs ls` and `jobs show` tell of jobs and their runs, on a real server. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keyIn, submit, untilStatus } from './caller.ts'
import { expectSentence, makeProject, type Running, spec, type TestProject } from './project.ts'

const once = spec.replace('        poll:', '        retry: { maxAttempts: 1 }\n        poll:')

/** Fails on odd numbers until a file says otherwise. */
const fickle = `import { existsSync } from 'node:fs'
import { defineHandler } from '../generated/index.ts'

export default defineHandler('double', async ({ body }, job) => {
  await job.step('load', () => body.number)
  if (body.number % 2 === 1 && !existsSync(new URL('../healthy', import.meta.url))) throw new Error('boom at db')
  return { double: body.number * 2 }
})
`

describe('a job that is retried', () => {
  it('is a new one that runs on the same input, and both name each other', async () => {
    await using project = await fickleProject()
    const { service, key } = await startWithKey(project)
    const failed = await submit(service.origin, key, 3)
    await untilStatus(project, failed, 'failed')
    project.write('healthy', '')
    const { stdout, code } = await project.run(['jobs', 'retry', failed])
    expect(code).toBe(0)
    const [, repeated = ''] = /^(job_\w+) repeats job_\w+\n$/.exec(stdout) ?? []
    await untilStatus(project, repeated, 'succeeded')
    expect(await shown(project, repeated)).toMatchObject({ retriedFrom: failed, attempt: 1, owner: 'api-key:dev' })
    expect(await shown(project, failed)).toMatchObject({ retriedBy: [repeated], status: 'failed' })
    expect((await project.run(['jobs', 'show', failed])).stdout).toMatch(new RegExp(`^retriedBy +${repeated}$`, 'm'))
    const result = await fetch(`${service.origin}/jobs/${repeated}/result`, { headers: { 'x-api-key': key } })
    expect(await result.json()).toEqual({ double: 6 })
  })

  it('is every failed one that was not done again, once, with --all-failed', async () => {
    await using project = await fickleProject()
    const { service, key } = await startWithKey(project)
    const ids = [await submit(service.origin, key, 1), await submit(service.origin, key, 3)]
    for (const id of ids) await untilStatus(project, id, 'failed')
    await untilStatus(project, await submit(service.origin, key, 2), 'succeeded')
    project.write('healthy', '')
    const retry = async (...args: string[]) => {
      const { stdout } = await project.run(['jobs', 'retry', '--all-failed', '--json', ...args])
      return JSON.parse(stdout).retried.map(({ retriedFrom }: { retriedFrom: string }) => retriedFrom)
    }
    expect(await retry('--operation', 'other')).toEqual([])
    expect(await retry('--operation', 'double', '--since', '1h')).toEqual(ids)
    expect(await retry()).toEqual([])
  })

  it('is refused with the way out', async () => {
    await using project = await fickleProject()
    const { service, key } = await startWithKey(project)
    const done = await submit(service.origin, key, 2)
    await untilStatus(project, done, 'succeeded')
    expectSentence(
      await project.run(['jobs', 'retry', done]),
      `${done} has succeeded. Pass --force to do it once more.`,
    )
    expect((await project.run(['jobs', 'retry', done, '--force'])).code).toBe(0)
    await fetch(`${service.origin}/jobs/${done}/result`, { method: 'DELETE', headers: { 'x-api-key': key } })
    const refused = await project.run(['jobs', 'retry', done, '--force', '--json'])
    expect([refused.code, JSON.parse(refused.stdout)]).toEqual([
      1,
      {
        retried: [],
        refused: [{ retriedFrom: done, reason: 'forgotten', message: expect.stringContaining('submitted again') }],
      },
    ])
    const unknown = `job_${'0'.repeat(22)}`
    expectSentence(await project.run(['jobs', 'retry', unknown]), `There is no job ${unknown} in this database.`)
  })

  it.each([
    ['named', (ids: readonly string[]) => ids],
    ['all that failed', () => ['--all-failed']],
  ])('does not keep the others from it where it cannot be done again, %s', async (_, named) => {
    await using project = await fickleProject()
    const { service, key } = await startWithKey(project)
    const [broken, ...sound] = await failLarge(project, service, key)
    if (broken === undefined) throw new Error('nothing was submitted')
    rmSync(join(project.directory, '.coatcheck/jobs.db.files', broken, 'input.json'))
    project.write('healthy', '')
    const ids = [broken, ...sound]
    const { code, stdout, stderr } = await project.run(['jobs', 'retry', ...named(ids)])
    expect(stdout.match(/job_\w+(?=\n)/g)).toEqual(sound)
    expect(stderr).toMatch(/^coatcheck: The file .*input\.json.*is not there\. Put it back from a backup\.\n$/)
    expect(code).toBe(1)
    const again = await project.run(['jobs', 'retry', '--force', '--json', ...ids])
    expect(again.code).toBe(1)
    expect(JSON.parse(again.stdout)).toMatchObject({
      retried: sound.map((retriedFrom) => ({ retriedFrom, job: expect.stringMatching(/^job_/) })),
      refused: [{ retriedFrom: broken, reason: 'file-missing', message: expect.stringContaining('input.json') }],
    })
  })

  it('is not missed among others when it is forgotten, and is when nobody has it', async () => {
    await using project = await fickleProject()
    const { service, key } = await startWithKey(project)
    const [forgotten, failed] = [await submit(service.origin, key, 1), await submit(service.origin, key, 3)]
    for (const id of [forgotten, failed]) await untilStatus(project, id, 'failed')
    await fetch(`${service.origin}/jobs/${forgotten}/result`, { method: 'DELETE', headers: { 'x-api-key': key } })
    const reasons = async (...ids: string[]) => {
      const { code, stdout } = await project.run(['jobs', 'retry', '--json', ...ids])
      const { retried, refused } = JSON.parse(stdout)
      return [code, retried.length, refused.map(({ reason }: { reason: string }) => reason)]
    }
    expect(await reasons(forgotten, failed)).toEqual([0, 1, ['forgotten']])
    expect(await reasons(`job_${'0'.repeat(22)}`, failed)).toEqual([1, 1, ['unknown-job']])
  })

  it.each([
    [[], 'Name the jobs, or pass --all-failed'],
    [['--all-failed', `job_${'0'.repeat(22)}`], 'but not both'],
    [[`job_${'0'.repeat(22)}`, '--since', '1h'], 'narrow --all-failed'],
  ])('is named, or all that failed are: %j', async (args, sentence) => {
    await using project = makeProject()
    expectSentence(await project.run(['jobs', 'retry', ...args]), sentence)
  })
})

describe('jobs', () => {
  it('are listed by owner and age', async () => {
    await using project = await fickleProject()
    const { service, key } = await startWithKey(project)
    const id = await submit(service.origin, key, 2)
    const list = async (...args: string[]) =>
      JSON.parse((await project.run(['jobs', 'ls', '--json', ...args])).stdout).jobs.map(
        (job: { id: string }) => job.id,
      )
    expect(await list('--owner', 'api-key:dev', '--since', '1h')).toEqual([id])
    expect(await list('--owner', 'somebody')).toEqual([])
    expect(await list('--before', '1h')).toEqual([])
  })

  it('show their runs with what was thrown, their steps and their events', async () => {
    await using project = await fickleProject()
    const { service, key } = await startWithKey(project)
    const id = await submit(service.origin, key, 1)
    await untilStatus(project, id, 'failed')
    const { runs, steps, events } = await shown(project, id)
    expect(runs).toEqual([
      {
        ...{ epoch: 1, outcome: 'retry', error: 'Error: boom at db', abandoned: false },
        ...{ worker: expect.stringMatching(/^wrk_/), startedAt: expect.any(String), endedAt: expect.any(String) },
      },
    ])
    expect(steps).toEqual([{ name: 'load', epoch: 1, size: 1 }])
    expect(events).toMatchObject([
      { number: 1, kind: 'accepted' },
      { number: 2, kind: 'failed', deliveries: 0 },
    ])
    const text = (await project.run(['jobs', 'show', id])).stdout
    expect(text).toMatch(/^RUN +STARTED +ENDED +OUTCOME +WORKER +ERROR\n1 .* retry +wrk_\w+ +Error: boom at db$/m)
    expect(text).toMatch(/^STEP +RUN +BYTES\nload +1 +1$/m)
    expect(text).toMatch(/^2 .* failed +0$/m)
  })
})

async function fickleProject(): Promise<TestProject> {
  const project = makeProject({ 'spec/openapi.yaml': once, 'handlers/double.ts': fickle })
  expect(await project.run(['generate'])).toMatchObject({ code: 0 })
  return project
}

async function startWithKey(project: TestProject): Promise<{ readonly service: Running; readonly key: string }> {
  const service = await project.start(['--dev-key'])
  return { service, key: keyIn(service.lines) }
}

/** Three jobs that have failed on inputs of more than 256 KB. */
async function failLarge(project: TestProject, { origin }: Running, key: string): Promise<readonly string[]> {
  const ids: string[] = []
  for (const number of [1, 3, 5]) {
    const answer = await fetch(`${origin}/doubles`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: JSON.stringify({ number, padding: 'x'.repeat(300_000) }),
    })
    const { id }: { readonly id: string } = JSON.parse(await answer.text())
    await untilStatus(project, id, 'failed')
    ids.push(id)
  }
  return ids
}

async function shown(project: TestProject, id: string) {
  return JSON.parse((await project.run(['jobs', 'show', id, '--json'])).stdout)
}
