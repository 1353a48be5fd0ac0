/** Operations that are new, gone, moved or renamed, whatever else has changed about them. */
import type { Found, OperationPair, OperationSide } from './found.ts'
import { type PairedOperations, requestLine } from './operation-pairs.ts'

/** With the operation that it happens to. */
export interface PresenceFound extends Found {
  readonly id: string
  readonly side: OperationSide
}

export function comparePresence({ pairs, removed, added }: PairedOperations): readonly PresenceFound[] {
  return [
    ...removed.map(gone),
    ...added.map(isNew),
    ...pairs.flatMap((pair) => [...compareLines(pair), ...compareNames(pair)]),
  ]
}

const gone = (side: OperationSide): PresenceFound => ({
  ...{ id: side.operation.id, side, code: 'operation-removed', old: side.node.at },
  message: `${lineOf(side)} is gone`,
})

const isNew = (side: OperationSide): PresenceFound => ({
  ...{ id: side.operation.id, side, code: 'operation-added', new: side.node.at },
  message: `${lineOf(side)} is new`,
})

function compareLines(pair: OperationPair): readonly PresenceFound[] {
  const { old, new: next } = pair
  if (requestLine(old) === requestLine(next)) return []
  const message = `is now ${lineOf(next)}, was ${lineOf(old)}`
  const places = { old: old.node.at, new: next.node.at }
  return [{ ...concerned(pair), ...movedAudiences(pair), ...places, code: 'operation-moved', message }]
}

function compareNames(pair: OperationPair): readonly PresenceFound[] {
  const { old, new: next } = pair
  if (old.operation.id === next.operation.id) return []
  const message = `is now called \`${next.operation.id}\`, was \`${old.operation.id}\``
  const places = { old: [...old.node.at, 'operationId'], new: [...next.node.at, 'operationId'] }
  return [{ ...concerned(pair), ...renamedAudiences(pair), ...places, code: 'operation-renamed', message }]
}

const concerned = ({ old, new: next }: OperationPair) => ({ id: next.operation.id, side: old })

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
