/** A real service whose handlers run in threads and children, from the command line to the process table. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keyIn, post, submit, untilStatus } from '../cli/caller.ts'
import { expectSentence, generated, type Running, spec, type TestProject } from '../cli/project.ts'
import { turn } from '../jobs/support/world.ts'

/** Loops for ever over a negative number, and says first which process does. */
function handlerIn(runner: string): string {
  return `import { isMainThread } from 'node:worker_threads'
import { writeFileSync } from 'node:fs'
import { defineHandler } from '../generated/index.ts'

export default defineHandler('double', async ({ body }, job) => {
  console.log('doubling', body.number)
  writeFileSync(new URL('../place', import.meta.url), process.pid + ' ' + isMainThread)
  await job.progress(1)
  while (body.number < 0) {}
  return { double: body.number * 2 }
}, { runner: '${runner}' })
`
}

/** Counts which of the two it recognises, once it is asked to stop. */
function identity(runner: string): string {
  return `import { JobAborted, JobFail } from 'coatcheck'
import { defineHandler } from '../generated/index.ts'

export default defineHandler('double', async (_, job) => {
  if (!job.signal.aborted) await new Promise((resolve) => job.signal.addEventListener('abort', resolve))
  const known = [job.fail('unlucky' as never) instanceof JobFail, job.signal.reason instanceof JobAborted]
  return { double: known.filter((one) => one).length }
}, { runner: '${runner}' })
`
}

const soonCanceled = spec.replace('poll: {', 'cancel: { grace: 1s }\n        poll: {')

describe.each(['thread', 'process'])('a service whose handler asks for a %s', (runner) => {
  it('cancels an endless loop while it answers and does other work, and logs what handlers print', async () => {
    await using project = await generated({
      'handlers/double.ts': handlerIn(runner),
      'spec/openapi.yaml': soonCanceled,
    })
    expect(await project.run(['generate'])).toMatchObject({ code: 0 })
    const service = await project.start(['--dev-key'])
    const key = keyIn(service.lines)
    const looping = await submit(service.origin, key, -1)
    const [pid, isMainThread] = await placeOf(project)
    expect(isMainThread).toBe(runner === 'process')
    expect(pid === servicePid(service)).toBe(runner === 'thread')
    const other = await submit(service.origin, key, 4)
    await untilJob(service, key, other, 'succeeded')
    expect((await ask(service, key, looping)).status).toBe('running')
    await cancel(service, key, looping)
    await untilJob(service, key, looping, 'canceled')
    await service.logged('"doubling -1"')
    expect(service.lines.filter((line) => line.includes('doubling'))).toEqual([])
    service.signal('SIGTERM')
    expect(await service.ended).toBe(0)
  })

  it('shows handlers the classes that they import from the framework, in what they throw and in why they should stop', async () => {
    await using project = await generated({ 'handlers/double.ts': identity(runner) })
    const service = await project.start(['--dev-key'])
    const key = keyIn(service.lines)
    const job = await submit(service.origin, key, 1)
    await untilStatus(project, job, 'running')
    await cancel(service, key, job)
    await untilJob(service, key, job, 'succeeded')
    const result = await fetch(`${service.origin}/jobs/${job}/result`, { headers: { 'x-api-key': key } })
    expect(await result.json()).toEqual({ double: 2 })
  })
})

describe('a service whose handler asks for a process', () => {
  it('leaves no child behind when it is killed, and the next start finishes the job', async () => {
    await using project = await generated({ 'handlers/double.ts': handlerIn('process') })
    const service = await project.start(['--dev-key'])
    const job = await submit(service.origin, keyIn(service.lines), -1)
    const [pid] = await placeOf(project)
    service.signal('SIGKILL')
    await service.ended
    while (isAlive(pid)) await turn()
    project.write('handlers/double.ts', handlerIn('process').replace('while (body.number < 0) {}', ''))
    await project.start()
    await untilStatus(project, job, 'succeeded')
    const { stdout } = await project.run(['jobs', 'show', job, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ attempt: 1 })
  })

  it('hands an endless loop back on a second signal, and leaves nothing behind', async () => {
    await using project = await generated({ 'handlers/double.ts': handlerIn('process') })
    const service = await project.start(['--dev-key'])
    await submit(service.origin, keyIn(service.lines), -1)
    const [pid] = await placeOf(project)
    service.signal('SIGTERM')
    await service.logged('Stopping')
    service.signal('SIGTERM')
    expect(await service.ended).toBe(0)
    expect(isAlive(pid)).toBe(false)
  })
})

describe('start', () => {
  it('runs handlers where the configuration says', async () => {
    await using project = await generated({
      'handlers/double.ts': handlerIn('process').replace(", { runner: 'process' }", ''),
    })
    const service = await project.start(['--dev-key'], { variables: { COATCHECK_RUNNERS: 'double=process' } })
    const key = keyIn(service.lines)
    expect((await post(service.origin, key, 4)).status).toBe(202)
    const [pid, isMainThread] = await placeOf(project)
    expect([pid === servicePid(service), isMainThread]).toEqual([false, true])
  })

  it('refuses a runner that there is not, and an operation that there is not', async () => {
    await using project = await generated({ 'handlers/double.ts': handlerIn('fiber') })
    expectSentence(
      await project.run(['start', '--port', '0']),
      'handlers/double.ts asks for the runner "fiber". Use one of',
    )
    project.write('handlers/double.ts', handlerIn('thread'))
    const refused = await project.run(['start', '--port', '0'], { variables: { COATCHECK_RUNNERS: 'duoble=thread' } })
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('did you mean double? (config-invalid)') })
  })
})

async function placeOf(project: TestProject): Promise<readonly [pid: number, isMainThread: boolean]> {
  const file = join(project.directory, 'place')
  for (;;) {
    const [, pid, isMainThread] = /^(\d+) (true|false)$/.exec(existsSync(file) ? readFileSync(file, 'utf8') : '') ?? []
    if (pid !== undefined) return [Number(pid), isMainThread === 'true']
    await turn()
  }
}

/** As its log says it. */
function servicePid(service: Running): number {
  return Number(/"pid":(\d+)/.exec(service.stderr())?.[1])
}

async function ask({ origin }: Running, key: string, job: string): Promise<{ readonly status: string }> {
  const response = await fetch(`${origin}/jobs/${job}/status`, { headers: { 'x-api-key': key } })
  return JSON.parse(await response.text())
}

async function cancel({ origin }: Running, key: string, job: string): Promise<void> {
  const response = await fetch(`${origin}/jobs/${job}`, { method: 'DELETE', headers: { 'x-api-key': key } })
  expect(response.status).toBe(202)
}

async function untilJob(service: Running, key: string, job: string, status: string): Promise<void> {
  while ((await ask(service, key, job)).status !== status) await turn()
}

function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
