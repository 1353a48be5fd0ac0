/** The one subscriber: what the code observed, as lines of a log. It decides nothing, and writes no body, credential or secret (LG-1). */
import { assertNever } from '../base/assert-never.ts'
import type { Log } from '../base/log.ts'
import { type Observation, type Observe, toPlainError } from '../base/observe.ts'

/**
 * Writes observations to a log; pino is one as it is. Never throws: what cannot be written as it is, is written with its cause as plain
 * text, and what the log does not take even then is lost.
 *
 * @example const runtime = systemRuntime(observeToLog(pino()))
 */
export function observeToLog(log: Log): Observe {
  return (observation) => {
    if (isWritten(log, observation)) return
    const { cause, ...others } = observation
    isWritten(log, cause === undefined ? others : { ...others, cause: toPlainError(cause) })
  }
}

function isWritten(log: Log, observation: Observation): boolean {
  try {
    write(log, observation)
    return true
  } catch {
    return false
  }
}

function write(log: Log, observation: Observation): void {
  const { level } = observation
  const [fields, message] = [fieldsOf(observation), messageOf(observation)]
  switch (level) {
    case 'debug':
      log.debug(fields, message)
      break
    case 'info':
      log.info(fields, message)
      break
    case 'warn':
      log.warn(fields, message)
      break
    case 'error':
      log.error(fields, message)
      break
    default:
      assertNever(level)
  }
}

/** `err` is the name under which loggers look for an error. */
function fieldsOf({ name, facts, cause }: Observation): object {
  const { message: _, ...others } = facts
  return { event: name, ...others, ...(cause === undefined ? {} : { err: toError(cause) }) }
}

/** A handler's own line is shown in its own words. */
function messageOf({ name, facts }: Observation): string {
  return typeof facts.message === 'string' ? facts.message : name
}

function toError(cause: unknown): Error {
  return cause instanceof Error ? cause : toPlainError(cause)
}
