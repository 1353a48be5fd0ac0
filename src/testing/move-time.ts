/**
 * Moves the time of a service from one moment at which something falls due to the next, and lets it come to rest at each. Time stands still
 * while a handler runs or a webhook is being sent: these take real time, which no clock of a test can hurry.
 */
import { type Instant, systemClock, toInstant } from '../base/clock.ts'
import { systemSleep } from '../base/sleep.ts'
import type { Outlook } from '../stores/sqlite/outlook.ts'
import { type FakeClock, turns } from './fake-clock.ts'
import { NotSettled, type NotSettledReason } from './not-settled.ts'

/** How time is moved. */
export interface MoveOptions {
  /** Whether time stands still while a handler runs; true unless given. Without it, a handler that hangs is left to its timeouts. */
  readonly waitForHandlers?: boolean
  /** How long, in real milliseconds, nothing may happen before the test is told what it waits for; 4 s unless given. */
  readonly patienceMs?: number
}

/** What time is moved for. */
export interface TimedWorld {
  readonly time: FakeClock
  /** What the service waits for; deliveries that a receiver of the test holds on purpose are not under way. */
  look(): Outlook
  /** Whether some part of the service is in the middle of something. */
  isBusy(): boolean
}

/** Moves time on by so much, through every moment at which something falls due. */
export async function passTime(world: TimedWorld, ms: number, options: MoveOptions): Promise<void> {
  const until = world.time.clock.now() + ms
  await comeToRest(world, options)
  while (world.time.clock.now() < until) await moveTo(world, Math.min(until, nextMoment(world) ?? until), options)
}

/** When something happens next without anybody's doing, if it ever does. */
export function nextMoment({ time, look }: TimedWorld): Instant | undefined {
  const moments = [look().nextDueAt, time.nextWakeAt].flatMap((moment) => moment ?? [])
  return moments.length === 0 ? undefined : toInstant(Math.min(...moments))
}

/** While something runs, its lease is renewed at least as often. */
const longestStepMs = 15_000

/** Moves time to a moment before which nothing falls due. */
export async function moveTo(world: TimedWorld, moment: number, options: MoveOptions): Promise<void> {
  const { time, look } = world
  for (let leftMs = moment - time.clock.now(); leftMs > 0; leftMs = moment - time.clock.now()) {
    const { unsettled, sending } = look()
    const isCalm = sending.length === 0 && !unsettled.some(({ state }) => state === 'running')
    await time.leap(isCalm ? leftMs : Math.min(leftMs, longestStepMs))
    await untilQuiet(world, options)
  }
  await comeToRest(world, options)
}

/** Lets everything happen that needs no time; after a leap the lease is renewed first, so what was due meanwhile is looked at once more. */
export async function comeToRest(world: TimedWorld, options: MoveOptions): Promise<void> {
  await untilQuiet(world, options)
  await world.time.leap(0)
  await untilQuiet(world, options)
}

const turnsBeforeNapping = 10
const napMs = 1

function untilQuiet(world: TimedWorld, options: MoveOptions): Promise<void> {
  return untilThereIs(world, options, (outlook) => whyBusy(world, outlook, options))
}

/** Lets things happen while time stands still, until nothing lacks any more. Throws `NotSettled` with what lacks once nothing changes for too long. */
export async function untilThereIs(
  world: TimedWorld,
  { patienceMs = 4_000 }: MoveOptions,
  lacking: (outlook: Outlook) => NotSettledReason | undefined | Promise<NotSettledReason | undefined>,
): Promise<void> {
  let last = ''
  let changedAt = systemClock.elapsedMs()
  for (let looks = 0; ; looks += 1) {
    await turns()
    const outlook = world.look()
    const reason = await lacking(outlook)
    if (reason === undefined) return
    const state = JSON.stringify(outlook)
    if (state !== last) changedAt = systemClock.elapsedMs()
    last = state
    if (systemClock.elapsedMs() - changedAt > patienceMs) throw notSettled(world, reason, outlook)
    if (looks > turnsBeforeNapping) await systemSleep(napMs)
  }
}

function whyBusy(world: TimedWorld, outlook: Outlook, options: MoveOptions): NotSettledReason | undefined {
  if (outlook.sending.length > 0) return 'delivery'
  if (options.waitForHandlers !== false && outlook.unsettled.some(({ state }) => state === 'running')) return 'handler'
  return world.isBusy() ? 'work' : undefined
}

/** The error, with what stands in the way first. */
export function notSettled({ time }: TimedWorld, reason: NotSettledReason, { unsettled }: Outlook): NotSettled {
  const blocking = unsettled.filter(({ state }) => reason !== 'handler' || state === 'running')
  return new NotSettled(reason, blocking, time.clock.now())
}
