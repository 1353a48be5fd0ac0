/** What was thrown in one thread, as plain data for another: a class does not survive a structured clone, so a fault is known by its code. */
import { Fault, type FaultCode } from '../../base/fault.ts'
import { toPlainError } from '../../base/observe.ts'

export interface ThrownError {
  readonly code?: FaultCode
  readonly message: string
  /** Where it was thrown; of a fault its sentence says enough. */
  readonly stack?: string
  readonly cause?: Error
}

export function toThrownError(thrown: unknown): ThrownError {
  const { message, cause, stack } = toPlainError(thrown)
  const kept = cause instanceof Error ? { cause } : {}
  if (thrown instanceof Fault) return { code: thrown.code, message, ...kept }
  return { message, ...(stack === undefined ? {} : { stack }), ...kept }
}

export function fromThrownError({ code, message, stack, cause }: ThrownError): Error {
  const options = cause === undefined ? undefined : { cause }
  const error = code === undefined ? new Error(message, options) : new Fault(code, message, options)
  if (stack !== undefined) error.stack = stack
  return error
}

/** The same where only a fault is of use. */
export function faultFrom(thrown: ThrownError): Fault {
  const error = fromThrownError(thrown)
  return error instanceof Fault ? error : new Fault('database-unusable', error.message, { cause: error })
}
