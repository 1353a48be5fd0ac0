/** The one subscriber: what the code observed, as lines of a log. It decides nothing, and writes no body, credential or secret (LG-1). */
import { assertNever } from '../base/assert-never.ts'
import type { Log } from '../base/log.ts'
import type { Observation, Observe } from '../base/observe.ts'

/**
 * Writes observations to a log; pino is one as it is.
 *
 * @example const runtime = systemRuntime(observeToLog(pino()))
 */
export function observeToLog(log: Log): Observe {
  return (observation) => {
    const { level } = observation
    const [fields, message] = [fieldsOf(observation), messageOf(observation)]
    switch (level) {
      case 'debug':
        return log.debug(fields, message)
      case 'info':
        return log.info(fields, message)
      case 'warn':
        return log.warn(fields, message)
      case 'error':
        return log.error(fields, message)
      default:
        return assertNever(level)
    }
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
  return cause instanceof Error ? cause : new Error(String(cause))
}
