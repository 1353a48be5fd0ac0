/** The extension's vocabulary: closed tables, every key with its type and its range. Defaults are in `defaults.ts`. */
import { any, boolean, object, oneOf, optional, required, schema, text } from './define-shape.ts'
import type { Field, ObjectShape, ObjectShapes, Shape } from './shape.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const date: Shape = {
  type: 'text',
  pattern: { matches: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, as: 'a date like `2027-03-31`' },
}
const between = (minMs: number, maxMs: number): Shape => ({ type: 'duration', minMs, maxMs })
const either = (...of: readonly Shape[]): Shape => ({ type: 'either', of })
const integer = (min: number, max: number): Shape => ({ type: 'number', integer: true, min, max })
const scopes: Shape = either({ type: 'list', of: text }, text)

const closed = (title: string, fields: Readonly<Record<string, Field>>, lead?: string): ObjectShape => ({
  title,
  fields,
  extensible: false,
  ...(lead === undefined ? {} : { lead }),
})

const attempt = between(1, 30 * day)
const anyTime = between(1, 365 * day)
const kebabCase = { matches: /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, as: 'kebab-case like `unreadable-data`' }

const policyFields: Readonly<Record<string, Field>> = {
  mode: optional(oneOf('async', 'both')),
  result: optional(object('asyncResult')),
  progress: optional(schema),
  partial: optional(schema),
  errors: optional({ type: 'list', of: object('asyncError') }),
  retry: optional(object('asyncRetry')),
  timeout: optional(either(attempt, object('asyncTimeout'))),
  poll: optional(object('asyncPoll')),
  wait: optional(between(0, 5 * minute)),
  cancel: optional(either(boolean, object('asyncCancel'))),
  completion: optional(oneOf('see-other', 'inline')),
  estimate: optional(anyTime),
  retention: optional(between(day, 3_650 * day)),
  tombstone: optional(between(0, 3_650 * day)),
  idempotency: optional(object('asyncIdempotency')),
  concurrency: optional(object('asyncConcurrency')),
  priority: optional(oneOf('low', 'normal', 'high')),
  schedule: optional(object('asyncSchedule')),
  maxBody: optional({ type: 'size' }),
  scopes: optional(object('asyncScopes')),
  visibility: optional(oneOf('owner', 'tenant')),
}

export const extensionShapes: ObjectShapes = {
  asyncOperation: closed('`x-async-operation`', policyFields),
  asyncDefaults: closed('`x-async-defaults`', {
    ...policyFields,
    jobsPath: optional({
      type: 'text',
      pattern: {
        matches: /^(\/[A-Za-z0-9._~-]+)+$/,
        as: 'a path like `/jobs`, without parameters and without `/` at its end',
      },
    }),
  }),
  asyncResult: closed(
    '`result`',
    {
      schema: optional(schema),
      mediaType: optional({
        type: 'text',
        pattern: { matches: /^[^\s/*;]+\/[^\s/*;]+$/, as: 'a media type like `image/webp`' },
      }),
      operation: optional(text),
      parameters: optional({ type: 'map', of: text }),
    },
    'mediaType',
  ),
  asyncError: closed(
    'an entry of `errors`',
    {
      code: required({ type: 'text', pattern: kebabCase }),
      status: optional(integer(400, 599)),
      title: optional(text),
      retriable: optional(boolean),
    },
    'code',
  ),
  asyncRetry: closed(
    '`retry`',
    {
      maxAttempts: optional(integer(1, 100)),
      backoff: optional(oneOf('exponential', 'linear', 'fixed')),
      initial: optional(between(1, 30 * day)),
      max: optional(between(1, 30 * day)),
      jitter: optional(oneOf('full', 'none')),
    },
    'maxAttempts',
  ),
  asyncTimeout: closed('`timeout`', { attempt: optional(attempt), total: optional(anyTime), start: optional(anyTime) }),
  asyncPoll: closed(
    '`poll`',
    {
      initial: optional(between(second, 10 * minute)),
      max: optional(between(second, 10 * minute)),
    },
    'initial',
  ),
  asyncCancel: closed('`cancel`', { grace: optional(between(0, hour)) }, 'grace'),
  asyncIdempotency: closed(
    '`idempotency`',
    {
      required: optional(boolean),
      window: optional(between(day, 3_650 * day)),
    },
    'required',
  ),
  asyncConcurrency: closed(
    '`concurrency`',
    {
      limit: required(integer(1, 1_000_000)),
      key: optional(text),
      onConflict: optional(oneOf('queue', 'reject')),
    },
    'limit',
  ),
  asyncSchedule: closed(
    '`schedule`',
    {
      cron: required(text),
      timezone: optional(text),
      input: optional(any),
      catchUp: optional(oneOf('one', 'all', 'skip')),
      overlap: optional(oneOf('allow', 'skip')),
    },
    'cron',
  ),
  asyncScopes: closed('`scopes`', { read: optional(scopes), cancel: optional(scopes) }, 'read'),
  rateLimit: closed('`x-rate-limit`', {
    submit: optional(object('rate')),
    poll: optional(object('rate')),
    list: optional(object('rate')),
    concurrentJobs: optional(integer(1, 1_000_000)),
  }),
  rate: closed('a rate', { limit: required(integer(1, 1_000_000)), window: required(between(second, day)) }, 'limit'),
  webhookPolicy: closed('`x-webhook`', {
    on: optional({ type: 'list', of: oneOf('succeeded', 'failed', 'canceled', 'progress', 'started'), min: 1 }),
    payload: optional(oneOf('thin', 'full')),
    retry: optional({ type: 'list', of: between(second, 4 * day), max: 50 }),
  }),
}

const asyncOperation: Shape = either(object('asyncOperation'), { type: 'boolean', only: true })

/** The extension's keys by the object they belong to; anywhere else they are misplaced. */
export const extensionFields: Readonly<
  Record<'document' | 'operation' | 'webhookOperation', Readonly<Record<string, Field>>>
> = {
  document: { 'x-async-defaults': optional(object('asyncDefaults')), 'x-rate-limit': optional(object('rateLimit')) },
  operation: {
    'x-async-operation': optional(asyncOperation),
    'x-public': optional(boolean),
    'x-rate-limit': optional(object('rateLimit')),
    'x-deprecated-since': optional(date),
    'x-sunset': optional(date),
  },
  /** On the operation that is sent or on the path item around it. */
  webhookOperation: { 'x-webhook': optional(object('webhookPolicy')) },
}

/** Silences warnings below the object that carries it, wherever a key that begins with `x-` may stand. */
export const ignoreKey = 'x-coatcheck-ignore'

/** Every key of the extension. */
export const extensionKeys: readonly string[] = [
  ...new Set(Object.values(extensionFields).flatMap((fields) => Object.keys(fields))),
]
