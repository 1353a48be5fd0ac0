/** What the vocabulary has and this version cannot execute yet. A version that can deletes the row. */

export interface UnsupportedKey {
  readonly key: string
  /** Only these values; absent: whatever it says. */
  readonly value?: string
  /** The way out. */
  readonly instead: string
}

/** Keys of `x-async-operation` and `x-async-defaults`. */
export const unsupportedPolicy: readonly UnsupportedKey[] = [
  {
    key: 'mode',
    value: 'both',
    instead: 'Take it out: jobs are answered with 202, and `Prefer: wait` works on the status resource.',
  },
  { key: 'concurrency', instead: 'Take it out and limit the work inside the handler.' },
  { key: 'schedule', instead: 'Take it out and call the operation from a scheduler of your own.' },
  { key: 'visibility', value: 'tenant', instead: 'Take it out: a job is seen by its owner.' },
]

/** Keys of the document and of operations. */
export const unsupportedExtensions: readonly UnsupportedKey[] = [
  { key: 'x-rate-limit', instead: 'Take it out and limit rates in front of the service.' },
  { key: 'x-deprecated-since', instead: 'Take it out; `deprecated: true` alone is published.' },
  { key: 'x-sunset', instead: 'Take it out; `deprecated: true` alone is published.' },
]

/** Keys of entries of `webhooks` and of their operations. */
export const unsupportedWebhook: readonly UnsupportedKey[] = [
  {
    key: 'x-webhook',
    instead: 'Take it out (the entry stays as documentation) and declare a callback on the async operation.',
  },
]

/** Media types of request bodies. */
export const unsupportedBodies: readonly { readonly matches: RegExp; readonly instead: string }[] = [
  { matches: /^multipart\//, instead: 'Take the file itself as the body, and its details as query parameters.' },
]
