/** How often callers may ask: the limits of an operation, and those of the root. */
import { formatDuration } from '../../base/duration.ts'
import type { RateLimit, RateLimitPolicy } from '../../contract/rate-limit.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Found, OperationPair, OperationSide } from './found.ts'

/** Those of an operation. */
export function compareLimits(pair: OperationPair): readonly Found[] {
  return compareRateLimits(limitsOf(pair, pair.old), limitsOf(pair, pair.new), limitPlaces(pair))
}

/** Where one of the two makes no jobs, nobody has polled them. */
function limitsOf({ old, new: next }: OperationPair, { operation }: OperationSide): RateLimitPolicy {
  const { poll, ...others } = operation.rateLimit ?? {}
  const polled = old.operation.async !== undefined && next.operation.async !== undefined
  return { ...others, ...(poll === undefined || !polled ? {} : { poll }) }
}

interface Places {
  readonly old: Path
  readonly new: Path
}

function limitPlaces({ old, new: next }: OperationPair): Places {
  return { old: limitAt(old), new: limitAt(next) }
}

/** Where a limit of the operation is written: the root's goes for whoever says nothing. */
function limitAt({ view, node }: OperationSide): Path {
  const own = [...node.at, 'x-rate-limit']
  return [own, ['x-rate-limit']].find((at) => view.locate(at) !== undefined) ?? node.at
}

/** Rate limits, of an operation or of the root. */
export function compareRateLimits(
  was: RateLimitPolicy | undefined,
  is: RateLimitPolicy | undefined,
  places: Places,
): readonly Found[] {
  const rates = (['submit', 'poll', 'list'] as const).flatMap((key): readonly Found[] => {
    const [before, after] = [was?.[key], is?.[key]]
    if (rateOf(before) === rateOf(after) && before?.limit === after?.limit) return []
    const lowered = rateOf(after) < rateOf(before) || (after?.limit ?? Infinity) < (before?.limit ?? Infinity)
    const message = `the limit for \`${key}\` is now ${rateName(after)}, was ${rateName(before)}`
    return [{ ...places, code: lowered ? 'rate-limit-lowered' : 'rate-limit-raised', message }]
  })
  const [before, after] = [was?.concurrentJobs ?? Infinity, is?.concurrentJobs ?? Infinity]
  if (before === after) return rates
  const code = after < before ? 'rate-limit-lowered' : 'rate-limit-raised'
  const name = (count: number): string => (count === Infinity ? 'without end' : String(count))
  return [...rates, { ...places, code, message: `\`concurrentJobs\` is now ${name(after)}, was ${name(before)}` }]
}

const rateOf = (rate: RateLimit | undefined): number => (rate === undefined ? Infinity : rate.limit / rate.windowMs)
const rateName = (rate: RateLimit | undefined): string =>
  rate === undefined ? 'absent' : `${rate.limit} in ${formatDuration(rate.windowMs)}`
