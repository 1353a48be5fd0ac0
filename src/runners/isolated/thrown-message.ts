/**
 * What was thrown, as a message and back. Classes do not pass between threads and processes, so each of the framework's own is sent as what
 * it says and made anew on the other side; anything else becomes a plain error with its name, message, stack and cause.
 */
import { assertNever } from '../../base/assert-never.ts'
import { toPlainError } from '../../base/observe.ts'
import { type AbortReason, JobAborted, JobFail, JobRetryAfter, JobSnooze } from '../../jobs/job-context.ts'

export type ThrownMessage =
  | { readonly kind: 'fail'; readonly code: string; readonly detail?: string }
  | { readonly kind: 'retry-after'; readonly delayMs: number; readonly message: string }
  | { readonly kind: 'snooze'; readonly delayMs: number }
  | { readonly kind: 'aborted'; readonly why: AbortReason }
  | ErrorMessage

interface ErrorMessage {
  readonly kind: 'error'
  readonly name: string
  readonly message: string
  readonly stack: string
  readonly cause?: ErrorMessage
}

/** Never throws, whatever was thrown. */
export function toThrownMessage(thrown: unknown): ThrownMessage {
  try {
    return toOwnMessage(thrown) ?? toErrorMessage(toPlainError(thrown))
  } catch {
    return toErrorMessage(toPlainError(thrown))
  }
}

function toOwnMessage(thrown: unknown): ThrownMessage | undefined {
  if (thrown instanceof JobFail) {
    const { code, detail } = thrown
    return { kind: 'fail', code: String(code), ...(typeof detail === 'string' ? { detail } : {}) }
  }
  if (thrown instanceof JobRetryAfter) {
    return { kind: 'retry-after', delayMs: Number(thrown.delayMs), message: String(thrown.message) }
  }
  if (thrown instanceof JobSnooze) return { kind: 'snooze', delayMs: Number(thrown.delayMs) }
  return thrown instanceof JobAborted ? { kind: 'aborted', why: thrown.why } : undefined
}

function toErrorMessage(error: Error): ErrorMessage {
  const { name, message, stack = '', cause } = error
  return { kind: 'error', name, message, stack, ...(cause instanceof Error ? { cause: toErrorMessage(cause) } : {}) }
}

/** What the other side threw. */
export function fromThrownMessage(message: ThrownMessage): Error {
  switch (message.kind) {
    case 'fail':
      return new JobFail(message.code, message.detail)
    case 'retry-after':
      return new JobRetryAfter(message.delayMs, message.message)
    case 'snooze':
      return new JobSnooze(message.delayMs)
    case 'aborted':
      return new JobAborted(message.why)
    case 'error':
      return fromErrorMessage(message)
    default:
      return assertNever(message)
  }
}

function fromErrorMessage({ name, message, stack, cause }: ErrorMessage): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause: fromErrorMessage(cause) })
  Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true })
  Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true })
  return error
}
