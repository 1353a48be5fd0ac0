/** How jobs are run, kept and limited: one row for each quantity of the policy, and a few that are no quantities. */

import { formatDuration } from '../../base/duration.ts'
import { canonicalJson } from '../../base/json.ts'
import type { AsyncPolicy } from '../../contract/async-policy.ts'
import type { Path } from '../../schema/pointer.ts'
import { blockAt } from '../lower/merged-block.ts'
import { compareLimits } from './compare-rate-limits.ts'
import type { Found, OperationPair } from './found.ts'
import type { ChangeCode } from './verdicts.ts'

export function comparePolicy(pair: OperationPair): readonly Found[] {
  const { old, new: next } = pair
  return [
    ...compareMaxBody(pair),
    ...compareLimits(pair),
    ...compareAsync(pair, old.operation.async, next.operation.async),
  ]
}

function compareAsync(
  pair: OperationPair,
  was: AsyncPolicy | undefined,
  is: AsyncPolicy | undefined,
): readonly Found[] {
  if (was === undefined || is === undefined) return []
  return [
    ...quantities.flatMap((quantity) => compareQuantity(pair, quantity, was, is)),
    ...switches.flatMap(({ key, read, on, off }) => {
      if (read(was) === read(is)) return []
      const code = read(is) ? on : off
      const message = `\`${key.join('.')}\` is now ${read(is) ? 'on' : 'off'}`
      return code === undefined ? [] : [{ ...placesOf(pair, key), code, message }]
    }),
    ...compareWords(pair, was, is),
    ...compareScopes(pair, was, is),
    ...compareConcurrency(pair, was.concurrency, is.concurrency),
    ...compareSchedule(pair, was.schedule, is.schedule),
  ]
}

interface Quantity {
  readonly key: Path
  /** Without end when absent. */
  readonly read: (policy: AsyncPolicy) => number
  readonly lowered: ChangeCode
  readonly raised: ChangeCode
  readonly show: (value: number) => string
}

const duration = (value: number): string => (value === Infinity ? 'without end' : formatDuration(value))
const quantity = (
  key: Path,
  read: Quantity['read'],
  lowered: ChangeCode,
  raised: ChangeCode,
  show = duration,
): Quantity => ({
  key,
  read,
  lowered,
  raised,
  show,
})

const quantities: readonly Quantity[] = [
  quantity(['retention'], ({ retentionMs }) => retentionMs, 'retention-shortened', 'retention-lengthened'),
  quantity(['tombstone'], ({ tombstoneMs }) => tombstoneMs, 'tombstone-shortened', 'tombstone-lengthened'),
  quantity(['wait'], ({ waitMs }) => waitMs, 'wait-shortened', 'wait-lengthened'),
  quantity(['poll', 'initial'], ({ poll }) => poll.initialMs, 'poll-changed', 'poll-changed'),
  quantity(['poll', 'max'], ({ poll }) => poll.maxMs, 'poll-changed', 'poll-changed'),
  quantity(
    ['idempotency', 'window'],
    ({ idempotency }) => idempotency.windowMs,
    'idempotency-window-shortened',
    'idempotency-window-lengthened',
  ),
  quantity(['retry', 'maxAttempts'], ({ retry }) => retry.maxAttempts, 'attempts-lowered', 'attempts-raised', String),
  quantity(['timeout', 'attempt'], ({ timeout }) => timeout.attemptMs, 'attempt-timeout-lowered', 'timeout-raised'),
  quantity(
    ['timeout', 'total'],
    ({ timeout }) => timeout.totalMs ?? Infinity,
    'total-timeout-lowered',
    'timeout-raised',
  ),
  quantity(
    ['timeout', 'start'],
    ({ timeout }) => timeout.startMs ?? Infinity,
    'total-timeout-lowered',
    'timeout-raised',
  ),
]

function compareQuantity(pair: OperationPair, row: Quantity, was: AsyncPolicy, is: AsyncPolicy): readonly Found[] {
  const [before, after] = [row.read(was), row.read(is)]
  if (before === after) return []
  const message = `\`${row.key.join('.')}\` is now ${row.show(after)}, was ${row.show(before)}`
  return [{ ...placesOf(pair, row.key), code: after < before ? row.lowered : row.raised, message }]
}

interface Switch {
  readonly key: Path
  readonly read: (policy: AsyncPolicy) => boolean
  readonly on?: ChangeCode
  readonly off?: ChangeCode
}

const switches: readonly Switch[] = [
  { key: ['cancel'], read: ({ cancel }) => cancel.allowed, on: 'cancel-allowed', off: 'cancel-withdrawn' },
  {
    key: ['idempotency', 'required'],
    read: ({ idempotency }) => idempotency.required,
    on: 'idempotency-key-required',
    off: 'idempotency-key-optional',
  },
]

function compareWords(pair: OperationPair, was: AsyncPolicy, is: AsyncPolicy): readonly Found[] {
  const words = (key: Path, before: string, after: string, code: ChangeCode): readonly Found[] =>
    before === after
      ? []
      : [{ ...placesOf(pair, key), code, message: `\`${key.join('.')}\` is now ${after}, was ${before}` }]
  const backoff = ({ retry }: AsyncPolicy): string =>
    `${retry.backoff} from ${formatDuration(retry.initialMs)} to ${formatDuration(retry.maxMs)}, jitter ${retry.jitter}`
  const grace = ({ cancel }: AsyncPolicy): number => (cancel.allowed ? cancel.graceMs : 0)
  const shorter = was.cancel.allowed && is.cancel.allowed && grace(is) < grace(was)
  return [
    ...words(['completion'], was.completion, is.completion, 'completion-changed'),
    ...words(['priority'], was.priority, is.priority, 'priority-changed'),
    ...words(['retry'], backoff(was), backoff(is), 'backoff-changed'),
    ...words(
      ['visibility'],
      was.visibility,
      is.visibility,
      is.visibility === 'owner' ? 'visibility-narrowed' : 'visibility-widened',
    ),
    ...(shorter ? words(['cancel', 'grace'], duration(grace(was)), duration(grace(is)), 'cancel-grace-shortened') : []),
  ]
}

function compareScopes(pair: OperationPair, was: AsyncPolicy, is: AsyncPolicy): readonly Found[] {
  return (['read', 'cancel'] as const).flatMap((key): readonly Found[] => {
    const [before, after] = [was.scopes[key], is.scopes[key]]
    const places = placesOf(pair, ['scopes', key])
    const added = after.filter((scope) => !before.includes(scope))
    const gone = before.filter((scope) => !after.includes(scope))
    if (added.length > 0) {
      return [
        {
          ...places,
          code: 'job-scopes-narrowed',
          message: `to ${key} a job now takes ${added.map((scope) => `\`${scope}\``).join(', ')}`,
        },
      ]
    }
    if (gone.length === 0) return []
    return [
      {
        ...places,
        code: 'job-scopes-widened',
        message: `to ${key} a job no longer takes ${gone.map((scope) => `\`${scope}\``).join(', ')}`,
      },
    ]
  })
}

function compareConcurrency(
  pair: OperationPair,
  was: AsyncPolicy['concurrency'],
  is: AsyncPolicy['concurrency'],
): readonly Found[] {
  if (canonicalJson(was ?? null) === canonicalJson(is ?? null)) return []
  const places = placesOf(pair, ['concurrency'])
  const name = (policy: AsyncPolicy['concurrency']): string =>
    policy === undefined
      ? 'unlimited'
      : `${policy.limit}${policy.key === undefined ? '' : ` for each ${policy.key}`}, ${policy.onConflict}`
  const message = `\`concurrency\` is now ${name(is)}, was ${name(was)}`
  if (is?.onConflict === 'reject' && (was?.onConflict !== 'reject' || is.limit < was.limit || is.key !== was.key)) {
    return [{ ...places, code: 'concurrency-rejects', message }]
  }
  const relaxed = is === undefined || (was !== undefined && was.key === is.key && is.limit >= was.limit)
  return [{ ...places, code: relaxed ? 'concurrency-relaxed' : 'concurrency-tightened', message }]
}

function compareSchedule(
  pair: OperationPair,
  was: AsyncPolicy['schedule'],
  is: AsyncPolicy['schedule'],
): readonly Found[] {
  if (canonicalJson({ ...was }) === canonicalJson({ ...is })) return []
  const places = placesOf(pair, ['schedule'])
  if (was === undefined)
    return [{ ...places, code: 'schedule-added', message: `now runs by itself: \`${is?.cron ?? ''}\`` }]
  if (is === undefined)
    return [{ ...places, code: 'schedule-removed', message: `no longer runs by itself, was \`${was.cron}\`` }]
  return [
    {
      ...places,
      code: 'schedule-changed',
      message: `now runs by itself \`${is.cron}\` (${is.timezone}), was \`${was.cron}\` (${was.timezone})`,
    },
  ]
}

function compareMaxBody(pair: OperationPair): readonly Found[] {
  const [was, is] = [pair.old.operation.requestBody?.maxBytes, pair.new.operation.requestBody?.maxBytes]
  if (was === undefined || is === undefined || was === is) return []
  const code = is < was ? 'body-limit-lowered' : 'body-limit-raised'
  return [{ ...placesOf(pair, ['maxBody']), code, message: `\`maxBody\` is now ${is} bytes, was ${was}` }]
}

interface Places {
  readonly old: Path
  readonly new: Path
}

function placesOf({ old, new: next }: OperationPair, key: Path): Places {
  return { old: blockAt(old.view, old.node, key), new: blockAt(next.view, next.node, key) }
}
