/** How the steps of a workflow carry the caller's credential: from an input named after its security scheme, never from the document. */
import { assertNever } from '../../base/assert-never.ts'
import { capitalized } from '../../base/capitalized.ts'
import type { JsonObject } from '../../base/json.ts'
import type { Contract } from '../../contract/contract.ts'
import type { Operation, SecurityScheme } from '../../contract/operation.ts'

export interface Credentials {
  readonly parameters: readonly JsonObject[]
  /** Input name -> its schema. */
  readonly inputs: Readonly<Record<string, JsonObject>>
}

/** Those of the first alternative; none for a public operation, and none that a connection carries by itself. */
export function credentialsOf({ securitySchemes }: Contract, { security }: Operation): Credentials {
  const carried = Object.keys(security[0] ?? {}).flatMap((name) => {
    const scheme = securitySchemes[name]
    const input = inputName(name)
    const carrier = scheme === undefined ? undefined : carrierOf(scheme, `$inputs.${input}`)
    return carrier === undefined ? [] : [{ input, ...carrier }]
  })
  return {
    parameters: carried.map(({ parameter }) => parameter),
    inputs: Object.fromEntries(carried.map(({ input, description }) => [input, { type: 'string', description }])),
  }
}

/** Inputs of other uses keep their names. */
function inputName(scheme: string): string {
  const name = scheme.replaceAll(/[^A-Za-z0-9_]/g, '_')
  return name === 'body' || name === 'idempotencyKey' ? `${name}Credential` : name
}

interface Carrier {
  readonly parameter: JsonObject
  readonly description: string
}

function carrierOf(scheme: SecurityScheme, input: string): Carrier | undefined {
  switch (scheme.type) {
    case 'apiKey':
      return {
        parameter: { name: scheme.name, in: scheme.in, value: input },
        description: scheme.description ?? 'An API key.',
      }
    case 'http':
      return authorization(wordOf(scheme.scheme), input, httpDescription(scheme.scheme))
    case 'oauth2':
    case 'openIdConnect':
      return authorization('Bearer', input, 'An access token.')
    case 'mutualTLS':
      return undefined
    default:
      return assertNever(scheme)
  }
}

function authorization(word: string, input: string, description: string): Carrier {
  return { parameter: { name: 'Authorization', in: 'header', value: `${word} {${input}}` }, description }
}

const wordOf = (scheme: string): string => capitalized(scheme.toLowerCase())

function httpDescription(scheme: string): string {
  return scheme.toLowerCase() === 'basic' ? 'Name and password, joined by `:`, in base64.' : 'A token.'
}
