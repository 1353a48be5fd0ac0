/** YAML nodes to JSON values, within limits (IN-4): depth 64, 100 aliases, text keys, JSON scalars. Refuses everything else by place. */
import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml'
import type { JsonValue } from '../base/json.ts'
import { ok, type Result, refused } from '../base/result.ts'
import type { Path } from '../schema/pointer.ts'
import type { DiagnosticCode } from './diagnostics.ts'

const maxDepth = 64
const maxAliases = 100

export interface ValueRefusal {
  readonly code: DiagnosticCode
  readonly offset: number
  readonly message: string
}

/** The document as JSON, or the first thing in it that JSON or the limits do not allow. */
export function toJsonValue(document: Document): Result<JsonValue, ValueRefusal> {
  const state: Conversion = { document, aliases: 0, refusal: undefined }
  const value = convert(state, document.contents, 0)
  return state.refusal === undefined ? ok(value) : refused(state.refusal)
}

interface Conversion {
  readonly document: Document
  /** Every use counts, also a repeated one inside an anchor's value: that bounds how far aliases can blow a text up. */
  aliases: number
  /** The first refusal; conversion winds down after it. */
  refusal: ValueRefusal | undefined
}

function convert(state: Conversion, node: unknown, depth: number): JsonValue {
  if (state.refusal !== undefined) return null
  if (depth > maxDepth) return refuse(state, 'CC005', node, `Nesting goes deeper than ${maxDepth} levels here`)
  if (isAlias(node)) return convertAlias(state, node, depth)
  if (isMap(node)) return convertMap(state, node, depth)
  if (isSeq(node)) return node.items.map((item) => convert(state, item, depth + 1))
  if (isScalar(node)) return convertScalar(state, node)
  return null
}

function convertAlias(state: Conversion, node: import('yaml').Alias, depth: number): JsonValue {
  state.aliases += 1
  if (state.aliases > maxAliases) return refuse(state, 'CC006', node, `More than ${maxAliases} aliases are used`)
  const target = node.resolve(state.document)
  if (target === undefined) return refuse(state, 'CC002', node, `There is no anchor \`&${node.source}\``)
  return convert(state, target, depth)
}

function convertMap(state: Conversion, map: YAMLMap, depth: number): JsonValue {
  const members: [string, JsonValue][] = []
  for (const pair of map.items) {
    const name = keyOf(pair)
    if (name === undefined) return refuse(state, 'CC004', pair.key, 'A key is not plain text')
    if (name === '__proto__') return refuse(state, 'CC004', pair.key, 'The key `__proto__` is not allowed')
    if (name === '<<') return refuse(state, 'CC004', pair.key, 'Merge keys (`<<`) are not part of YAML 1.2')
    members.push([name, convert(state, pair.value, depth + 1)])
  }
  return Object.fromEntries(members)
}

function convertScalar(state: Conversion, node: import('yaml').Scalar): JsonValue {
  const { value } = node
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  return refuse(state, 'CC004', node, `\`${String(node.source ?? value)}\` is not a value that JSON has`)
}

function refuse(state: Conversion, code: DiagnosticCode, node: unknown, message: string): JsonValue {
  state.refusal ??= { code, offset: startOf(node) ?? 0, message }
  return null
}

/** Where the member or item at a path begins in the text; the nearest ancestor when there is no such thing. */
export function offsetOf(document: Document, path: Path, part: 'key' | 'value'): number {
  let node: unknown = document.contents
  let offset = startOf(node) ?? 0
  for (const [index, name] of path.entries()) {
    const child = childOf(document, node, name)
    if (child === undefined) return offset
    const wanted = index === path.length - 1 && part === 'key' ? child.key : child.value
    offset = startOf(wanted) ?? startOf(child.key) ?? offset
    node = child.value
  }
  return offset
}

function childOf(document: Document, node: unknown, name: string): { key: unknown; value: unknown } | undefined {
  const container = isAlias(node) ? node.resolve(document) : node
  if (isMap(container)) {
    const pair = container.items.find((item) => keyOf(item) === name)
    return pair === undefined ? undefined : { key: pair.key, value: pair.value }
  }
  if (!isSeq(container) || Number(name) >= container.items.length) return undefined
  const item = container.items[Number(name)]
  return item === undefined ? undefined : { key: item, value: item }
}

function keyOf(pair: Pair): string | undefined {
  const { key } = pair
  if (!isScalar(key)) return undefined
  return key.value === null ? undefined : typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))
}

function startOf(node: unknown): number | undefined {
  if (isPair(node)) return startOf(node.key)
  return (node as Node | undefined)?.range?.[0]
}
