/** Who calls. A verified credential becomes a principal once, at the door; everything below works with the principal alone. */

/** The caller of a request; whatever it starts belongs to it. */
export interface Principal {
  /** Scheme type + issuer + subject (D14); for API keys the key's owner: 'api-key:dev'. Ownership of jobs hangs on it. */
  readonly subject: string
  readonly tenant: string
  readonly scopes: readonly string[]
}

/** The tenant of everybody while config names no other (D14). */
export const defaultTenant = 'default'

/** The owner of jobs that anonymous callers start on `x-public` operations: readable by id, never listed (D14). */
export const anonymous: Principal = { subject: 'anonymous', tenant: defaultTenant, scopes: [] }

/** The owner of jobs that a schedule starts (D14). */
export const system: Principal = { subject: 'system', tenant: defaultTenant, scopes: [] }

/** Whether every one of the needed scopes is held: exact match, case-sensitive, no wildcards (SC-4). */
export function holdsScopes(principal: Principal, needed: readonly string[]): boolean {
  return needed.every((scope) => principal.scopes.includes(scope))
}
