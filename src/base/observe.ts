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

/** What to show of a member, however deep it stands: its value, or something else in its place. */
export type ShowMember = (name: string, value: unknown) => unknown

/** What a handler hands to its log, as facts: plain values as they are, everything else as text. */
export function toFacts(fields: object, show: ShowMember): Readonly<Record<string, Fact>> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]): [string, Fact] => [name, toFact(show(name, value), show)]),
  )
}

function toFact(value: unknown, show: ShowMember): Fact {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  try {
    if (value instanceof Error) return `${value.name}: ${value.message}`
    return JSON.stringify(value, show)
  } catch {
    return `a ${typeof value}`
  }
}

/** Longer texts of what was thrown are cut off here. */
const longestText = 2_000
const longestStack = 16_000
const deepestCause = 5

/**
 * What was thrown as an error that can be read: nobody vouches for what other people's code throws, and even looking at it may throw.
 *
 * @example toPlainError(Object.create(null)).message // 'a thrown object'
 */
export function toPlainError(thrown: unknown, depth = 0): Error {
  if (!isError(thrown)) return new Error(toText(thrown))
  const cause = depth < deepestCause ? readProperty(thrown, 'cause') : undefined
  const message = textIn(thrown, 'message', longestText) ?? ''
  const error = new Error(message, cause === undefined ? undefined : { cause: toPlainError(cause, depth + 1) })
  const name = textIn(thrown, 'name', longestText) ?? 'Error'
  if (name !== error.name) Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true })
  const stack = textIn(thrown, 'stack', longestStack) ?? `${name}: ${message}`
  Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true })
  return error
}

function isError(thrown: unknown): thrown is Error {
  try {
    return thrown instanceof Error
  } catch {
    return false
  }
}

function toText(thrown: unknown): string {
  try {
    return String(thrown).slice(0, longestText)
  } catch {
    return `a thrown ${typeof thrown}`
  }
}

function textIn(thrown: Error, name: 'name' | 'message' | 'stack', longest: number): string | undefined {
  const text = readProperty(thrown, name)
  return typeof text === 'string' ? text.slice(0, longest) : undefined
}

function readProperty(thrown: Error, name: 'name' | 'message' | 'stack' | 'cause'): unknown {
  try {
    return thrown[name]
  } catch {
    return undefined
  }
}
