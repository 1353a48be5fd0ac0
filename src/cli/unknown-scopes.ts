/** Finds the scopes of a new key that open nothing. A key may be made before the spec that names them, so it is only told. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Contract } from '../contract/contract.ts'
import type { Project } from './project.ts'

/** What to say of scopes that the generated contract of a project does not name; undefined where there is nothing to say, or no contract. */
export function unknownScopes(scopes: readonly string[], { directory }: Project): string | undefined {
  const known = contractScopes(join(directory, 'generated', 'contract.json'))
  const unknown = scopes.filter((scope) => known?.includes(scope) === false)
  if (known === undefined || unknown.length === 0) return undefined
  const those = known.length === 0 ? 'none' : known.join(', ')
  return `The spec does not name ${unknown.join(', ')}. The scopes that it names: ${those}.`
}

function contractScopes(file: string): readonly string[] | undefined {
  try {
    const { format, scopes }: Partial<Contract> = JSON.parse(readFileSync(file, 'utf8'))
    return format === 1 ? scopes : undefined
  } catch {
    return undefined
  }
}
