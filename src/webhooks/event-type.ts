/** The `type` of a webhook: the operation and what happened to its job. */
import type { JobEventKind } from '../jobs/events.ts'

/**
 * `<operationId>.<kind>`, with `_` for every character that a type may not hold (WH-5, R-WEB-3).
 *
 * @example eventType('create-report', 'succeeded') // 'create_report.succeeded'
 */
export function eventType(operation: string, kind: JobEventKind): string {
  return `${typeName(operation)}.${kind}`
}

/** Labels of letters, digits and `_`, joined by single dots; the operation's own dots stay where they are legal. */
function typeName(operation: string): string {
  return operation
    .split('.')
    .map((label) => label.replace(/[^A-Za-z0-9_]/g, '_') || '_')
    .join('.')
}
