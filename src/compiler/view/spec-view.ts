/** The bundled document as rules and lowering read it: its operations with their parameters merged, and references followed. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import { readList, readObject, readText } from '../../base/read-json.ts'
import { type Method, methods } from '../../contract/operation.ts'
import { type Path, parsePointer, valueAt } from '../../schema/pointer.ts'
import { versionOf } from '../read/version.ts'
import type { SpecVersion } from '../shapes/shape.ts'
import { derivedId, takenKey } from './derived-id.ts'

export interface SpecView {
  readonly document: JsonObject
  readonly version: SpecVersion
  /** In the order of the spec. */
  readonly operations: readonly OperationView[]
  readonly asyncOperations: readonly AsyncOperationView[]
  /** The node itself, or what its `$ref` leads to; undefined when that is nothing. */
  follow(node: Located): Located | undefined
  /** The followed node at a path. */
  read(path: Path): Located | undefined
  /** The node at a path as it stands. */
  locate(path: Path): Located | undefined
}

/** A value and its place in the bundled document. */
export interface Located {
  readonly value: JsonValue
  readonly at: Path
}

export interface OperationView {
  /** The spec's, or the one that method and path make. */
  readonly id: string
  readonly method: Method
  readonly path: string
  readonly at: Path
  readonly value: JsonObject
  /** Followed; path-item parameters first, an operation's own parameter of the same name and place wins. */
  readonly parameters: readonly LocatedObject[]
  /** `x-async-operation`, `true` being an empty block. */
  readonly async?: LocatedObject
  /** The operation's own security or the root's; absent when neither says anything. */
  readonly security?: Located
  readonly isPublic: boolean
  /** Followed. */
  readonly requestBody?: LocatedObject
  /** Followed, by status. */
  readonly responses: readonly (LocatedObject & { readonly status: string })[]
}

export interface AsyncOperationView extends OperationView {
  readonly async: LocatedObject
}

export interface LocatedObject extends Located {
  readonly value: JsonObject
}

/** A view of a document whose shape and references have been checked. */
export function viewSpec(document: JsonObject): SpecView {
  const follow = (node: Located): Located | undefined => followIn(document, node)
  const locate = (at: Path): Located | undefined => {
    const value = valueAt(document, at)
    return value === undefined ? undefined : { value, at }
  }
  const read = (path: Path): Located | undefined => {
    const node = locate(path)
    return node === undefined ? undefined : follow(node)
  }
  const version = versionOf(document)
  const operations = operationsOf(document, read)
  const asyncOperations = operations.filter(
    (operation): operation is AsyncOperationView => operation.async !== undefined,
  )
  return { document, version, follow, read, locate, operations, asyncOperations }
}

function followIn(document: JsonObject, start: Located): Located | undefined {
  let node: Located | undefined = start
  for (const seen = new Set<string>(); node !== undefined; ) {
    const reference: string | undefined = isJsonObject(node.value) ? readText(node.value.$ref) : undefined
    if (reference === undefined) return node
    if (seen.has(reference)) return undefined
    seen.add(reference)
    const at: Path | undefined = parsePointer(reference.slice(1))
    const value = at === undefined ? undefined : valueAt(document, at)
    node = at === undefined || value === undefined ? undefined : { value, at }
  }
  return undefined
}

type Read = SpecView['read']

function operationsOf(document: JsonObject, read: Read): readonly OperationView[] {
  const places = placesOfOperations(document)
  const taken = new Set(places.flatMap(({ value }) => (hasId(value) ? [takenKey(value.operationId)] : [])))
  return places.map((place) => {
    const id = hasId(place.value) ? place.value.operationId : derivedId(place.method, place.path, taken)
    taken.add(takenKey(id))
    return viewOperation(document, read, { ...place, id })
  })
}

const hasId = (value: JsonObject): value is JsonObject & { readonly operationId: string } =>
  typeof value.operationId === 'string' && value.operationId !== ''

function placesOfOperations(document: JsonObject): readonly Omit<OperationPlace, 'id'>[] {
  return Object.entries(readObject(document.paths)).flatMap(([path, item]) =>
    Object.entries(readObject(item)).flatMap(([name, value]) => {
      const method = methodOf(name)
      return method !== undefined && path.startsWith('/') && isJsonObject(value)
        ? [{ path, method, value, at: ['paths', path, name] }]
        : []
    }),
  )
}

/** The method that a member of a path item describes; undefined for its other members. */
export function methodOf(name: string): Method | undefined {
  return methods.find((method) => method.toLowerCase() === name)
}

type OperationPlace = Pick<OperationView, 'id' | 'path' | 'method' | 'value' | 'at'>

function viewOperation(document: JsonObject, read: Read, place: OperationPlace): OperationView {
  const { value, at } = place
  const block = value['x-async-operation']
  const requestBody = readLocated(read, [...at, 'requestBody'])
  const security = securityOf(document, place)
  return {
    ...place,
    parameters: parametersOf(read, at),
    responses: responsesOf(read, [...at, 'responses']),
    isPublic: value['x-public'] === true,
    ...(block === undefined ? {} : { async: { value: readObject(block), at: [...at, 'x-async-operation'] } }),
    ...(security === undefined ? {} : { security }),
    ...(requestBody === undefined ? {} : { requestBody }),
  }
}

function securityOf(document: JsonObject, { value, at }: OperationPlace): Located | undefined {
  if (value.security !== undefined) return { value: value.security, at: [...at, 'security'] }
  return document.security === undefined ? undefined : { value: document.security, at: ['security'] }
}

function readLocated(read: Read, path: Path): LocatedObject | undefined {
  const node = read(path)
  return node !== undefined && isJsonObject(node.value) ? { value: node.value, at: node.at } : undefined
}

function parametersOf(read: Read, at: Path): readonly LocatedObject[] {
  const all = [at.slice(0, -1), at].flatMap((owner) => listParameters(read, owner))
  return [...new Map(all.map((parameter) => [parameterKey(parameter.value), parameter])).values()]
}

/** The parameters of a path item or an operation itself, followed. */
export function listParameters(read: Read, owner: Path): readonly LocatedObject[] {
  return readList(read([...owner, 'parameters'])?.value).flatMap((_, index) => {
    const parameter = readLocated(read, [...owner, 'parameters', String(index)])
    return parameter === undefined ? [] : [parameter]
  })
}

/** Header names do not mind their case. */
export function parameterKey(parameter: JsonObject): string {
  const name = readText(parameter.name) ?? ''
  const place = readText(parameter.in) ?? ''
  return `${place} ${place === 'header' ? name.toLowerCase() : name}`
}

function responsesOf(read: Read, at: Path): OperationView['responses'] {
  const statuses = Object.keys(readObject(read(at)?.value)).filter((status) => !status.startsWith('x-'))
  return statuses.flatMap((status) => {
    const response = readLocated(read, [...at, status])
    return response === undefined ? [] : [{ ...response, status }]
  })
}
