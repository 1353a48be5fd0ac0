/** Moves time until jobs have finished and everybody was told of it; refuses to go on for ever, and says what it waits for. */
import type { JobId } from '../base/ids.ts'
import type { Outlook } from '../stores/sqlite/outlook.ts'
import { comeToRest, type MoveOptions, moveTo, nextMoment, notSettled, type TimedWorld } from './move-time.ts'

/** How far to go. */
export interface SettleOptions extends MoveOptions {
  /** Milliseconds of the service's time; 30 days unless given. */
  readonly withinMs?: number
  /** Moments at which something falls due; 1,000 unless given. */
  readonly moments?: number
}

const dayMs = 86_400_000

/** Until that job has settled, or all have. Throws `NotSettled`. */
export async function untilSettled(world: TimedWorld, job: JobId | undefined, options: SettleOptions): Promise<void> {
  const { withinMs = 30 * dayMs, moments = 1_000 } = options
  const { clock } = world.time
  const until = clock.now() + withinMs
  for (let passed = 0; ; passed += 1) {
    await comeToRest(world, options)
    const outlook = ofJob(world.look(), job)
    if (outlook.unsettled.length === 0) return
    const next = nextMoment(world)
    if (next === undefined) throw notSettled(world, 'nothing-due', outlook)
    if (next > until) throw notSettled(world, 'too-long', outlook)
    if (passed >= moments) throw notSettled(world, 'too-many', outlook)
    await moveTo(world, next, options)
  }
}

function ofJob(outlook: Outlook, id: JobId | undefined): Outlook {
  return { ...outlook, unsettled: outlook.unsettled.filter(({ job }) => id === undefined || job === id) }
}
