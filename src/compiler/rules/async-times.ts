/** Times that must fit each other (R-IDM-7, R-STA-4): windows within retention, first values not over the largest, attempts within the total. */
import { formatDuration } from '../../base/duration.ts'
import type { AsyncPolicy } from '../../contract/async-policy.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { lowerAsync } from '../lower/lower-async.ts'
import { blockAt } from '../lower/merged-block.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { OperationView } from '../view/spec-view.ts'

export const checkAsyncTimes: Rule = (context) =>
  context.spec.asyncOperations.flatMap((operation) => checkTimes(context, operation))

interface Limit {
  /** The key that is too long, and how to call what limits it. */
  readonly at: Path
  readonly of: string
  readonly ms: number
  readonly maxMs: number
}

function checkTimes(context: RuleContext, view: OperationView): readonly Diagnostic[] {
  return limitsOf(lowerAsync(context.spec, view))
    .filter(({ ms, maxMs }) => ms > maxMs)
    .map(({ at, of, ms, maxMs }) => {
      const message = `\`${at.join('.')}\` is ${formatDuration(ms)}, longer than ${of}, ${formatDuration(maxMs)}`
      return context.diagnostic('CC312', blockAt(context.spec, view, at), message)
    })
}

function limitsOf(policy: AsyncPolicy): readonly Limit[] {
  const { idempotency, retentionMs, tombstoneMs, retry, poll, timeout } = policy
  const totalMs = timeout.totalMs ?? Number.POSITIVE_INFINITY
  return [
    {
      at: ['idempotency', 'window'],
      of: '`retention` and `tombstone` together',
      ms: idempotency.windowMs,
      maxMs: retentionMs + tombstoneMs,
    },
    { at: ['retry', 'initial'], of: '`retry.max`', ms: retry.initialMs, maxMs: retry.maxMs },
    { at: ['poll', 'initial'], of: '`poll.max`', ms: poll.initialMs, maxMs: poll.maxMs },
    { at: ['timeout', 'attempt'], of: '`timeout.total`', ms: timeout.attemptMs, maxMs: totalMs },
    { at: ['estimate'], of: '`timeout.total`', ms: policy.estimateMs ?? 0, maxMs: totalMs },
    { at: ['timeout', 'start'], of: '`timeout.total`', ms: timeout.startMs ?? 0, maxMs: totalMs },
  ]
}
