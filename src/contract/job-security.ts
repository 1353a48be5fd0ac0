/** Who may call the framework's own job routes: whoever could start one of the operations, scopes aside (D13). Owning the job is asked later. */
import { asyncOperations, type Contract } from './contract.ts'
import type { SecurityAlternative } from './operation.ts'

type Spec = Pick<Contract, 'operations'>

/** The alternatives of J, S and R: the OR of those of all async operations; `{}` where one of them is public. */
export function jobSecurity(contract: Spec): readonly SecurityAlternative[] {
  const alternatives = asyncOperations(contract).flatMap(({ security }) =>
    security.length === 0 ? [{}] : security.map(withoutScopes),
  )
  const distinct = new Map(alternatives.map((alternative) => [JSON.stringify(alternative), alternative]))
  return distinct.size === 1 && distinct.has('{}') ? [] : [...distinct.values()]
}

/** The same for the list, which needs to know who asks: jobs of anonymous callers are never listed (D14). */
export function listSecurity(contract: Spec): readonly SecurityAlternative[] {
  return jobSecurity(contract).filter((alternative) => Object.keys(alternative).length > 0)
}

function withoutScopes(alternative: SecurityAlternative): SecurityAlternative {
  return Object.fromEntries(Object.keys(alternative).map((scheme) => [scheme, []]))
}
