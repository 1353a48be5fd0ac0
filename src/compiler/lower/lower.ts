/** The checked document, lowered to the contract: references followed, every default filled in, nothing left of YAML. */
import type { JsonObject } from '../../base/json.ts'
import { readObject, readText } from '../../base/read-json.ts'
import type { Contract } from '../../contract/contract.ts'
import type { SecurityScheme } from '../../contract/operation.ts'
import { jobsPathOf, serverOf } from '../view/servers.ts'
import type { SpecView } from '../view/spec-view.ts'
import { rootRateLimit } from './lower-limits.ts'
import { lowerOperation } from './lower-operation.ts'
import { lowerWebhooks } from './lower-webhooks.ts'
import { createOperationHasher } from './operation-hasher.ts'

/** The contract of a spec without errors. */
export function lowerSpec(spec: SpecView, specHash: string): Contract {
  const { document } = spec
  const info = readObject(document.info)
  const description = readText(info.description)
  const rateLimit = rootRateLimit(spec)
  const hasher = createOperationHasher(spec)
  const operations = spec.operations.map((operation) => lowerOperation(spec, operation, hasher))
  const scopes = operations.flatMap((operation) => [
    ...operation.security.flatMap((alternative) => Object.values(alternative).flat()),
    ...(operation.async?.scopes.read ?? []),
    ...(operation.async?.scopes.cancel ?? []),
  ])
  return {
    format: 1,
    specHash,
    title: readText(info.title) ?? '',
    version: readText(info.version) ?? '',
    ...(description === undefined ? {} : { description }),
    ...serverOf(document),
    jobsPath: jobsPathOf(document),
    securitySchemes: lowerSecuritySchemes(spec),
    scopes: [...new Set(scopes)].sort(),
    webhooks: lowerWebhooks(spec),
    ...(rateLimit === undefined ? {} : { rateLimit }),
    operations,
  }
}

function lowerSecuritySchemes(spec: SpecView): Contract['securitySchemes'] {
  const names = Object.keys(readObject(readObject(spec.document.components).securitySchemes))
  return Object.fromEntries(
    names.flatMap((name) => {
      const scheme = lowerScheme(readObject(spec.read(['components', 'securitySchemes', name])?.value))
      return scheme === undefined ? [] : [[name, scheme]]
    }),
  )
}

/** Undefined for one that no verifier can exist for (a key in the query is logged everywhere). */
function lowerScheme(scheme: JsonObject): SecurityScheme | undefined {
  const description = readText(scheme.description)
  const prose = description === undefined ? {} : { description }
  const place = readText(scheme.in)
  switch (readText(scheme.type)) {
    case 'apiKey':
      if (place !== 'header' && place !== 'cookie') return undefined
      return { type: 'apiKey', in: place, name: readText(scheme.name) ?? '', ...prose }
    case 'http':
      return { type: 'http', scheme: (readText(scheme.scheme) ?? '').toLowerCase(), ...prose }
    case 'mutualTLS':
      return { type: 'mutualTLS', ...prose }
    case 'oauth2':
      return { type: 'oauth2', ...prose }
    case 'openIdConnect':
      return { type: 'openIdConnect', ...prose }
    default:
      return undefined
  }
}
