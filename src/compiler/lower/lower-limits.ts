/** What an operation may be asked for how often, and until when: `x-rate-limit`, `x-deprecated-since` and `x-sunset`, lowered. */
import { parseDuration } from '../../base/duration.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import { readNumber, readObject, readText } from '../../base/read-json.ts'
import type { Deprecation } from '../../contract/operation.ts'
import type { RateLimit, RateLimitPolicy } from '../../contract/rate-limit.ts'
import type { OperationView, SpecView } from '../view/spec-view.ts'

/** The root's limits; undefined when it sets none. */
export function rootRateLimit({ document }: SpecView): RateLimitPolicy | undefined {
  return lowerRateLimit(readObject(document['x-rate-limit']))
}

/** The operation's own limits, and for what makes jobs the root's where it is silent. */
export function operationRateLimit(
  { document }: SpecView,
  { value, async }: OperationView,
): RateLimitPolicy | undefined {
  const root = async === undefined ? {} : readObject(document['x-rate-limit'])
  return lowerRateLimit({ ...root, ...readObject(value['x-rate-limit']) })
}

/** Undefined when nothing is announced. */
export function lowerDeprecation({ value }: OperationView): Deprecation | undefined {
  const since = readText(value['x-deprecated-since'])
  const sunset = readText(value['x-sunset'])
  if (since === undefined && sunset === undefined) return undefined
  return { ...(since === undefined ? {} : { since }), ...(sunset === undefined ? {} : { sunset }) }
}

function lowerRateLimit(written: JsonObject): RateLimitPolicy | undefined {
  const { submit, poll, list } = written
  const concurrentJobs = readNumber(written.concurrentJobs)
  const policy = {
    ...(isJsonObject(submit) ? { submit: lowerRate(submit) } : {}),
    ...(isJsonObject(poll) ? { poll: lowerRate(poll) } : {}),
    ...(isJsonObject(list) ? { list: lowerRate(list) } : {}),
    ...(concurrentJobs === undefined ? {} : { concurrentJobs }),
  }
  return Object.keys(policy).length === 0 ? undefined : policy
}

const lowerRate = (rate: JsonObject): RateLimit => ({
  limit: readNumber(rate.limit) ?? 1,
  windowMs: durationOf(rate.window),
})

/** Its shape has been checked. */
const durationOf = (value: JsonValue | undefined): number => parseDuration(readText(value) ?? '') ?? 0
