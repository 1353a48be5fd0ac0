/**
 * Finds the route of a request in one step, whatever their number: a path without variables in a map, any other in a tree of segments
 * where a fixed segment goes before one with a variable inside, and that before a variable alone. A path is taken as it was sent:
 * `//`, dot segments and a trailing slash are not tidied away.
 */
import { Fault } from '../base/fault.ts'
import type { Method } from '../contract/operation.ts'
import { type SegmentPattern, splitSegment, toSegmentPattern } from './segment-pattern.ts'

/** What the router needs to know of a route. */
export interface Routed {
  readonly method: Method
  /** Template: '/v1/jobs/{jobId}'. */
  readonly path: string
}

export type Match<Route> =
  /** `params` by the names of the template, still percent-encoded: whoever splits a style must see what was encoded. */
  | { readonly kind: 'found'; readonly route: Route; readonly params: Readonly<Record<string, string>> }
  | { readonly kind: 'method-not-allowed'; readonly allow: readonly string[] }
  | { readonly kind: 'not-found' }
  /** The path is not one, or an escape in it is not UTF-8. */
  | { readonly kind: 'malformed' }

export interface Router<Route> {
  /** `path` is the target up to '?'. */
  match(method: string, path: string): Match<Route>
}

/**
 * Builds the tree. Two routes with the same method and the same template, variables' names aside, are refused.
 *
 * @example createRouter([{ method: 'GET', path: '/jobs/{jobId}' }]).match('GET', '/jobs/job_1')
 */
export function createRouter<Route extends Routed>(routes: readonly Route[]): Router<Route> {
  const fixed = new Map<string, Leaf<Route>>()
  const root = emptyNode<Route>()
  for (const route of routes) {
    const leaf = leafAt(root, route.path)
    if (!route.path.includes('{')) fixed.set(route.path, leaf)
    addTo(leaf, route)
  }
  return {
    match: (method, path) => {
      const known = fixed.get(path)
      if (known?.byMethod.has(method)) return answer(method, [{ leaf: known, values: [] }])
      const segments = decodeSegments(path)
      if (segments === undefined) return { kind: 'malformed' }
      return answer(method, [...leavesOf(root, segments, 0, [])])
    },
  }
}

interface Node<Route> {
  readonly fixed: Map<string, Node<Route>>
  /** Segments that hold more than one variable alone: '{name}.json'. The longest fixed part first. */
  readonly mixed: { readonly pattern: SegmentPattern; readonly weight: number; readonly node: Node<Route> }[]
  variable: Node<Route> | undefined
  leaf: Leaf<Route> | undefined
}

interface Leaf<Route> {
  readonly byMethod: Map<string, { readonly route: Route; readonly names: readonly string[] }>
}

interface Segment {
  readonly raw: string
  readonly decoded: string
}

interface Candidate<Route> {
  readonly leaf: Leaf<Route>
  readonly values: readonly string[]
}

function emptyNode<Route>(): Node<Route> {
  return { fixed: new Map(), mixed: [], variable: undefined, leaf: undefined }
}

function leafAt<Route>(root: Node<Route>, template: string): Leaf<Route> {
  let node = root
  for (const segment of template.split('/').slice(1)) node = childFor(node, segment)
  node.leaf ??= { byMethod: new Map() }
  return node.leaf
}

function childFor<Route>(node: Node<Route>, segment: string): Node<Route> {
  if (!segment.includes('{')) return entry(node.fixed, decoded(segment) ?? segment)
  if (/^\{[^{}]+\}$/.test(segment)) {
    node.variable ??= emptyNode()
    return node.variable
  }
  const pattern = toSegmentPattern(segment)
  const known = node.mixed.find((one) => one.pattern.texts.join('{}') === pattern.texts.join('{}'))
  if (known !== undefined) return known.node
  const added = { pattern, weight: pattern.texts.join('').length, node: emptyNode<Route>() }
  node.mixed.push(added)
  node.mixed.sort((one, other) => other.weight - one.weight)
  return added.node
}

function entry<Route>(nodes: Map<string, Node<Route>>, name: string): Node<Route> {
  const known = nodes.get(name) ?? emptyNode<Route>()
  nodes.set(name, known)
  return known
}

function addTo<Route extends Routed>(leaf: Leaf<Route>, route: Route): void {
  if (leaf.byMethod.has(route.method)) {
    throw new Fault('spec-invalid', `Two routes answer ${route.method} ${route.path}. Give one of them another path.`)
  }
  const names = [...route.path.matchAll(/\{([^{}]+)\}/g)].map((found) => found[1] ?? '')
  leaf.byMethod.set(route.method, { route, names })
}

/** Undefined when it does not start with '/', or holds an escape that decodes to nothing. */
function decodeSegments(path: string): readonly Segment[] | undefined {
  if (!path.startsWith('/')) return undefined
  const segments: Segment[] = []
  for (const raw of path.slice(1).split('/')) {
    const text = decoded(raw)
    if (text === undefined) return undefined
    segments.push({ raw, decoded: text })
  }
  return segments
}

function decoded(segment: string): string | undefined {
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

/** Every leaf that the path fits, the most specific first. A variable never takes an empty segment. */
function* leavesOf<Route>(
  node: Node<Route>,
  segments: readonly Segment[],
  at: number,
  values: readonly string[],
): Generator<Candidate<Route>> {
  const segment = segments[at]
  if (segment === undefined) {
    if (node.leaf !== undefined) yield { leaf: node.leaf, values }
    return
  }
  const fixed = node.fixed.get(segment.decoded)
  if (fixed !== undefined) yield* leavesOf(fixed, segments, at + 1, values)
  for (const { pattern, node: next } of node.mixed) {
    const found = splitSegment(pattern, segment.raw)
    if (found !== undefined) yield* leavesOf(next, segments, at + 1, [...values, ...found])
  }
  if (node.variable !== undefined && segment.raw !== '') {
    yield* leavesOf(node.variable, segments, at + 1, [...values, segment.raw])
  }
}

/** The first candidate that knows the method; HEAD is answered by what answers GET (R-STA-9). */
function answer<Route>(method: string, candidates: readonly Candidate<Route>[]): Match<Route> {
  for (const { leaf, values } of candidates) {
    const found = leaf.byMethod.get(method) ?? (method === 'HEAD' ? leaf.byMethod.get('GET') : undefined)
    if (found === undefined) continue
    return { kind: 'found', route: found.route, params: named(found.names, values) }
  }
  if (candidates.length === 0) return { kind: 'not-found' }
  return { kind: 'method-not-allowed', allow: allowed(candidates) }
}

function named(names: readonly string[], values: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']))
}

function allowed<Route>(candidates: readonly Candidate<Route>[]): readonly string[] {
  const methods = new Set(candidates.flatMap(({ leaf }) => [...leaf.byMethod.keys()]))
  if (methods.has('GET')) methods.add('HEAD')
  return [...methods].sort()
}
