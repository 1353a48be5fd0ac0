/** How a command carries a credential: from a variable, so that no key ends up in a page or a shell history. */
import { capitalized } from '../base/capitalized.ts'
import type { Contract } from '../contract/contract.ts'
import type { Operation, SecurityScheme } from '../contract/operation.ts'
import { quote, quoteWithVariable } from './shell.ts'

/** Sets the variables that the commands of an operation use; nothing for a public one. */
export function credentialCommand(contract: Contract, operation: Operation): string | undefined {
  const variables = schemesOf(contract, operation).flatMap((scheme) => variableOf(scheme) ?? [])
  if (variables.length === 0) return undefined
  return [...new Set(variables)].map((variable) => `export ${variable}=${quote(words[variable])}`).join('\n')
}

/** The curl options of the first way in. */
export function credentialOptions(contract: Contract, operation: Operation): readonly string[] {
  return schemesOf(contract, operation).flatMap((scheme) => credentialOption(scheme))
}

function schemesOf({ securitySchemes }: Contract, { security }: Operation): readonly SecurityScheme[] {
  return Object.keys(security[0] ?? {}).flatMap((name) => securitySchemes[name] ?? [])
}

type Variable = 'COATCHECK_KEY' | 'COATCHECK_TOKEN' | 'COATCHECK_USER'
const words: Readonly<Record<Variable, string>> = {
  COATCHECK_KEY: 'your API key',
  COATCHECK_TOKEN: 'your token',
  COATCHECK_USER: 'name:password',
}

function variableOf(scheme: SecurityScheme): Variable | undefined {
  if (scheme.type === 'apiKey') return 'COATCHECK_KEY'
  if (scheme.type === 'mutualTLS') return undefined
  return scheme.type === 'http' && scheme.scheme.toLowerCase() === 'basic' ? 'COATCHECK_USER' : 'COATCHECK_TOKEN'
}

function credentialOption(scheme: SecurityScheme): readonly string[] {
  const variable = variableOf(scheme)
  if (variable === undefined) return ['--cert client.pem --key client.key']
  if (variable === 'COATCHECK_USER') return ['-u "$COATCHECK_USER"']
  if (scheme.type !== 'apiKey')
    return [`-H ${quoteWithVariable(`Authorization: ${authorizationWord(scheme)} `, variable)}`]
  if (scheme.in === 'cookie') return [`-b ${quoteWithVariable(`${scheme.name}=`, variable)}`]
  return [`-H ${quoteWithVariable(`${scheme.name}: `, variable)}`]
}

function authorizationWord(scheme: SecurityScheme): string {
  return scheme.type === 'http' ? capitalized(scheme.scheme) : 'Bearer'
}
