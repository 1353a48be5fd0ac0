/** Content negotiation by `Accept` (RFC 9110, section 12.5.1). */
import Negotiator from 'negotiator'
import type { HttpRequest } from './message.ts'

/**
 * The offered media type the client likes best, the first one when it does not care, or undefined when it takes none (406).
 *
 * @example negotiate(request, ['application/json'])
 */
export function negotiate(request: HttpRequest, offered: readonly string[]): string | undefined {
  if (request.headers.accept === undefined) return offered[0]
  return new Negotiator({ headers: request.headers }).mediaType(offered)
}
