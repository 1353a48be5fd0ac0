/** The sample's contract and checks with handlers of a test's own. */
import { registry as sample } from '../../generated/registry.ts'
import type { Handler, Registry } from '../../src/contract/registry.ts'

export type Run = (input: never, context: never) => unknown

/** Handlers by operation; the others never end. */
export function sampleRegistry(runs: Readonly<Record<string, Run>> = {}): Registry {
  const idle: Run = () => new Promise(() => {})
  const handlers = sample.contract.operations.map(({ id }): [string, Handler] => [
    id,
    { operation: id, run: runs[id] ?? idle },
  ])
  return { ...sample, handlers: Object.fromEntries(handlers) }
}
