/** Things worth telling the operator, as values. Logic calls `observe`; the one subscriber in `observe/` writes logs and metrics. */

/** One thing that happened. */
export interface Observation {
  /** Dotted, lower case, stable: `job.claimed`, `delivery.attempted`, `commit.failed`. */
  readonly name: string
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  /** Facts beside the name. Never a secret, a request body or a credential (LG-1). */
  readonly facts: Readonly<Record<string, string | number | boolean | undefined>>
  /** What was thrown, when something was. */
  readonly cause?: unknown
}

/** Where observations go; it must not throw. */
export type Observe = (observation: Observation) => void

type Fact = string | number | boolean | undefined

/** What a handler hands to its log, as facts: plain values as they are, everything else as text. */
export function toFacts(fields: object): Readonly<Record<string, Fact>> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]): [string, Fact] => [name, toFact(value)]))
}

function toFact(value: unknown): Fact {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (value instanceof Error) return `${value.name}: ${value.message}`
  try {
    return JSON.stringify(value)
  } catch {
    return `a ${typeof value}`
  }
}
