/** `JobStore.registerContract`: numbers each operation's compiled definitions in the order in which processes first start with them (D17). */
import type { Sql } from './sql.ts'

/** Operation -> revision. A definition that was here before has the number it had then. */
export function registerContract(
  sql: Sql,
  operations: readonly { readonly id: string; readonly hash: string }[],
): ReadonlyMap<string, number> {
  return new Map(operations.map(({ id, hash }) => [id, revisionOf(sql, id, hash)]))
}

function revisionOf(sql: Sql, operation: string, hash: string): number {
  const find = (): number | undefined => sql.one<{ revision: number }>('find-revision', { operation, hash })?.revision
  const known = find()
  if (known !== undefined) return known
  sql.run('insert-revision', { operation, hash })
  sql.run('unpark-operation', { operation })
  const numbered = find()
  if (numbered === undefined) throw new Error(`Operation ${operation} was not numbered.`)
  return numbered
}
