/** How long to wait before trying again. Pure: the only chance in it is the random source it is handed. */
import type { Random } from '../base/random.ts'

export interface Backoff {
  readonly backoff: 'exponential' | 'linear' | 'fixed'
  readonly initialMs: number
  readonly maxMs: number
  /** `full` spreads the delay evenly between nothing and its full length, so that those who failed together do not return together. */
  readonly jitter: 'full' | 'none'
}

/**
 * The delay after the `attempt`th failure (1, 2, 3 …), never over `maxMs`.
 *
 * @example backoffMs({ backoff: 'exponential', initialMs: 1_000, maxMs: 60_000, jitter: 'none' }, 3, random) // 4000
 */
export function backoffMs(policy: Backoff, attempt: number, random: Random): number {
  const longest = Math.min(policy.maxMs, grown(policy, Math.max(1, attempt)))
  return Math.round(policy.jitter === 'full' ? random.unit() * longest : longest)
}

/** Any cap is reached long before; without it the power becomes infinite, and nothing times infinity is no number. */
const mostDoublings = 50

function grown({ backoff, initialMs }: Backoff, attempt: number): number {
  if (backoff === 'fixed') return initialMs
  return backoff === 'linear' ? initialMs * attempt : initialMs * 2 ** Math.min(attempt - 1, mostDoublings)
}
