/** YAML nodes to JSON values, within limits (IN-4): depth 64, 100 aliases, text keys, JSON scalars. Refuses everything else by place. */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml'
import type { JsonValue } from '../../base/json.ts'
import { ok, type Result, refused } from '../../base/result.ts'
import type { Path } from '../../schema/pointer.ts'
import type { DiagnosticCode } from '../diagnostics/diagnostic-kinds.ts'

export const maxDepth = 64
const maxAliases = 100
const maxRepeatedNodes = 1_000_000

export interface ValueRefusal {
  readonly code: DiagnosticCode
  readonly offset: number
  readonly message: string
  readonly hint?: string
}

/** A YAML text as JSON, and where in it each value stands. */
export interface YamlValue {
  readonly value: JsonValue
  readonly offsetOf: (path: Path, part: 'key' | 'value') => number
}

/** The document as JSON, or the first thing in it that JSON or the limits do not allow. */
export function toJsonValue(document: Document): Result<YamlValue, ValueRefusal> {
  const state: Conversion = {
    anchors: new Map(),
    open: new Set(),
    targets: new Map(),
    aliases: 0,
    inside: 0,
    repeated: 0,
    refusal: undefined,
  }
  const value = convert(state, document.contents, 0)
  if (state.refusal !== undefined) return refused(state.refusal)
  const pairs = new Map<YAMLMap, ReadonlyMap<string, Pair>>()
  return ok({ value, offsetOf: (path, part) => offsetOf({ targets: state.targets, pairs }, document, path, part) })
}

interface Conversion {
  /** The nodes that have an anchor, as far as the text has been read. */
  readonly anchors: Map<string, Node>
  /** The containers with an anchor whose members are being converted. */
  readonly open: Set<unknown>
  /** What each alias stands for. */
  readonly targets: Map<Alias, Node>
  /** Every use counts, also a repeated one inside an anchor's value: that bounds how far aliases can blow a text up. */
  aliases: number
  /** How many aliases the node being converted is inside of. */
  inside: number
  /** Nodes converted once more for an alias. */
  repeated: number
  /** The first refusal; conversion winds down after it. */
  refusal: ValueRefusal | undefined
}

function convert(state: Conversion, node: unknown, depth: number): JsonValue {
  if (state.refusal !== undefined) return null
  if (depth > maxDepth) return refuse(state, 'CC005', node, `Nesting goes deeper than ${maxDepth} levels here`)
  if (isAlias(node)) return convertAlias(state, node, depth)
  if (state.inside > 0) state.repeated += 1
  else noteAnchor(state, node)
  const value = convertNode(state, node, depth)
  state.open.delete(node)
  return value
}

function convertNode(state: Conversion, node: unknown, depth: number): JsonValue {
  if (isMap(node)) return convertMap(state, node, depth)
  if (isSeq(node)) return node.items.map((item) => convert(state, item, depth + 1))
  return isScalar(node) ? convertScalar(state, node) : null
}

function noteAnchor(state: Conversion, node: unknown): void {
  if (!(isMap(node) || isSeq(node) || isScalar(node)) || node.anchor === undefined) return
  state.anchors.set(node.anchor, node)
  state.open.add(node)
}

function convertAlias(state: Conversion, node: Alias, depth: number): JsonValue {
  state.aliases += 1
  if (state.aliases > maxAliases) return refuse(state, 'CC006', node, `More than ${maxAliases} aliases are used`)
  const target = state.targets.get(node) ?? state.anchors.get(node.source)
  if (target === undefined) return refuse(state, 'CC002', node, `There is no anchor \`&${node.source}\``)
  if (state.open.has(target)) {
    const message = `\`*${node.source}\` stands inside what \`&${node.source}\` names, and JSON has no value that holds itself`
    return refuse(state, 'CC004', node, message, 'Refer to it by `$ref`, which may lead back to where it stands.')
  }
  state.targets.set(node, target)
  state.inside += 1
  const value = convert(state, target, depth)
  state.inside -= 1
  if (state.repeated <= maxRepeatedNodes) return value
  return refuse(state, 'CC006', node, `Aliases repeat more than ${maxRepeatedNodes} values`)
}

function convertMap(state: Conversion, map: YAMLMap, depth: number): JsonValue {
  const members = new Map<string, JsonValue>()
  for (const pair of map.items) {
    const name = keyOf(pair)
    if (name === undefined) return refuse(state, 'CC004', pair.key, 'A key is not plain text')
    if (name === '__proto__') return refuse(state, 'CC004', pair.key, 'The key `__proto__` is not allowed')
    if (name === '<<') return refuse(state, 'CC004', pair.key, 'Merge keys (`<<`) are not part of YAML 1.2')
    if (members.has(name)) return refuse(state, 'CC002', pair.key, 'The same key stands here twice')
    members.set(name, convert(state, pair.value, depth + 1))
  }
  return Object.fromEntries(members)
}

function convertScalar(state: Conversion, node: Scalar): JsonValue {
  const { value } = node
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  return refuse(state, 'CC004', node, `\`${String(node.source ?? value)}\` is not a value that JSON has`)
}

function refuse(state: Conversion, code: DiagnosticCode, node: unknown, message: string, hint?: string): JsonValue {
  state.refusal ??= { code, offset: startOf(node) ?? 0, message, ...(hint === undefined ? {} : { hint }) }
  return null
}

interface Known {
  readonly targets: ReadonlyMap<Alias, Node>
  /** The members of mappings that have been asked for. */
  readonly pairs: Map<YAMLMap, ReadonlyMap<string, Pair>>
}

/** Where the member or item at a path begins in the text; the nearest ancestor when there is no such thing. */
function offsetOf(known: Known, document: Document, path: Path, part: 'key' | 'value'): number {
  let node: unknown = document.contents
  let offset = startOf(node) ?? 0
  for (const [index, name] of path.entries()) {
    const child = childOf(known, node, name)
    if (child === undefined) return offset
    const wanted = index === path.length - 1 && part === 'key' ? child.key : child.value
    offset = startOf(wanted) ?? startOf(child.key) ?? offset
    node = child.value
  }
  return offset
}

function childOf(known: Known, node: unknown, name: string): { key: unknown; value: unknown } | undefined {
  const container = isAlias(node) ? known.targets.get(node) : node
  if (isMap(container)) {
    const pair = pairsOf(known, container).get(name)
    return pair === undefined ? undefined : { key: pair.key, value: pair.value }
  }
  if (!isSeq(container) || Number(name) >= container.items.length) return undefined
  const item = container.items[Number(name)]
  return item === undefined ? undefined : { key: item, value: item }
}

function pairsOf(known: Known, map: YAMLMap): ReadonlyMap<string, Pair> {
  const pairs = known.pairs.get(map) ?? new Map(map.items.map((pair) => [keyOf(pair) ?? '', pair]))
  known.pairs.set(map, pairs)
  return pairs
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
