/**
 * An existing document as `adopt` reads it: its operations and what references lead to, each with the file where it stands. Copes with
 * documents that have errors; what leads nowhere is simply not there.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import { readObject, readText } from '../../base/read-json.ts'
import type { Method } from '../../contract/operation.ts'
import { type Path, valueAt } from '../../schema/pointer.ts'
import { parseReference } from '../read/reference.ts'
import type { SourceFile } from '../read/source.ts'
import { methodOf } from '../view/spec-view.ts'

/** The key that makes an operation asynchronous. */
export const blockKey = 'x-async-operation'

/** A file's value; where its parts stand in the text is not asked here. */
export type ReadFile = Pick<SourceFile, 'path' | 'value'>

/** A value and where it stands. */
export interface FileNode<Value extends JsonValue = JsonValue> {
  readonly file: ReadFile
  readonly path: Path
  readonly value: Value
}

export type ObjectNode = FileNode<JsonObject>

export interface FoundOperation {
  readonly method: Method
  /** The path of the URL. */
  readonly path: string
  readonly id?: string
  readonly node: ObjectNode
  /** By status, followed. */
  readonly responses: ReadonlyMap<string, ObjectNode>
  /** Those of the path item and its own, followed. */
  readonly parameters: readonly JsonObject[]
}

export interface FoundDocument {
  readonly root: JsonObject
  readonly operations: readonly FoundOperation[]
  /** The node itself, or what its `$ref` leads to. */
  follow(node: FileNode): FileNode | undefined
}

/** The operations of a document, the spec file first among its files. */
export function readDocument(files: readonly ReadFile[]): FoundDocument {
  const known = new Map(files.map((file) => [file.path, file]))
  const follow = (node: FileNode): FileNode | undefined => followIn(known, node)
  const [entry] = files
  if (entry === undefined || !isJsonObject(entry.value)) return { root: {}, operations: [], follow }
  const operations = Object.keys(readObject(entry.value.paths)).flatMap((path) =>
    path.startsWith('/')
      ? operationsAt(follow, child({ file: entry, path: [], value: entry.value }, 'paths', path), path)
      : [],
  )
  return { root: entry.value, operations, follow }
}

/** The member at the end of these names, or undefined. */
export function child(node: FileNode | undefined, ...names: readonly string[]): FileNode | undefined {
  if (node === undefined) return undefined
  const value = valueAt(node.value, names)
  return value === undefined ? undefined : { file: node.file, path: [...node.path, ...names], value }
}

function followIn(files: ReadonlyMap<string, ReadFile>, start: FileNode): FileNode | undefined {
  let node: FileNode | undefined = start
  for (const seen = new Set<JsonValue>(); node !== undefined; ) {
    const text: string | undefined = readText(readObject(node.value).$ref)
    if (text === undefined) return node
    if (seen.has(node.value)) return undefined
    seen.add(node.value)
    node = targetOf(files, node, text)
  }
  return undefined
}

function targetOf(files: ReadonlyMap<string, ReadFile>, from: FileNode, text: string): FileNode | undefined {
  const reference = parseReference(text, from.file.path)
  if (reference.kind !== 'local') return undefined
  const file = files.get(reference.file)
  const value = file === undefined ? undefined : valueAt(file.value, reference.path)
  return file === undefined || value === undefined ? undefined : { file, path: reference.path, value }
}

type Follow = FoundDocument['follow']

/** The members beside the reference of a path item go before those it leads to. */
function operationsAt(follow: Follow, item: FileNode | undefined, path: string): readonly FoundOperation[] {
  if (item === undefined || !isJsonObject(item.value)) return []
  const target = item.value.$ref === undefined ? undefined : follow(item)
  const items = target === undefined ? [item] : [item, target]
  const found = items.flatMap((owner) =>
    Object.keys(readObject(owner.value)).flatMap((name) => {
      const method = methodOf(name)
      const node = asObject(child(owner, name))
      return method === undefined || node === undefined ? [] : [readOperation(follow, owner, node, { method, path })]
    }),
  )
  return found.filter((operation, index) => found.findIndex(({ method }) => method === operation.method) === index)
}

function readOperation(
  follow: Follow,
  item: FileNode,
  node: ObjectNode,
  place: Pick<FoundOperation, 'method' | 'path'>,
): FoundOperation {
  const id = readText(node.value.operationId)
  return {
    ...place,
    node,
    responses: responsesOf(follow, node),
    parameters: [item, node].flatMap((owner) => parametersOf(follow, owner)),
    ...(id === undefined || id === '' ? {} : { id }),
  }
}

function responsesOf(follow: Follow, operation: ObjectNode): ReadonlyMap<string, ObjectNode> {
  return new Map(
    Object.keys(readObject(operation.value.responses)).flatMap((status) => {
      const node = followObject(follow, child(operation, 'responses', status))
      return node === undefined ? [] : [[status, node] as const]
    }),
  )
}

function parametersOf(follow: Follow, owner: FileNode): readonly JsonObject[] {
  const list = readObject(owner.value).parameters
  if (!Array.isArray(list)) return []
  return list.flatMap((_, index) => {
    const node = followObject(follow, child(owner, 'parameters', String(index)))
    return node === undefined ? [] : [node.value]
  })
}

/** What a node leads to, if that is an object. */
export function followObject(follow: Follow, node: FileNode | undefined): ObjectNode | undefined {
  return node === undefined ? undefined : asObject(follow(node))
}

function asObject(node: FileNode | undefined): ObjectNode | undefined {
  return node !== undefined && isJsonObject(node.value) ? { ...node, value: node.value } : undefined
}
