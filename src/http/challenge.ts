/**
 * `WWW-Authenticate`: what a caller who was refused could send. OpenAPI's apiKey schemes have no registered name there, so they are
 * announced as `ApiKey` with the header or cookie they stand in.
 */
import type { SecurityAlternative, SecurityScheme } from '../contract/operation.ts'
import type { Verifiers } from '../security/verifiers.ts'

/**
 * One challenge for each scheme of the route (AU-1). `invalid_token` is said only of a bearer token that was sent (RFC 6750, 3.1).
 *
 * @example challenges(route.security, verifiers, []) // ['ApiKey header="X-API-Key"']
 */
export function challenges(
  security: readonly SecurityAlternative[],
  verifiers: Verifiers,
  presented: readonly string[],
): readonly string[] {
  const names = [...new Set(security.flatMap((alternative) => Object.keys(alternative)))]
  return names.flatMap((name) => {
    const scheme = verifiers[name]?.scheme
    if (scheme === undefined) return []
    const error = isBearer(scheme) && presented.includes(name) ? ['error="invalid_token"'] : []
    return challenge(scheme, error)
  })
}

/** What the caller's credential lacks (AU-2). */
export function scopeChallenge(scheme: string, needed: readonly string[], verifiers: Verifiers): readonly string[] {
  const definition = verifiers[scheme]?.scheme
  if (definition === undefined) return []
  return challenge(definition, ['error="insufficient_scope"', `scope="${needed.join(' ')}"`])
}

function challenge(scheme: SecurityScheme, parameters: readonly string[]): readonly string[] {
  switch (scheme.type) {
    case 'apiKey':
      return [`ApiKey ${[`${scheme.in}="${scheme.name}"`, ...parameters].join(', ')}`]
    case 'http': {
      const realm = scheme.scheme.toLowerCase() === 'basic' ? ['realm="api", charset="UTF-8"'] : []
      return [[titleCase(scheme.scheme), [...realm, ...parameters].join(', ')].join(' ').trim()]
    }
    case 'oauth2':
    case 'openIdConnect':
      return [`Bearer ${parameters.join(', ')}`.trim()]
    case 'mutualTLS':
      return []
  }
}

function isBearer(scheme: SecurityScheme): boolean {
  if (scheme.type === 'http') return scheme.scheme.toLowerCase() === 'bearer'
  return scheme.type === 'oauth2' || scheme.type === 'openIdConnect'
}

function titleCase(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`
}
