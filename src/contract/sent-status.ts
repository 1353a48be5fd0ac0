/** Which of the answers that a spec declares an async operation can give itself. What its handler yields is answered elsewhere. */
import type { AsyncPolicy } from './async-policy.ts'

/**
 * Whether an answer of that status, or of that range, can be sent: the 202, the synchronous one under `mode: both` (R-INI-3), and problems.
 *
 * @example isSentStatus(operation.async, '303') // false
 */
export function isSentStatus({ mode, result }: Pick<AsyncPolicy, 'mode' | 'result'>, status: string): boolean {
  if (!/^[123]/.test(status)) return true
  return status === '202' || (mode === 'both' && status === String(result.status))
}

/** What problems are sent as (R-ERR-1). */
export const problemMediaType = 'application/problem+json'
