/** Who may call an operation: alternatives of schemes, each with scopes. */
import type { SecurityAlternative } from '../../contract/operation.ts'
import type { Path } from '../../schema/pointer.ts'
import { credentialOf } from './credential.ts'
import type { Found, OperationPair, OperationSide, Side } from './found.ts'

export function compareSecurity({ old, new: next }: OperationPair): readonly Found[] {
  const places = { old: securityAt(old), new: securityAt(next) }
  const before = alternativesOf(old).map((alternative) => renamed(alternative, old, next))
  const after = alternativesOf(next)
  const lost = before.filter((alternative) => !after.some((other) => isEnough(alternative, other)))
  if (lost.length > 0) {
    const [first = {}] = lost
    return [{ ...places, code: 'security-tightened', message: `${nameOf(first)} is no longer enough` }]
  }
  const won = after.find((alternative) => !before.some((other) => isEnough(alternative, other)))
  return won === undefined ? [] : [{ ...places, code: 'security-relaxed', message: `${nameOf(won)} is now enough` }]
}

/** Public is an alternative that asks for nothing. */
function alternativesOf({ operation }: OperationSide): readonly SecurityAlternative[] {
  return operation.security.length === 0 ? [{}] : operation.security
}

/** Under the names of the new spec: a scheme that is only called otherwise takes the same credentials. */
function renamed(alternative: SecurityAlternative, old: Side, next: Side): SecurityAlternative {
  return Object.fromEntries(
    Object.entries(alternative).map(([name, scopes]) => [nameOfSame(name, old, next) ?? name, scopes]),
  )
}

function nameOfSame(name: string, old: Side, next: Side): string | undefined {
  const { securitySchemes } = next.spec.contract
  if (Object.hasOwn(securitySchemes, name)) return name
  const wanted = credentialOf(old, name)
  return Object.keys(securitySchemes).find((other) => credentialOf(next, other) === wanted)
}

/** Whether who satisfies `held` satisfies `needed`. */
function isEnough(held: SecurityAlternative, needed: SecurityAlternative): boolean {
  return Object.entries(needed).every(([scheme, scopes]) => {
    const own = held[scheme]
    return own !== undefined && scopes.every((scope) => own.includes(scope))
  })
}

function nameOf(alternative: SecurityAlternative): string {
  const parts = Object.entries(alternative).map(([scheme, scopes]) =>
    scopes.length === 0 ? `\`${scheme}\`` : `\`${scheme}\` with ${scopes.map((scope) => `\`${scope}\``).join(' and ')}`,
  )
  return parts.length === 0 ? 'no credential' : parts.join(' and ')
}

function securityAt({ node }: OperationSide): Path {
  return node.security?.at ?? node.at
}
