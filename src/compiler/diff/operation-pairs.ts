/** Which operation of the new spec is which of the old: the one with the same id, else the one that answers the same requests. */
import { namelessPath } from '../../contract/nameless-path.ts'
import type { Found, Inclusions, OperationPair, OperationSide, Side } from './found.ts'

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

/** Operations that are new, gone, moved or renamed. */
export function comparePresence({
  pairs,
  removed,
  added,
}: PairedOperations): readonly (Found & { readonly id: string; readonly side: OperationSide })[] {
  return [
    ...removed.map((side) => ({
      ...present(side),
      code: 'operation-removed' as const,
      old: side.node.at,
      message: `${lineOf(side)} is gone`,
    })),
    ...added.map((side) => ({
      ...present(side),
      code: 'operation-added' as const,
      new: side.node.at,
      message: `${lineOf(side)} is new`,
    })),
    ...pairs.flatMap((pair) => {
      const places = { ...present(pair.old), id: pair.new.operation.id, old: pair.old.node.at, new: pair.new.node.at }
      const [before, after] = [lineOf(pair.old), lineOf(pair.new)]
      return [
        ...(requestLine(pair.old) === requestLine(pair.new)
          ? []
          : [
              {
                ...places,
                ...movedAudiences(pair),
                code: 'operation-moved' as const,
                message: `is now ${after}, was ${before}`,
              },
            ]),
        ...(pair.old.operation.id === pair.new.operation.id
          ? []
          : [
              {
                ...places,
                ...renamedAudiences(pair),
                code: 'operation-renamed' as const,
                message: `is now called \`${pair.new.operation.id}\`, was \`${pair.old.operation.id}\``,
                old: [...pair.old.node.at, 'operationId'],
                new: [...pair.new.node.at, 'operationId'],
              },
            ]),
      ]
    }),
  ]
}

const present = (side: OperationSide) => ({ id: side.operation.id, side })

const lineOf = ({ operation }: OperationSide): string => `\`${operation.method} ${operation.path}\``

/** Jobs keep the path of the resource that they made, and only that. */
function movedAudiences({ old }: OperationPair): Pick<Found, 'audiences'> {
  const { operations } = old.spec.contract
  const holdsResults = operations.some(
    ({ async: policy }) => policy?.result.kind === 'resource' && policy.result.operation === old.operation.id,
  )
  return { audiences: holdsResults ? ['callers', 'jobs'] : ['callers'] }
}

/** The id is in the type of every event, if there are any. */
function renamedAudiences({ old }: OperationPair): Pick<Found, 'audiences'> {
  const policy = old.operation.async
  const tells = policy !== undefined && policy.callbacks.length + old.spec.contract.webhooks.length > 0
  return {
    audiences: [
      'callers',
      ...(tells ? (['receivers'] as const) : []),
      ...(policy === undefined ? [] : (['jobs'] as const)),
    ],
  }
}
