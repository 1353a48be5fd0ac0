/**
 * What a spec may say and this version's server cannot do: the one table of it, for the author who writes the key and for the server that
 * is handed the contract. It lies in the contract so that documents and generated code are complete; a server that ignored it would
 * promise what it does not keep. A version that can deletes the row.
 */
import type { AsyncPolicy, WebhookDefinition } from './async-policy.ts'
import type { Contract } from './contract.ts'
import { essenceOf } from './media-type.ts'
import type { Operation } from './operation.ts'

/** A key that is not served, in a spec and in the part of the contract that it becomes. */
export interface UnservedKey<Part> {
  readonly key: string
  /** Only this value; absent: whatever it says. */
  readonly value?: string
  /** The way out. */
  readonly instead: string
  /** Whether the contract has it. */
  readonly isIn: (part: Part) => boolean
}

/** Keys of `x-async-operation` and `x-async-defaults`. */
export const unservedPolicy: readonly UnservedKey<AsyncPolicy>[] = [
  {
    key: 'mode',
    value: 'both',
    instead: 'Take it out: jobs are answered with 202, and `Prefer: wait` works on the status resource.',
    isIn: ({ mode }) => mode === 'both',
  },
  {
    key: 'visibility',
    value: 'tenant',
    instead: 'Take it out: a job is seen by its owner.',
    isIn: ({ visibility }) => visibility === 'tenant',
  },
]

/** Keys of the document and of operations. */
export const unservedExtensions: readonly UnservedKey<Pick<Operation, 'rateLimit' | 'deprecation'>>[] = [
  {
    key: 'x-rate-limit',
    instead: 'Take it out and limit rates in front of the service.',
    isIn: ({ rateLimit }) => rateLimit !== undefined,
  },
  {
    key: 'x-deprecated-since',
    instead: 'Take it out; `deprecated: true` alone is published.',
    isIn: ({ deprecation }) => deprecation?.since !== undefined,
  },
  {
    key: 'x-sunset',
    instead: 'Take it out; `deprecated: true` alone is published.',
    isIn: ({ deprecation }) => deprecation?.sunset !== undefined,
  },
]

/** Keys of entries of `webhooks` and of their operations. Only those with the key are in a contract. */
export const unservedWebhook: readonly UnservedKey<WebhookDefinition>[] = [
  {
    key: 'x-webhook',
    instead: 'Take it out (the entry stays as documentation) and declare a callback on the async operation.',
    isIn: () => true,
  },
]

/** The way out of a request body's media type that is not served; undefined for one that is. */
export function insteadOfBody(mediaType: string): string | undefined {
  if (!essenceOf(mediaType).startsWith('multipart/')) return undefined
  return 'Take the file itself as the body, and its details as query parameters.'
}

/** A row as its author wrote it: 'mode: both'. */
export const keyText = ({ key, value }: Pick<UnservedKey<never>, 'key' | 'value'>): string =>
  value === undefined ? key : `${key}: ${value}`

/**
 * The first such thing, as 'the operation createReport has `schedule`'; undefined when all of it can be served.
 *
 * @example unservedPart(registry.contract) // 'the webhook jobDone has `x-webhook`'
 */
export function unservedPart(contract: Contract): string | undefined {
  return [
    ...keysIn(contract, unservedExtensions).map((key) => `the document has \`${key}\``),
    ...contract.webhooks.flatMap((webhook) =>
      keysIn(webhook, unservedWebhook).map((key) => `the webhook ${webhook.name} has \`${key}\``),
    ),
    ...contract.operations.flatMap((operation) =>
      keysOf(operation).map((key) => `the operation ${operation.id} has \`${key}\``),
    ),
  ].at(0)
}

function keysOf(operation: Operation): readonly string[] {
  const bodies = operation.requestBody?.content.map(({ mediaType }) => mediaType) ?? []
  return [
    ...keysIn(operation, unservedExtensions),
    ...bodies.filter((mediaType) => insteadOfBody(mediaType) !== undefined),
    ...(operation.async === undefined ? [] : keysIn(operation.async, unservedPolicy)),
  ]
}

function keysIn<Part>(part: Part, rows: readonly UnservedKey<Part>[]): readonly string[] {
  return rows.filter(({ isIn }) => isIn(part)).map(keyText)
}
