/** Every default of the extension, in one table and written as a spec would write it. `x-async-defaults` overrides it, the operation overrides both. */

export const asyncDefaults = {
  mode: 'async',
  errors: [],
  retry: { maxAttempts: 5, backoff: 'exponential', initial: '1s', max: '10m', jitter: 'full' },
  timeout: { attempt: '10m' },
  poll: { initial: '1s', max: '1m' },
  wait: '30s',
  cancel: { grace: '10s' },
  completion: 'see-other',
  retention: '7d',
  tombstone: '7d',
  idempotency: { required: false, window: '24h' },
  priority: 'normal',
  maxBody: '1MB',
  scopes: { read: [], cancel: [] },
  visibility: 'owner',
} as const

/** Members of `concurrency`, `schedule` and an entry of `errors`, where a spec has them. */
export const entryDefaults = {
  concurrency: { onConflict: 'queue' },
  schedule: { timezone: 'UTC', catchUp: 'one', overlap: 'skip' },
  error: { status: 422, retriable: false },
} as const

/** `x-webhook` of a callback. The delays are those of WH-16. */
export const webhookDefaults = {
  on: ['succeeded', 'failed', 'canceled'],
  payload: 'thin',
  retry: ['5s', '5m', '30m', '2h', '5h', '10h', '14h', '20h', '24h'],
} as const
