/** Tells the guardian which handlers run on this event loop and for how long they may, so that it can name them when one blocks the loop. */

import type { Contract } from '../contract/contract.ts'
import { asyncOperations } from '../contract/contract.ts'
import type { Guardian } from './guardian.ts'
import type { Claim } from './store.ts'

/** Called before a handler starts; returns what is to be called when its code has ended. */
export type WatchRun = (claim: Claim) => () => void

/**
 * @example createInlineRunner(watchRuns(guardian, registry.contract))
 */
export function watchRuns(guardian: Pick<Guardian, 'watch'>, contract: Contract): WatchRun {
  const attempts = new Map(asyncOperations(contract).map(({ id, async: { timeout } }) => [id, timeout.attemptMs]))
  return ({ job }) => guardian.watch(job.id, attempts.get(job.operation) ?? 0)
}
