/** What a thread or child says that is no part of a run: lines that its code printed, and promises that it forgot. */
import type { Observation } from '../../base/observe.ts'
import type { Claim } from '../../jobs/store.ts'
import { fromThrownMessage, type ThrownMessage } from './thrown-message.ts'

/** Whose code it was: of the run that runs there, or ran there last. */
export type RunFacts = Readonly<Record<'job' | 'operation', string> & Record<'attempt', number>>

export type Aside =
  | { readonly kind: 'printed'; readonly stream: OutputStream; readonly line: string; readonly facts?: RunFacts }
  | { readonly kind: 'rejection'; readonly error: ThrownMessage; readonly facts?: RunFacts }

/** Whether it is one: the way between a thread and its pool is open to handlers and their libraries, too. */
export function isAside(received: unknown): received is Aside {
  if (typeof received !== 'object' || received === null || !('kind' in received)) return false
  return received.kind === 'printed' ? 'line' in received : received.kind === 'rejection' && 'error' in received
}

export type OutputStream = 'stdout' | 'stderr'

export function runFacts({ job }: Claim): RunFacts {
  return { job: job.id, operation: job.operation, attempt: job.attempt }
}

/** As the log shows it. Standard error is where libraries warn. */
export function toObservation(aside: Aside): Observation {
  if (aside.kind === 'rejection') {
    const cause = fromThrownMessage(aside.error)
    return { name: 'handler.rejection-unhandled', level: 'error', facts: { ...aside.facts }, cause }
  }
  const { stream, line, facts } = aside
  const level = stream === 'stdout' ? 'info' : 'warn'
  return { name: 'handler.printed', level, facts: { ...facts, stream, message: line } }
}
