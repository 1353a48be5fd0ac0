/** The `type` of a webhook's body: what happened, to a job of which operation (R-WEB-3). */
import type { EventKind } from './async-policy.ts'

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
