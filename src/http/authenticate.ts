/**
 * Decides who calls, from a route's `security`: any one alternative is enough, every scheme inside it is needed, and each scheme's scopes
 * are asked of what that scheme verified (SC-1). It runs once for a request, before anything is looked up.
 */
import type { SecurityAlternative } from '../contract/operation.ts'
import { anonymous, holdsScopes, type Principal } from '../security/principal.ts'
import type { Verified, Verifiers } from '../security/verifiers.ts'
import { presentedFor } from './credentials.ts'
import type { HttpRequest } from './message.ts'

export type Access =
  | { readonly kind: 'granted'; readonly principal: Principal }
  /** `reason` is for the log alone; the caller hears the same whatever it was (AU-1). */
  | { readonly kind: 'unauthorized'; readonly reason: string; readonly presented: readonly string[] }
  /** Authenticated, but one alternative's scopes are not held (AU-2). */
  | { readonly kind: 'forbidden'; readonly scheme: string; readonly needed: readonly string[] }
  /** One scheme presented twice (AU-4). */
  | { readonly kind: 'ambiguous'; readonly what: string }

/**
 * Who calls, or why nobody does. Without any alternative the caller is anonymous and no credential is looked at.
 *
 * @example await authenticate(request, [{ apiKey: ['reports:write'] }], verifiers)
 */
export async function authenticate(
  request: HttpRequest,
  security: readonly SecurityAlternative[],
  verifiers: Verifiers,
): Promise<Access> {
  if (security.length === 0) return { kind: 'granted', principal: anonymous }
  const evidence = await gather(request, security, verifiers)
  if ('kind' in evidence) return evidence
  const judged = security
    .filter((alternative) => Object.keys(alternative).length > 0)
    .map((one) => judge(one, evidence))
  return (
    judged.find((access) => access?.kind === 'granted') ??
    badCredential(evidence) ??
    judged.find((access) => access !== undefined) ??
    withoutCredential(security)
  )
}

/** What each scheme of the route came to; a scheme that presents nothing is not in it. */
type Evidence = { readonly byScheme: ReadonlyMap<string, Verified> }

async function gather(
  request: HttpRequest,
  security: readonly SecurityAlternative[],
  verifiers: Verifiers,
): Promise<Evidence | Extract<Access, { kind: 'ambiguous' }>> {
  const byScheme = new Map<string, Verified>()
  for (const name of new Set(security.flatMap((alternative) => Object.keys(alternative)))) {
    const verifier = Object.hasOwn(verifiers, name) ? verifiers[name] : undefined
    if (verifier === undefined) continue
    const presented = presentedFor(verifier.scheme, request)
    if (presented.kind === 'repeated') return { kind: 'ambiguous', what: presented.what }
    if (presented.kind === 'present') byScheme.set(name, await verifier.verify(presented.credential))
  }
  return { byScheme }
}

/** Undefined when a scheme of the alternative has nothing valid to show. */
function judge(alternative: SecurityAlternative, { byScheme }: Evidence): Access | undefined {
  const principals: Principal[] = []
  let lacking: Access | undefined
  for (const [scheme, needed] of Object.entries(alternative)) {
    const verified = byScheme.get(scheme)
    if (verified?.kind !== 'verified') return undefined
    if (!holdsScopes(verified.principal, needed)) lacking ??= { kind: 'forbidden', scheme, needed }
    principals.push(verified.principal)
  }
  return lacking ?? grant(principals)
}

/** The first scheme names the caller; the scopes of all of them count. */
function grant(principals: readonly Principal[]): Access | undefined {
  const [first, ...others] = principals
  if (first === undefined) return undefined
  if (others.length === 0) return { kind: 'granted', principal: first }
  const scopes = [...new Set(principals.flatMap((principal) => principal.scopes))]
  return { kind: 'granted', principal: { ...first, scopes } }
}

/** A bad credential is refused even where none is needed (SC-3). */
function badCredential({ byScheme }: Evidence): Access | undefined {
  for (const verified of byScheme.values()) {
    if (verified.kind === 'invalid') {
      return { kind: 'unauthorized', reason: verified.reason, presented: [...byScheme.keys()] }
    }
  }
  return undefined
}

function withoutCredential(security: readonly SecurityAlternative[]): Access {
  const needsNone = security.some((alternative) => Object.keys(alternative).length === 0)
  if (needsNone) return { kind: 'granted', principal: anonymous }
  return { kind: 'unauthorized', reason: 'no credential', presented: [] }
}
