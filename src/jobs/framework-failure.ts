/** Failures the framework itself decides on, made from their catalogue. What an operation declares is looked up in its policy instead. */
import { type JobFailureCode, jobFailureCatalog } from '../contract/problem-catalog.ts'
import type { Failure } from './job.ts'

/**
 * The failure for one of the reserved codes (R-RES-3).
 *
 * @example frameworkFailure('deadline-exceeded')
 */
export function frameworkFailure(code: JobFailureCode, detail?: string): Failure {
  const { status, title, retriable } = jobFailureCatalog[code]
  return { code, title, status, retriable, ...(detail === undefined ? {} : { detail }) }
}
