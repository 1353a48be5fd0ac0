/** `x-rate-limit` (R-LIM-1): limits of something that the operation has, and none that a client meets which keeps to `Retry-After`. */
import { formatDuration } from '../../base/duration.ts'
import { readObject } from '../../base/read-json.ts'
import type { RateLimit } from '../../contract/rate-limit.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { lowerAsync } from '../lower/lower-async.ts'
import { operationRateLimit } from '../lower/lower-limits.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { AsyncOperationView, OperationView } from '../view/spec-view.ts'

export const checkRateLimits: Rule = (context) => [
  ...context.spec.operations.flatMap((operation) => checkMeaning(context, operation)),
  ...context.spec.asyncOperations.flatMap((operation) => checkPolls(context, operation)),
]

function checkMeaning(context: RuleContext, { id, value, at, async }: OperationView): readonly Diagnostic[] {
  const vain = async === undefined ? ['poll', 'list', 'concurrentJobs'] : ['list']
  const written = readObject(value['x-rate-limit'])
  return vain
    .filter((key) => written[key] !== undefined)
    .map((key) => {
      const message =
        key === 'list'
          ? 'Lists of jobs belong to no operation, so only the root can limit them'
          : `\`${id}\` makes no jobs, so \`${key}\` limits nothing`
      return context.diagnostic('CC327', [...at, 'x-rate-limit', key], message, { part: 'key' })
    })
}

function checkPolls(context: RuleContext, view: AsyncOperationView): readonly Diagnostic[] {
  const limit = operationRateLimit(context.spec, view)?.poll
  if (limit === undefined) return []
  const { initialMs, maxMs } = lowerAsync(context.spec, view).poll
  const polls = pollsWithin(limit, initialMs, maxMs)
  if (polls <= limit.limit) return []
  const message = `\`Retry-After\` lets a client poll \`${view.id}\` ${polls} times in ${formatDuration(limit.windowMs)}, and ${limit.limit} are allowed`
  return [context.diagnostic('CC328', pollLimitAt(context, view), message)]
}

/** How often a patient client comes, at the least: each time it waits a quarter of the job's age, from `poll.initial` to `poll.max`. */
function pollsWithin({ windowMs, limit }: RateLimit, initialMs: number, maxMs: number): number {
  let polls = 0
  for (let age = initialMs; age <= windowMs && polls <= limit; polls += 1) {
    age += Math.min(maxMs, Math.max(initialMs, age / 4))
  }
  return polls
}

function pollLimitAt(context: RuleContext, { at }: OperationView): Path {
  const own = [...at, 'x-rate-limit', 'poll']
  return context.spec.locate(own) === undefined ? ['x-rate-limit', 'poll'] : own
}
