/** Which operation of the new spec is which of the old: the one with the same id, else the one that answers the same requests. */
import { namelessPath } from '../../contract/nameless-path.ts'
import type { Inclusions, OperationPair, OperationSide, Side } from './found.ts'

export interface PairedOperations {
  readonly pairs: readonly OperationPair[]
  readonly removed: readonly OperationSide[]
  readonly added: readonly OperationSide[]
}

export function pairOperations(old: Side, next: Side, inclusions: Inclusions): PairedOperations {
  const before = operationSides(old)
  const after = new Set(operationSides(next))
  const pairs: OperationPair[] = []
  const take = (one: OperationSide, other: OperationSide | undefined): boolean => {
    if (other === undefined) return false
    after.delete(other)
    pairs.push({ old: one, new: other, inclusions })
    return true
  }
  const find = (test: (other: OperationSide) => boolean): OperationSide | undefined => [...after].find(test)
  const unnamed = before.filter(
    (one) =>
      !take(
        one,
        find(({ operation }) => operation.id === one.operation.id),
      ),
  )
  const removed = unnamed.filter(
    (one) =>
      !take(
        one,
        find((other) => requestLine(other) === requestLine(one)),
      ),
  )
  return { pairs, removed, added: [...after] }
}

function operationSides(side: Side): readonly OperationSide[] {
  return side.view.operations.flatMap((node) => {
    const { method, path } = node
    const operation = side.spec.contract.operations.find((one) => one.method === method && one.path === path)
    return operation === undefined ? [] : [{ ...side, operation, node }]
  })
}

/** Method and path; what a path parameter is called does not show in a URL. */
export function requestLine({ operation }: OperationSide): string {
  return `${operation.method} ${namelessPath(operation.path)}`
}
