/** What `doctor` says of one thing it looked at. */
import { Fault } from '../base/fault.ts'
import { messageOf } from './report-error.ts'

/** A problem keeps the deployment from working; a warning does not. */
export interface Finding {
  readonly subject: string
  readonly status: 'ok' | 'warning' | 'problem'
  readonly message: string
}

export const fine = (subject: string, message: string): Finding => ({ subject, status: 'ok', message })
export const warn = (subject: string, message: string): Finding => ({ subject, status: 'warning', message })
export const problem = (subject: string, message: string): Finding => ({ subject, status: 'problem', message })

/** What looking at it threw, as a problem. */
export function problemFrom(subject: string, error: unknown): Finding {
  return problem(subject, error instanceof Fault ? error.message : `${messageOf(error)}.`)
}
