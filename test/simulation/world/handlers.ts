/**
 * Handlers of every temper: they return, throw all that may be thrown, hang, listen to their signal or do not, and go on long after
 * they were abandoned. What each does is drawn when it starts.
 */
import { type HandlerInput, type JobContext, JobRetryAfter } from '../../../src/jobs/job-context.ts'
import type { Chance } from './chance.ts'

export interface HandlerTools {
  readonly chance: Chance
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** From now on everybody behaves. */
  isCalm(): boolean
  /** Whether handlers may never end. */
  started(operation: string, job: JobContext): void
  kept(job: JobContext, name: string, value: string): void
  returned(job: JobContext, rows: number): void
}

type Behaviour = (tools: HandlerTools, job: JobContext) => Promise<unknown>

/** One handler for all operations. */
export function createHandler(operation: string, tools: HandlerTools) {
  return async (input: HandlerInput, job: JobContext): Promise<unknown> => {
    tools.started(operation, job)
    if (isHanging(input.body)) return hang(tools, job)
    return tools.isCalm() ? work(tools, job) : tools.chance.deal(behaviours)(tools, job)
  }
}

/** What a request may ask its handler for, to be canceled at leisure. */
export const hangingBody = { hang: true }

function isHanging(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'hang' in body
}

const work: Behaviour = async ({ chance, sleep, returned }, job) => {
  if (chance.happens(0.7)) await sleep(chance.int(1, 4_000))
  const rows = chance.int(1, 1_000_000)
  returned(job, rows)
  return { rows }
}

const stepByStep: Behaviour = async (tools, job) => {
  for (const name of ['load', 'merge', 'store'].slice(0, tools.chance.int(1, 3))) {
    await step(tools, job, name)
    if (tools.chance.happens(0.15)) throw new Error('between steps')
  }
  return work(tools, job)
}

async function step({ chance, sleep, kept }: HandlerTools, job: JobContext, name: string): Promise<void> {
  const value = await job.step(name, async () => {
    if (chance.happens(0.5)) await sleep(chance.int(1, 2_000))
    return `${name} ${chance.int(1, 1_000_000)}`
  })
  kept(job, name, value)
}

const report: Behaviour = async (tools, job) => {
  for (let times = tools.chance.int(1, 4); times > 0; times -= 1) {
    await job.progress(tools.chance.int(0, 100), 'going on')
    if (tools.chance.happens(0.3)) await job.partial({ rows: times })
    await tools.sleep(tools.chance.int(1, 2_500))
  }
  return work(tools, job)
}

const hang: Behaviour = (_, job) => untilAborted(job.signal)

/** Its signal does not reach it; some day it wakes up and acts as if nothing had happened. */
const ignore: Behaviour = async (tools, job) => {
  await tools.sleep(tools.chance.int(5_000, 150_000))
  if (tools.chance.happens(0.5)) await step(tools, job, 'late')
  return work(tools, job)
}

/** Only the end of its process stops it. */
const neverEnd: Behaviour = () => new Promise(() => {})

/** Asked to stop, it hands in what it has. */
const finishWhenAsked: Behaviour = async (tools, job) => {
  await untilAborted(job.signal).catch(() => {})
  return work(tools, job)
}

const after =
  (throwing: (job: JobContext, chance: Chance) => unknown): Behaviour =>
  async ({ chance, sleep }, job) => {
    if (chance.happens(0.5)) await sleep(chance.int(1, 3_000), job.signal)
    throw throwing(job, chance)
  }

const behaviours: readonly (readonly [number, Behaviour])[] = [
  [28, work],
  [14, stepByStep],
  [10, report],
  [8, hang],
  [8, ignore],
  [1, neverEnd],
  [4, finishWhenAsked],
  [10, after(() => new Error('no luck'))],
  [3, after((job) => job.fail('unreadable-data', 'row 7'))],
  [2, after(() => Object.create(null))],
  [3, after((_, chance) => new JobRetryAfter(chance.int(1, 5_000)))],
  [5, after((job, chance) => job.snooze(chance.int(0, 20_000)))],
  [2, after((job) => job.signal.reason ?? new DOMException('stopped', 'AbortError'))],
  [3, async () => ({ rows: 'many' })],
]

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
