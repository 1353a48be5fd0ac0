/** Claims about runs that are ended: by a runner that kills, and by one that cannot. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunnerCases, RunnerWorld, StartedRun } from './runner-world.ts'

interface KillCases {
  /** Of a runner that cannot. */
  readonly ending: RunnerCases
  /** Of one that can. */
  readonly killing: RunnerCases
}

export const killCases: KillCases = {
  ending: {
    'says that it cannot end a run by force, and lets it end by itself': async (world) => {
      const run = await world.run(untilAborted)
      await run.logged('begun')
      assert.equal(run.kill(), false)
      run.abort('cancel')
      assert.deepEqual(await run.done, { kind: 'returned', value: 'cancel' })
    },
  },
  killing: {
    'ends an endless loop by force, while others run on': async (world) => {
      const neighbour = await world.run(untilAborted)
      await neighbour.logged('begun')
      const run = await begun(world, spin)
      run.abort('cancel')
      assert.equal(await answerOf(world), 'answered')
      assert.equal(run.kill(), true)
      assert.equal((await run.done).kind, 'died')
      neighbour.abort('shutdown')
      assert.deepEqual(await neighbour.done, { kind: 'returned', value: 'shutdown' })
    },

    'ends a run that waits for ever': async (world) => {
      const run = await begun(world, waitForEver)
      assert.equal(run.kill(), true)
      assert.equal((await run.done).kind, 'died')
    },

    'ends a run that has hardly begun': async (world) => {
      const run = await world.run(spin)
      assert.equal(run.kill(), true)
      assert.equal((await run.done).kind, 'died')
      assert.equal(await answerOf(world), 'answered')
    },

    'may be asked to end a run more than once, and one that has ended': async (world) => {
      const run = await begun(world, spin)
      assert.deepEqual([run.kill(), run.kill()], [true, true])
      await run.done
      assert.equal(run.kill(), true)
      const ended = await world.run('() => 1')
      assert.deepEqual(await ended.done, { kind: 'returned', value: 1 })
      ended.kill()
      assert.deepEqual(await ended.done, { kind: 'returned', value: 1 })
    },

    'ends nothing else with a run that is over, and tells nothing else to stop': async (world) => {
      const over = await world.run('() => process.pid')
      await over.done
      const next = await begun(world, untilAborted)
      over.abort('timeout')
      over.kill()
      assert.equal(await answerOf(world), 'answered')
      next.abort('cancel')
      assert.deepEqual(await next.done, { kind: 'returned', value: 'cancel' })
    },

    'keeps what a run is answered too late from the run after it': async (world) => {
      const late = Promise.withResolvers<void>()
      const hooks = { progress: () => late.promise }
      const first = await world.run(`(_, job) => { void job.progress(1); return 1 }`, { hooks })
      await first.done
      const source = `(_, job) => {
        job.log.info({}, 'begun')
        const answered = job.progress(2).then(() => 'answered', () => 'refused')
        return Promise.race([answered, new Promise((resolve) => job.signal.addEventListener('abort', () => resolve('waited')))])
      }`
      const second = await world.run(source, { hooks: { progress: () => new Promise(() => {}) } })
      await second.logged('begun')
      late.resolve()
      assert.equal(await answerOf(world), 'answered')
      second.abort('cancel')
      assert.deepEqual(await second.done, { kind: 'returned', value: 'waited' })
    },

    'takes no word of a library for one of its own': async (world) => {
      const source = `async () => {
        const { parentPort } = await import('node:worker_threads')
        const messages = ['ready', null, { kind: 'ended' }, { kind: 'printed' }, { kind: 'rejection' }]
        for (const message of messages) {
          process.send?.(message)
          parentPort?.postMessage(message)
        }
        return 'done'
      }`
      assert.deepEqual(await world.endingOf(source), { kind: 'returned', value: 'done' })
      assert.equal(await answerOf(world), 'answered')
      assert.deepEqual(world.observed, [])
    },

    'outlives a handler that ends its process, and says that it died': async (world) => {
      const neighbour = await begun(world, untilAborted)
      for (const code of [0, 3]) {
        assert.equal((await world.endingOf(`() => process.exit(${code})`)).kind, 'died')
      }
      neighbour.abort('cancel')
      assert.deepEqual(await neighbour.done, { kind: 'returned', value: 'cancel' })
    },

    'outlives an exception out of nowhere': async (world) => {
      const source = `() => new Promise(() => setImmediate(() => { throw new Error('out of nowhere') }))`
      assert.equal((await world.endingOf(source)).kind, 'died')
      assert.equal(await answerOf(world), 'answered')
    },

    'outlives a handler that takes all the memory there is, and so do its neighbours': async (world) => {
      const neighbour = await begun(world, untilAborted)
      assert.equal((await world.endingOf(allocate)).kind, 'died')
      neighbour.abort('cancel')
      assert.deepEqual(await neighbour.done, { kind: 'returned', value: 'cancel' })
    },

    'survives a promise that a handler forgot, and observes it': async (world) => {
      const source = `async () => { void Promise.reject(new Error('forgotten')); await new Promise(setImmediate); return 1 }`
      assert.deepEqual(await world.endingOf(source), { kind: 'returned', value: 1 })
      // It comes on a way of its own, which may be the slower one.
      const rejection = () => world.observed.find(({ name }) => name === 'handler.rejection-unhandled')
      await eventually(() => rejection() !== undefined)
      const observed = rejection()
      assert.ok(observed?.cause instanceof Error && observed.cause.message === 'forgotten')
    },

    'observes what a handler prints, line by line, and whose it was': async (world) => {
      const run = await world.run(`async (_, job) => {
        process.stdout.write('one\\ntw')
        process.stdout.write('o\\n')
        console.error('odd')
        await new Promise((resolve) => process.stdout.write('', resolve))
        await new Promise(setImmediate)
      }`)
      await run.done
      await world.runner.stop()
      const printed = world.observed.filter(({ name }) => name === 'handler.printed')
      const [first] = printed
      assert.deepEqual(printed.map(({ level, facts }) => [level, facts.stream, facts.message]).sort(), [
        ['info', 'stdout', 'one'],
        ['info', 'stdout', 'two'],
        ['warn', 'stderr', 'odd'],
      ])
      assert.deepEqual([first?.facts.job, first?.facts.attempt], [run.claim.job.id, 1])
    },

    'uses nothing again in which a run was asked to stop': async (world) => {
      const source = `async (_, job) => {
        loadedRuns += 1
        job.log.info({}, 'begun')
        if (loadedRuns === 1) await new Promise((resolve) => job.signal.addEventListener('abort', resolve))
        return loadedRuns
      }`
      const run = await begun(world, source)
      run.abort('timeout')
      assert.deepEqual(await run.done, { kind: 'returned', value: 1 })
      const next = await begun(world, source)
      next.abort('timeout')
      assert.deepEqual(await next.done, { kind: 'returned', value: 1 })
    },

    'says that the handler begins once its code is loaded, and not before': async (world) => {
      const load = slowLoad(world, '() => 1')
      const run = await world.run(load.source)
      const told: string[] = []
      void run.begun.then(() => told.push('begun'))
      void run.done.then(() => told.push('done'))
      await load.isUnderway()
      assert.equal(await answerOf(world), 'answered')
      assert.deepEqual(told, [])
      await load.finish()
      assert.deepEqual(await run.done, { kind: 'returned', value: 1 })
      assert.deepEqual(told, ['begun', 'done'])
    },

    'calls a handler that was asked to stop while its code was loaded with its signal aborted': async (world) => {
      const load = slowLoad(world, '(_, job) => job.signal.reason?.why')
      const run = await world.run(load.source)
      await load.isUnderway()
      run.abort('shutdown')
      run.abort('cancel')
      await load.finish()
      assert.deepEqual(await run.done, { kind: 'returned', value: 'shutdown' })
    },

    'ends a run whose code is never loaded, and says nothing of a beginning': async (world) => {
      const load = slowLoad(world, '() => 1')
      const run = await world.run(load.source)
      let hasBegun = false
      void run.begun.then(() => {
        hasBegun = true
      })
      await load.isUnderway()
      assert.equal(run.kill(), true)
      assert.equal((await run.done).kind, 'died')
      assert.equal(hasBegun, false)
    },

    'says of a handler that cannot be loaded there which file it is': async (world) => {
      // Loaded here once before, so that only the runner meets the error.
      const source = `(() => { if (globalThis.elsewhere !== undefined || !globalThis.here) throw new Error('not here'); return () => 1 })()`
      Object.assign(globalThis, { here: true })
      const ending = await world.endingOf(source).finally(() => Reflect.deleteProperty(globalThis, 'here'))
      assert.ok(ending.kind === 'threw' && ending.error instanceof Error)
      assert.match(ending.error.message, /handlers\/operation0\.ts cannot be loaded .*: not here\./)
    },

    'ends everything when it is stopped': async (world) => {
      const runs = await Promise.all([begun(world, spin), begun(world, waitForEver)])
      await world.runner.stop()
      const endings = await Promise.all(runs.map(({ done }) => done))
      assert.deepEqual(
        endings.map(({ kind }) => kind),
        ['died', 'died'],
      )
    },
  },
}

const spin = `(_, job) => { job.log.info({}, 'begun'); while (true) {} }`
const waitForEver = `(_, job) => { job.log.info({}, 'begun'); return new Promise(() => setInterval(() => {}, 1_000)) }`
const untilAborted = `(_, job) => new Promise((resolve) => {
  job.signal.addEventListener('abort', () => resolve(job.signal.reason.why))
  job.log.info({}, 'begun')
})`
const allocate = `() => { const kept = []; while (true) kept.push(new Array(100_000).fill(kept.length)) }`

interface SlowLoad {
  readonly source: string
  /** Resolves once the runner loads it. */
  isUnderway(): Promise<void>
  finish(): Promise<void>
}

/** Code that keeps its event loop busy from when it is loaded until it is told otherwise; here, where the project was made, it does not. */
function slowLoad({ folder }: RunnerWorld, handler: string): SlowLoad {
  const made = join(folder, 'made')
  const underway = join(folder, 'underway')
  const finished = join(folder, 'finished')
  const source = `(() => {
    const fs = process.getBuiltinModule('node:fs')
    if (fs.existsSync(${JSON.stringify(made)})) {
      fs.writeFileSync(${JSON.stringify(underway)}, '')
      while (!fs.existsSync(${JSON.stringify(finished)})) {}
    }
    fs.writeFileSync(${JSON.stringify(made)}, '')
    return ${handler}
  })()`
  return {
    source,
    isUnderway: () => eventually(() => existsSync(underway)),
    finish: () => writeFile(finished, ''),
  }
}

/** Turns the event loop until it holds. */
async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}

/** The run, once its handler has said so. */
async function begun(world: RunnerWorld, source: string): Promise<StartedRun> {
  const run = await world.run(source)
  await run.logged('begun')
  return run
}

/** Whether another run gets through. */
async function answerOf(world: RunnerWorld): Promise<unknown> {
  const ending = await world.endingOf(`() => 'answered'`)
  return ending.kind === 'returned' ? ending.value : ending.kind
}
