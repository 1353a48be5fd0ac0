/** The steps of one run: what an earlier run stored is not run again. Nothing is replayed; code outside steps simply runs again. */
import type { JsonValue } from '../../base/json.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import type { RunHooks } from '../../jobs/runner.ts'
import { toStoredJson } from '../../jobs/stored-json.ts'

export function createSteps(stored: ReadonlyMap<string, JsonValue>, hooks: RunHooks): JobContext['step'] {
  const used = new Set<string>()
  return async <Value>(name: string, work: () => Value | Promise<Value>): Promise<Value> => {
    if (used.has(name)) throw new TypeError(`The step '${name}' was already used in this run; a step's name is unique.`)
    used.add(name)
    const known = stored.get(name)
    if (known !== undefined) return known as Value
    const value = toStoredJson(await work(), `job.step('${name}')`)
    await hooks.saveStep(name, value)
    // What a retry would get is what this run gets, so that a value JSON changes shows at once.
    return value as Value
  }
}
