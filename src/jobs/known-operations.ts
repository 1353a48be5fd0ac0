/** The async operations a process can run: those of its contract that have a handler and a number in the store (D17, I13). */
import { asyncOperations } from '../contract/contract.ts'
import type { AsyncOperation } from '../contract/operation.ts'
import type { Handler, Registry } from '../contract/registry.ts'
import type { KnownRevision } from './store.ts'

export interface KnownOperation extends KnownRevision {
  readonly operation: AsyncOperation
  readonly handler: Handler
}

export function knownOperations(
  { contract, handlers }: Pick<Registry, 'contract' | 'handlers'>,
  revisions: ReadonlyMap<string, number>,
): ReadonlyMap<string, KnownOperation> {
  const known = new Map<string, KnownOperation>()
  for (const operation of asyncOperations(contract)) {
    const [handler, revision] = [handlers[operation.id], revisions.get(operation.id)]
    if (handler === undefined || revision === undefined) continue
    const { concurrency } = operation.async
    known.set(operation.id, { operation, handler, revision, ...(concurrency === undefined ? {} : { concurrency }) })
  }
  return known
}
