/** The block of an async operation as it counts: defaults, the root's `x-async-defaults` and its own keys, merged. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import { readObject } from '../../base/read-json.ts'
import type { Path } from '../../schema/pointer.ts'
import type { OperationView, SpecView } from '../view/spec-view.ts'
import { asyncDefaults } from './defaults.ts'

/** The block in its long form, with every default filled in: groups are merged member by member, the rest is replaced. */
export function mergedBlock(spec: SpecView, view: OperationView): JsonObject {
  const root = readObject(spec.document['x-async-defaults'])
  return [root, view.async?.value ?? {}].map(toLongForm).reduce(merge, asyncDefaults)
}

/** Where a key of the block is written, or the nearest group around it: the operation's own block goes before the root's defaults. */
export function blockAt(spec: SpecView, view: OperationView, key: Path): Path {
  const own = view.async?.at ?? view.at
  const [name = ''] = key
  const isReplaced = !groups.has(name) && spec.locate([...own, name]) !== undefined
  const owners = isReplaced ? [own] : [own, ['x-async-defaults']]
  const prefixes = key.map((_, index) => key.slice(0, key.length - index))
  const places = owners.flatMap((owner) => prefixes.map((prefix) => [...owner, ...prefix]))
  return places.find((place) => spec.locate(place) !== undefined) ?? own
}

/** Members of these are options that stand for themselves; `result`, `schedule` and schemas are one thing each. */
const groups: ReadonlySet<string> = new Set(['retry', 'timeout', 'poll', 'cancel', 'idempotency', 'scopes'])

function merge(base: JsonObject, over: JsonObject): JsonObject {
  const members = Object.entries(over).map(([name, value]): [string, JsonValue] => {
    const under = base[name]
    return groups.has(name) && isJsonObject(under) && isJsonObject(value)
      ? [name, { ...under, ...value }]
      : [name, value]
  })
  return { ...base, ...Object.fromEntries(members) }
}

/** A plain duration means `timeout.attempt`; `cancel` becomes an object with `allowed`. */
function toLongForm(block: JsonObject): JsonObject {
  const { timeout, cancel } = block
  return {
    ...block,
    ...(typeof timeout === 'string' ? { timeout: { attempt: timeout } } : {}),
    ...(typeof cancel === 'boolean' ? { cancel: { allowed: cancel } } : {}),
    ...(isJsonObject(cancel) ? { cancel: { allowed: true, ...cancel } } : {}),
  }
}
