/** `x-async-operation`, lowered: the defaults' table, then the root's `x-async-defaults`, then the operation's own block. */
import { capitalized } from '../../base/capitalized.ts'
import { parseDuration } from '../../base/duration.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import { readBoolean, readList, readNumber, readObject, readScopes, readText } from '../../base/read-json.ts'
import { parseSize } from '../../base/size.ts'
import type { AsyncPolicy, JobErrorDefinition, RetryPolicy, SchedulePolicy } from '../../contract/async-policy.ts'
import { bareExpression } from '../../schema/runtime-expression.ts'
import type { OperationView, SpecView } from '../view/spec-view.ts'
import { asyncDefaults, entryDefaults } from './defaults.ts'
import { lowerCallbacks } from './lower-callbacks.ts'
import { lowerResult } from './lower-result.ts'
import { mergedBlock } from './merged-block.ts'

export function lowerAsync(spec: SpecView, view: OperationView): AsyncPolicy {
  const block = mergedBlock(spec, view)
  const estimateMs = durationOf(block.estimate)
  return {
    mode: block.mode === 'both' ? 'both' : 'async',
    result: lowerResult(spec, view, readObject(block.result)),
    errors: readList(block.errors).map((entry) => lowerError(readObject(entry))),
    retry: lowerRetry(readObject(block.retry)),
    timeout: lowerTimeout(readObject(block.timeout)),
    poll: {
      initialMs: requiredDuration(readObject(block.poll).initial),
      maxMs: requiredDuration(readObject(block.poll).max),
    },
    waitMs: requiredDuration(block.wait),
    cancel: lowerCancel(readObject(block.cancel)),
    completion: block.completion === 'inline' ? 'inline' : 'see-other',
    ...(estimateMs === undefined ? {} : { estimateMs }),
    retentionMs: requiredDuration(block.retention),
    tombstoneMs: requiredDuration(block.tombstone),
    idempotency: {
      required: readBoolean(readObject(block.idempotency).required) ?? false,
      windowMs: requiredDuration(readObject(block.idempotency).window),
    },
    ...lowerConcurrency(block.concurrency),
    priority: block.priority === 'low' || block.priority === 'high' ? block.priority : 'normal',
    ...lowerSchedule(block.schedule),
    scopes: {
      read: readScopes(readObject(block.scopes).read),
      cancel: readScopes(readObject(block.scopes).cancel),
    },
    visibility: block.visibility === 'tenant' ? 'tenant' : 'owner',
    callbacks: lowerCallbacks(spec, view),
    validatesProgress: block.progress !== undefined,
    validatesPartial: block.partial !== undefined,
  }
}

/** How large a body may be. A synchronous operation has the same default and the root's `maxBody`. */
export function maxBodyOf(spec: SpecView, view: OperationView): number {
  const written = readText(mergedBlock(spec, view).maxBody) ?? asyncDefaults.maxBody
  return parseSize(written) ?? 0
}

const durationOf = (value: JsonValue | undefined): number | undefined =>
  typeof value === 'string' ? parseDuration(value) : undefined

/** Checked before and with a default below it, so never absent. */
const requiredDuration = (value: JsonValue | undefined): number => durationOf(value) ?? 0

function lowerError(entry: JsonObject): JobErrorDefinition {
  const code = readText(entry.code) ?? ''
  return {
    code,
    status: readNumber(entry.status) ?? entryDefaults.error.status,
    title: readText(entry.title) ?? titleOf(code),
    retriable: readBoolean(entry.retriable) ?? entryDefaults.error.retriable,
  }
}

/** 'unreadable-data' -> 'Unreadable data'. */
const titleOf = (code: string): string => capitalized(code).replaceAll('-', ' ')

function lowerRetry(retry: JsonObject): RetryPolicy {
  const { backoff, jitter } = retry
  return {
    maxAttempts: readNumber(retry.maxAttempts) ?? asyncDefaults.retry.maxAttempts,
    backoff: backoff === 'linear' || backoff === 'fixed' ? backoff : 'exponential',
    initialMs: requiredDuration(retry.initial),
    maxMs: requiredDuration(retry.max),
    jitter: jitter === 'none' ? 'none' : 'full',
  }
}

function lowerTimeout(timeout: JsonObject): AsyncPolicy['timeout'] {
  const totalMs = durationOf(timeout.total)
  const startMs = durationOf(timeout.start)
  return {
    attemptMs: requiredDuration(timeout.attempt),
    ...(totalMs === undefined ? {} : { totalMs }),
    ...(startMs === undefined ? {} : { startMs }),
  }
}

const lowerCancel = (cancel: JsonObject): AsyncPolicy['cancel'] => ({
  allowed: readBoolean(cancel.allowed) ?? true,
  graceMs: requiredDuration(cancel.grace),
})

function lowerConcurrency(value: JsonValue | undefined): Pick<AsyncPolicy, 'concurrency'> {
  if (!isJsonObject(value)) return {}
  const key = readText(value.key)
  return {
    concurrency: {
      limit: readNumber(value.limit) ?? 1,
      ...(key === undefined ? {} : { key: bareExpression(key) }),
      onConflict: value.onConflict === 'reject' ? 'reject' : entryDefaults.concurrency.onConflict,
    },
  }
}

function lowerSchedule(value: JsonValue | undefined): { readonly schedule?: SchedulePolicy } {
  if (!isJsonObject(value)) return {}
  const { catchUp, input } = value
  return {
    schedule: {
      cron: readText(value.cron) ?? '',
      timezone: readText(value.timezone) ?? entryDefaults.schedule.timezone,
      ...(input === undefined ? {} : { input }),
      catchUp: catchUp === 'all' || catchUp === 'skip' ? catchUp : entryDefaults.schedule.catchUp,
      overlap: value.overlap === 'allow' ? 'allow' : entryDefaults.schedule.overlap,
    },
  }
}
