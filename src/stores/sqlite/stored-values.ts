/** Inputs and results as the rows of `job_io` hold them: the value itself, or the name of the file that it stands in. */
import { parseJson } from '../../base/parse-json.ts'
import type { JobInput, JobResult, LeftOut } from '../../jobs/job.ts'

/** An input, or where it is. */
export type StoredInput = JobInput | { readonly leftOut: LeftOut }

/** What the row holds of an input that stands in a file. */
export function inputRow(leftOut: LeftOut): string {
  return JSON.stringify({ leftOut })
}

/** What the row holds of a result whose value stands in a file. */
export function resultRow(result: JobResult, leftOut: LeftOut): string {
  return JSON.stringify({ ...result, value: null, leftOut })
}

/** Nothing that a caller sends stands at the top of an input, so no input is mistaken for the name of a file. */
export function parseInput(text: string): StoredInput {
  return parseJson(text) as StoredInput
}

/** The result as it is in the row; one in a file has `leftOut`. */
export function parseResult(text: string): JobResult {
  return parseJson(text) as JobResult
}

/** The file that a result's value stands in, if any. */
export function leftOutOf(result: JobResult): LeftOut | undefined {
  return 'leftOut' in result ? result.leftOut : undefined
}
