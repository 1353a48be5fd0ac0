/** What `mode: both` publishes: the caller says with `Prefer` how long it will wait, and gets the synchronous answer or the 202 (R-INI-4, R-INI-5). */
import { durationText } from '../../base/duration-text.ts'
import type { JsonObject } from '../../base/json.ts'
import type { AsyncOperation } from '../../contract/operation.ts'
import { resultMedia } from './described.ts'
import { headerRefs } from './header-components.ts'
import type { Expansion } from './plan-expansion.ts'
import { frameworkFailures, type ProblemReason } from './problem-responses.ts'

/** The request header. What it does not understand the service ignores (R-INI-6). */
export function preferParameter({ waitMs }: AsyncOperation['async']): JsonObject {
  return {
    name: 'Prefer',
    in: 'header',
    required: false,
    description:
      '`respond-async`: answer 202 at once. `wait=N`: hold the answer for up to N seconds and send the result if it is there by then. ' +
      `Without it the answer is held for up to ${durationText(waitMs)}, which is also the longest.`,
    schema: { type: 'string' },
    example: 'respond-async',
  }
}

/** What the framework adds to the synchronous answer, whose code and body are the designer's. */
export function synchronousAnswer(
  expansion: Expansion,
  operation: AsyncOperation,
): Readonly<Record<string, JsonObject>> {
  const { async: policy } = operation
  const headers = headerRefs(expansion, {
    'Preference-Applied': 'PreferenceApplied',
    'Operation-Location': 'OperationLocation',
  })
  const media = resultMedia(expansion, operation)
  const content = 'mediaType' in policy.result ? { content: { [policy.result.mediaType]: media } } : {}
  return { [String(policy.result.status)]: { description: 'The work is done', headers, ...content } }
}

/** How the job can fail within the wait: as an answer of its own. */
export function failuresInTime({ async: policy }: AsyncOperation): readonly ProblemReason[] {
  return [...policy.errors, ...frameworkFailures]
}
