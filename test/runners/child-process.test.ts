/** Children as the operating system sees them: signals, silence, and what is left when somebody dies. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { type ChildListener, type LaunchChild, launchChild } from '../../src/runners/process/launch-child.ts'
import { createProcessRunner, type ProcessRunnerOptions } from '../../src/runners/process/process-runner.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { inRunnerWorld, type RunnerWorld, type StartedRun } from '../../src/testing/runner-world.ts'
import { turn } from '../jobs/support/world.ts'
import { makeHandlers } from './support.ts'

const spin = '(_, job) => { job.log.info({}, String(process.pid)); while (true) {} }'
const wait = `(_, job) => new Promise((resolve) => {
  job.signal.addEventListener('abort', () => resolve(job.signal.reason.why))
  job.log.info({}, String(process.pid))
})`

const killed: (() => unknown)[] = []
afterEach(() => {
  for (const kill of killed.splice(0)) kill()
})

describe('a child', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('lives on after %s: the worker alone says when to stop', (signal) =>
    inProcessWorld(async ({ run }) => {
      const waiting = await run(wait)
      const pid = await pidOf(waiting)
      process.kill(pid, signal)
      process.kill(-pid, signal)
      waiting.abort('shutdown')
      expect(await waiting.done).toEqual({ kind: 'returned', value: 'shutdown' })
    }),
  )

  it('that is killed from outside has died, by its signal, and its neighbour has not (T9)', () =>
    inProcessWorld(async ({ run }) => {
      const [looping, waiting] = [await run(spin), await run(wait)]
      process.kill(await pidOf(looping), 'SIGKILL')
      expect(await looping.done).toEqual({ kind: 'died', detail: 'The child process ended with SIGKILL.' })
      await pidOf(waiting)
      waiting.abort('cancel')
      expect(await waiting.done).toMatchObject({ value: 'cancel' })
    }))

  it('that has stopped beating for half a minute is ended, and has died; one that beats has not, however busy its loop is', async () => {
    const time = createFakeClock()
    const heart = listenToHeart()
    await inProcessWorld(
      async ({ run, observed }) => {
        const [stopped, looping] = [await run(wait), await run(spin)]
        const pid = await pidOf(stopped)
        await pidOf(looping)
        process.kill(pid, 'SIGSTOP')
        await time.advance(29_000)
        expect(isAlive(pid)).toBe(true)
        await heart.beats(2)
        await time.advance(1_000)
        expect(await stopped.done).toMatchObject({ kind: 'died' })
        const silent = observed.filter(({ name }) => name === 'runner.child-silent')
        expect(silent.map(({ facts }) => facts.job)).toEqual([stopped.claim.job.id])
        expect(looping.kill()).toBe(true)
      },
      { sleep: time.sleep, launch: heart.launch },
    )
  })

  it('that has had nothing to do for a minute is ended; one that has, is used again', async () => {
    const time = createFakeClock()
    const heart = listenToHeart()
    await inProcessWorld(
      async ({ endingOf }) => {
        const pidAfter = async (ms: readonly number[]) => {
          for (const step of ms) {
            await heart.beats(1)
            await time.advance(step)
          }
          const ending = await endingOf('() => process.pid')
          return ending.kind === 'returned' ? Number(ending.value) : 0
        }
        const first = await pidAfter([])
        expect(await pidAfter([29_000, 29_000])).toBe(first)
        expect(await pidAfter([29_000, 29_000, 2_000])).not.toBe(first)
        while (isAlive(first)) await turn()
      },
      { sleep: time.sleep, launch: heart.launch },
    )
  })

  it('takes what its handler started with it', () =>
    inProcessWorld(async ({ run }) => {
      const parent = await run(`async (_, job) => {
        const { spawn } = await import('node:child_process')
        job.log.info({}, String(spawn('sleep', ['1000'], { stdio: 'ignore' }).pid))
        while (true) {}
      }`)
      const grandchild = await pidOf(parent)
      expect(isAlive(grandchild)).toBe(true)
      parent.kill()
      await parent.done
      while (isAlive(grandchild)) await turn()
    }))

  it('takes it along also when it ends by itself', () =>
    inProcessWorld(async ({ run }) => {
      const parent = await run(`async (_, job) => {
        const { spawn } = await import('node:child_process')
        job.log.info({}, String(spawn('sleep', ['1000'], { stdio: 'ignore' }).pid))
        await job.progress(1)
        process.exit(0)
      }`)
      const grandchild = await pidOf(parent)
      expect(await parent.done).toEqual({ kind: 'died', detail: 'The child process ended with exit code 0.' })
      while (isAlive(grandchild)) await turn()
    }))
})

describe('when the worker is killed', () => {
  it('its children end, whatever they do, and all that they started', async () => {
    const startsOther = `
      const { spawn } = await import('node:child_process')
      const { pid } = spawn('sleep', ['1000'], { stdio: 'ignore' })
      job.log.info({}, process.pid + ' ' + pid)
      await job.progress(1)`
    const project = await makeHandlers({
      spin: `async (_, job) => { ${startsOther}; while (true) {} }`,
      wait: `async (_, job) => { ${startsOther}; return new Promise(() => setInterval(() => {}, 1_000)) }`,
    })
    const worker = startWorker(project, ['spin', 'wait'])
    const pids = await linesOf(worker, 2).then((lines) => lines.flatMap((line) => line.split(' ').map(Number)))
    expect(pids).toHaveLength(4)
    expect(pids.every(isAlive)).toBe(true)
    worker.kill('SIGKILL')
    while (pids.some(isAlive)) await turn()
    await rm(project, { recursive: true })
  })

  it('by Ctrl-C, which goes to its whole group, its children still finish what they do', async () => {
    const project = await makeHandlers({ wait })
    const worker = startWorker(project, ['wait'])
    const [pid = 0] = (await linesOf(worker, 1)).map(Number)
    process.kill(-(worker.pid ?? 0), 'SIGINT')
    const [, ended] = await linesOf(worker, 2)
    expect(JSON.parse(ended ?? '')).toEqual([{ kind: 'returned', value: 'shutdown' }])
    while (isAlive(pid)) await turn()
    await rm(project, { recursive: true })
  })
})

describe.each([
  ['thread', 'The thread was ended.'],
  ['process', 'EMFILE'],
])('a run that there is no room to start in a %s', (name, why) => {
  it('has died, and the next one runs', async () => {
    const project = await makeHandlers({ answer: '() => 1' })
    const limited = 'ulimit -n 100; exec "$0" "$@"'
    const script = fileURLToPath(new URL('./exhausted-process.ts', import.meta.url))
    const { stdout } = await execute('bash', ['-c', limited, process.execPath, script, project, name])
    expect(JSON.parse(stdout)).toEqual([
      { kind: 'died', detail: expect.stringContaining(why) },
      { kind: 'returned', value: 1 },
    ])
    await rm(project, { recursive: true })
  })
})

const execute = promisify(execFile)

async function inProcessWorld(
  body: (world: RunnerWorld) => Promise<void>,
  options: Partial<ProcessRunnerOptions> = {},
): Promise<void> {
  await inRunnerWorld({ open: (setting) => createProcessRunner({ ...setting, ...options }), kills: true }, body)
}

/** What the handler has logged. */
async function pidOf(run: StartedRun): Promise<number> {
  for (;;) {
    const [, , , message] = run.seen.find(([hook]) => hook === 'log') ?? []
    if (message !== undefined) return Number(message)
    await turn()
  }
}

/** Children whose beats can be waited for. */
function listenToHeart(): { readonly launch: LaunchChild; readonly beats: (count: number) => Promise<void> } {
  let heard = 0
  const beaten = (listener: ChildListener) => () => {
    listener.beat()
    heard += 1
  }
  return {
    launch: (memoryBytes, listener) => launchChild(memoryBytes, { ...listener, beat: beaten(listener) }),
    beats: async (count) => {
      const enough = heard + count
      while (heard < enough) await turn()
    },
  }
}

/** Whether there is a process of that number that is not a corpse. */
function isAlive(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false
  try {
    return !/^\d+ \(.*\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

const driver = fileURLToPath(new URL('./worker-process.ts', import.meta.url))

/** Another process that runs these handlers in children and prints what they log. */
function startWorker(project: string, operations: readonly string[]): ChildProcess {
  const worker = spawn(process.execPath, [driver, project, ...operations], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  killed.push(() => worker.kill('SIGKILL'))
  return worker
}

/** The first lines that it prints, from the beginning. */
async function linesOf(worker: ChildProcess, count: number): Promise<readonly string[]> {
  const lines = printed.get(worker) ?? collectLines(worker)
  while (lines.length < count) await turn()
  return lines.slice(0, count)
}

const printed = new WeakMap<ChildProcess, string[]>()

function collectLines(worker: ChildProcess): string[] {
  const lines: string[] = []
  if (worker.stdout !== null) createInterface(worker.stdout).on('line', (line) => lines.push(line))
  printed.set(worker, lines)
  return lines
}
