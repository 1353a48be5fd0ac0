/** What a webhook tells: its `type`, which says what happened to a job of which operation (R-WEB-3), and the state the job is in by then. */
import type { EventKind } from './async-policy.ts'
import type { PublicStatus } from './job-document.ts'

/**
 * `<operationId>.<kind>`, with `_` for every character that a type may not hold (WH-5).
 *
 * @example eventType('create-report', 'succeeded') // 'create_report.succeeded'
 */
export function eventType(operation: string, kind: EventKind): string {
  return `${webhookType(operation)}.${kind}`
}

/**
 * The name of an entry of `webhooks` as a type: `_` for every character that a type may not hold (WH-5).
 *
 * @example webhookType('job-finished') // 'job_finished'
 */
export function webhookType(name: string): string {
  return name
    .split('.')
    .map((label) => label.replaceAll(/[^A-Za-z0-9_]/g, '_') || '_')
    .join('.')
}

/** The state of the job that an event tells of. It may have gone on by the time its start or its progress is told. */
export const statusAfter = {
  started: 'running',
  progress: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'canceled',
} as const satisfies Readonly<Record<EventKind, PublicStatus>>
