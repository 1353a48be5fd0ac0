/** A change between two specs: what it does to whom, how bad that is, and the way out. Returned in lists, never thrown. */
import type { Audience, ChangeSeverity } from './verdict.ts'
import type { ChangeCode } from './verdicts.ts'

export interface Change {
  /** Stable: 'operation-removed' and so on, each explained in `docs/diff.md`. */
  readonly code: ChangeCode
  readonly audience: Audience
  readonly severity: ChangeSeverity
  /** What has changed. */
  readonly message: string
  /** What that does to the audience. */
  readonly consequence: string
  readonly wayOut: string
  /** The operations it happens to, by the id of the new spec, else of the old; none when it is about the whole API. */
  readonly operations: readonly string[]
  /** Absent where the old spec has nothing of the kind. */
  readonly old?: ChangePlace
  readonly new?: ChangePlace
}

export interface ChangePlace {
  /** Below the project of its spec, with forward slashes. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
}

/** Whether one of them breaks somebody. */
export function breaks(changes: readonly Change[]): boolean {
  return changes.some((change) => change.severity === 'breaking')
}
