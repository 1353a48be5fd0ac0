/** Things worth telling the operator, as values. Logic calls `observe`; the one subscriber in `observe/` writes logs and metrics. */

export interface Observation {
  /** Dotted, lower case, stable: `job.claimed`, `delivery.attempted`, `commit.failed`. */
  readonly name: string
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  /** Facts beside the name. Never a secret, a request body or a credential (LG-1). */
  readonly facts: Readonly<Record<string, string | number | boolean | undefined>>
  /** What was thrown, when something was. */
  readonly cause?: unknown
}

export type Observe = (observation: Observation) => void
