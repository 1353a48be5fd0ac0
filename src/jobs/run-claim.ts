/**
 * One claim, from start to settlement: runs the handler, stops it when its time is up, judges what it did, and settles that once. What
 * the handler reports goes through the fence; after the settlement nothing of it is listened to.
 */
import type { JobId } from '../base/ids.ts'
import { type Observation, toPlainError } from '../base/observe.ts'
import type { AsyncOperation } from '../contract/operation.ts'
import { sleepLong } from '../work/long-sleep.ts'
import type { ProgressChange } from './command.ts'
import { frameworkFailure } from './framework-failure.ts'
import { type AbortReason, JobFail, JobRetryAfter, JobSnooze } from './job-context.ts'
import { type EndingToJudge, judge } from './judge.ts'
import { limitRun } from './limit-run.ts'
import type { Outcome } from './outcome.ts'
import { createProgressWriter } from './progress-writer.ts'
import { revalidate } from './revalidate.ts'
import type { RunContext } from './run-context.ts'
import { createRunHooks } from './run-hooks.ts'
import type { Run, RunEnding } from './runner.ts'
import { settleDurably } from './settle-durably.ts'
import type { Claim, Settled } from './store.ts'

/** A claim that is being worked on. */
export interface ActiveRun {
  readonly job: JobId
  readonly epoch: number
  /** Asks the handler to stop, and forces the end when its grace is over. The first reason counts. */
  abort(reason: AbortReason): void
  /** Ends it now. */
  force(): void
  /** The outcome is recorded, discarded or given up. Never rejects. */
  readonly settled: Promise<void>
  /** The handler's code has ended, which for an abandoned run is later than `settled`. Never rejects. */
  readonly gone: Promise<void>
}

/** Grace after a timeout, and after anything else that has none of its own; a cancel request has its policy's. */
const graceMs = 5_000
/** Given, so that no exception is made for each run that nobody would look at: they cost as much as a statement of SQL. */
const isOver = 'over'

export function runClaim(claim: Claim, context: RunContext): ActiveRun {
  const misfit = unreadableOf(claim, context) ?? misfitOf(claim, context)
  return misfit === undefined ? runHandler(claim, context) : settleUnrun(claim, context, misfit)
}

/** As if the handler had thrown it: the file may be put back before the attempts are used up. */
function unreadableOf(claim: Claim, context: RunContext): Outcome | undefined {
  if (claim.unreadable === undefined) return undefined
  const ending = { kind: 'threw', error: claim.unreadable } as const
  observeEnding(claim, context, ending, undefined)
  return judgeNow(ending, claim, context, undefined)
}

/** D17: what an older definition accepted may not fit the one this process has. */
function misfitOf({ job, input }: Claim, { revision, operation, validators }: RunContext): Outcome | undefined {
  if (job.contractRevision >= revision) return undefined
  const [first] = revalidate(input, operation, validators)
  if (first === undefined) return undefined
  return { kind: 'failed', failure: frameworkFailure('invalid-input', `${first.pointer} ${first.detail}`.trim()) }
}

/** Gives a claim back without having run it; the attempt is not charged (T7). */
export function handBack(claim: Claim, context: RunContext): ActiveRun {
  return settleUnrun(claim, context, { kind: 'interrupted', abandoned: false })
}

function settleUnrun(claim: Claim, context: RunContext, outcome: Outcome): ActiveRun {
  const settled = settle(claim, context, outcome).then(() => {})
  return { job: claim.job.id, epoch: claim.fence.epoch, abort() {}, force() {}, settled, gone: settled }
}

function runHandler(claim: Claim, context: RunContext): ActiveRun {
  const over = new AbortController()
  const forced = Promise.withResolvers<EndingToJudge>()
  let aborted: AbortReason | undefined
  const { runtime, operation } = context

  const force = () => {
    aborted ??= 'shutdown'
    if (!over.signal.aborted) forced.resolve({ kind: 'forced', abandoned: !run.kill() })
  }
  const abort = (reason: AbortReason) => {
    if (aborted !== undefined || over.signal.aborted) return
    aborted = reason
    run.abort(reason)
    void whenStillRunning(reason === 'cancel' ? operation.async.cancel.graceMs : graceMs, force)
  }
  const whenStillRunning = async (ms: number, act: () => void) => {
    if (await sleepLong(runtime.sleep, ms, over.signal)) act()
  }
  const lost = () => abort('lease-lost')
  const progress = createProgressWriter({ ...runtime, write: (change) => writeProgress(claim, context, change, lost) })
  const hooks = createRunHooks({ claim, context, progress, over: over.signal, lost })
  const run = context.runner.start({ claim, handler: context.handler, hooks })
  const unloaded = () => forced.resolve({ kind: 'unloaded', abandoned: !run.kill() })
  const timedOut = () => abort('timeout')
  void limitRun(run, { job: claim.job, operation, runtime, over: over.signal, unloaded, timedOut })

  const conclude = async () => {
    const ending = await Promise.race([keepFile(run, claim, context), forced.promise])
    over.abort(isOver)
    await progress.close()
    observeEnding(claim, context, ending, aborted)
    return judgeNow(ending, claim, context, aborted)
  }
  /** Whatever cannot even be looked at is an error of the handler: a run that is never settled would hold its job and its place for ever. */
  const finish = async () => {
    const outcome = await conclude().catch((error: unknown) => {
      over.abort(isOver)
      return judgeNow({ kind: 'threw', error: toPlainError(error) }, claim, context, aborted)
    })
    const settled = await settle(claim, context, outcome)
    // Whatever was given up, here or by the sweep, holds its place until its code has ended.
    const abandoned = 'abandoned' in outcome && outcome.abandoned
    if (abandoned || settled?.kind !== 'settled') void gone.then(() => release(claim, context))
  }
  const ignore = () => {}
  const gone = run.done.then(ignore, ignore)
  return { job: claim.job.id, epoch: claim.fence.epoch, abort, force, settled: finish(), gone }
}

async function writeProgress(
  { fence }: Claim,
  { store, runtime, changed }: RunContext,
  change: ProgressChange,
  lost: () => void,
): Promise<void> {
  try {
    if ((await store.progress(fence, change)) === 'stale') lost()
    else changed(fence.job)
  } catch (error) {
    runtime.observe({ name: 'job.progress-unwritten', level: 'warn', facts: { job: fence.job }, cause: error })
  }
}

/** A returned file is taken into the job's keeping before anything is judged, so that a settlement names only files that are there. */
async function keepFile(run: Run, { job, fence }: Claim, { files, operation }: RunContext): Promise<EndingToJudge> {
  const ending: RunEnding = await run.done
  if (ending.kind !== 'returned-file') return ending
  const { path, filename } = ending
  const mediaType = ending.mediaType ?? declaredMediaType(operation)
  try {
    const adoption = { path, epoch: fence.epoch, mediaType, ...(filename === undefined ? {} : { filename }) }
    return { kind: 'filed', file: await files.adopt(job.id, adoption) }
  } catch (error) {
    return { kind: 'threw', error }
  }
}

function declaredMediaType({ async: { result } }: AsyncOperation): string {
  return result.kind === 'file' ? result.mediaType : 'application/octet-stream'
}

function judgeNow(
  ending: EndingToJudge,
  { job }: Claim,
  context: RunContext,
  aborted: AbortReason | undefined,
): Outcome {
  const { handler, operation, validators, runtime } = context
  const validateResult = validators[`${operation.id}.result`]
  const { clock, random } = runtime
  return judge(ending, { job, handler, policy: operation.async, aborted, validateResult, now: clock.now(), random })
}

/** Callers get a generic text; what was thrown goes to the operator, here and nowhere else. */
function observeEnding(
  claim: Claim,
  { runtime }: RunContext,
  ending: EndingToJudge,
  aborted: AbortReason | undefined,
): void {
  const facts = { ...factsOf(claim), aborted }
  if (ending.kind === 'threw') {
    const level = aborted !== undefined || isPartOfTheDeal(ending.error) ? 'debug' : 'warn'
    runtime.observe({ name: 'job.threw', level, facts, cause: ending.error })
  }
  if (ending.kind === 'died') {
    runtime.observe({ name: 'job.died', level: 'error', facts: { ...facts, detail: ending.detail } })
  }
  if (ending.kind === 'forced' || ending.kind === 'unloaded') {
    runtime.observe({ name: `job.${ending.kind}`, level: 'warn', facts: { ...facts, abandoned: ending.abandoned } })
  }
}

function isPartOfTheDeal(error: unknown): boolean {
  return error instanceof JobFail || error instanceof JobRetryAfter || error instanceof JobSnooze
}

async function settle(claim: Claim, context: RunContext, outcome: Outcome): Promise<Settled | undefined> {
  const { store, runtime, giveUp, changed } = context
  const settled = await settleDurably(store, claim.fence, outcome, runtime, giveUp)
  runtime.observe(settlementOf(claim, outcome, settled?.kind === 'settled' ? settled.job.state : settled?.kind))
  if (settled?.kind === 'settled') changed(claim.job.id)
  return settled
}

/** When it fails, the place is free once this process's lease has ended. */
async function release({ fence }: Claim, { store, runtime, giveUp }: RunContext): Promise<void> {
  if (giveUp.aborted) return
  await store.releaseRun(fence).catch((cause: unknown) => {
    runtime.observe({ name: 'run.unreleased', level: 'warn', facts: { job: fence.job }, cause })
  })
}

/** `state` is what became of the job; `stale` when somebody else has it by now, and nothing was written. */
function settlementOf(claim: Claim, outcome: Outcome, state: string | undefined): Observation {
  const facts = { ...factsOf(claim), outcome: outcome.kind, state: state ?? 'given-up' }
  return { name: 'job.settled', level: state === undefined || state === 'stale' ? 'warn' : 'info', facts }
}

function factsOf({ job }: Claim): { readonly job: JobId; readonly operation: string; readonly attempt: number } {
  return { job: job.id, operation: job.operation, attempt: job.attempt }
}
