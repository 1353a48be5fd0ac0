/** What a security scheme asks for, whatever it is called. */
import { canonicalJson, type JsonValue } from '../../base/json.ts'
import { readObject } from '../../base/read-json.ts'
import type { SecurityScheme } from '../../contract/operation.ts'
import type { Side } from './found.ts'

/** Equal for schemes that take the same credentials from the same source. */
export function credentialOf({ spec, view }: Side, name: string): string {
  const scheme = spec.contract.securitySchemes[name]
  const { flows, openIdConnectUrl } = readObject(view.read(['components', 'securitySchemes', name])?.value)
  return canonicalJson([scheme === undefined ? null : formOf(scheme), withoutScopes(flows), openIdConnectUrl ?? null])
}

/** In words: 'a key in header x-key'. */
export function formOf(scheme: SecurityScheme): string {
  switch (scheme.type) {
    case 'apiKey':
      return `a key in ${scheme.in} ${scheme.in === 'header' ? scheme.name.toLowerCase() : scheme.name}`
    case 'http':
      return `http ${scheme.scheme}`
    default:
      return scheme.type
  }
}

/** A flow's list of scopes describes what there is; operations ask for their own. */
function withoutScopes(flows: JsonValue | undefined): JsonValue {
  const entries = Object.entries(readObject(flows)).map(([name, flow]): [string, JsonValue] => {
    const { scopes: _, ...rest } = readObject(flow)
    return [name, rest]
  })
  return Object.fromEntries(entries)
}
