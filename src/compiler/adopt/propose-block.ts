/**
 * The block that `adopt` proposes for an operation, and what the document needs before the block can stand in it. Says nothing that it
 * cannot read off the document: where the result cannot be told, that is what is needed.
 */
import { formatDuration } from '../../base/duration.ts'
import { canonicalJson, type JsonObject, type JsonValue } from '../../base/json.ts'
import { readList, readNumber, readObject, readText } from '../../base/read-json.ts'
import { blockKey, type FileNode, type FoundDocument, type FoundOperation, type ObjectNode } from './read-document.ts'
import { hasMember, isStatusLike, requiredMembers, responseSchema, schemaFacts } from './schema-facts.ts'
import type { Subject } from './subject.ts'

export interface BlockProposal {
  /** Absent where the method cannot be asynchronous. */
  readonly block?: true | JsonObject
  /** What has to change in the document first; empty when the block can be written. */
  readonly needs: readonly string[]
}

/** The block for an operation that looks asynchronous. */
export function proposeBlock(subject: Subject): BlockProposal {
  const { method, path } = subject.operation
  switch (method) {
    case 'POST':
    case 'PUT':
    case 'DELETE':
      return blockFor(subject)
    case 'PATCH':
      return { needs: [`a PATCH cannot be asynchronous: take the changes as a POST below ${path}, or as a PUT`] }
    default:
      return { needs: [`a ${method} cannot be asynchronous: let a POST start the work, and read what it yields here`] }
  }
}

function blockFor(subject: Subject): BlockProposal {
  const { operation, document } = subject
  const { result, schema, needs } = resultOf(subject)
  const block = {
    ...(result === undefined ? {} : { result }),
    // A poller that follows the redirect must not take the result's status for the job's.
    ...(hasMember(document, schema, 'status') ? { completion: 'inline' } : {}),
    ...pollOf(subject.accepted),
    ...(hasCancel(document, operation) ? { cancel: true } : {}),
  }
  return {
    block: Object.keys(block).length === 0 ? true : block,
    needs: [...needsOf(document, operation), ...needs],
  }
}

function needsOf(document: FoundDocument, { method, path, id }: FoundOperation): readonly string[] {
  const hasGet = document.operations.some((other) => other.method === 'GET' && other.path === path)
  return [
    ...(id === undefined ? ['it needs an `operationId`, which names its handler'] : []),
    ...(method === 'PUT' && !hasGet ? [`it needs a GET ${path} beside it, which shows what was put`] : []),
  ]
}

interface Result {
  readonly result?: JsonObject
  /** That of the result. */
  readonly schema?: FileNode | undefined
  readonly needs: readonly string[]
}

/** In the order in which the compiler takes them. */
const successes = ['201', '200', '204'] as const

/** What tells the result: a 201, 200 or 204, the GET that shows it, or a 202 that holds it. Whether several say the same shows once the block is tried. */
function resultOf(subject: Subject): Result {
  const status = successes.find((one) => subject.operation.responses.has(one))
  return status === undefined ? resultOfAccepted(subject) : resultIn(subject, status)
}

function resultIn({ operation, document }: Subject, status: string): Result {
  const schema = responseSchema(document, operation.responses.get(status))
  if (schema === undefined) return { needs: [] }
  if (isStatusLike(schemaFacts(document, schema))) {
    return {
      needs: [`its ${status} tells how far the work is; declare what the work yields instead, or in \`result\``],
    }
  }
  const members = requiredMembers(document, schema)
  const shown = document.operations
    .filter((other) => isResourceGet(document, operation, other))
    .map((get) => ({ operation: get.id ?? '', parameters: parametersFrom(get, members) }))
    .find(({ parameters }) => parameters !== undefined)
  // To name a resource would settle which of several results it is, and that is for the designer to say.
  if (shown?.parameters === undefined || !isOnlyResult(document, operation, schema)) return { schema, needs: [] }
  return { result: { operation: shown.operation, parameters: shown.parameters }, schema, needs: [] }
}

/** Whether every other success is told by the same schema. */
function isOnlyResult(document: FoundDocument, { responses }: FoundOperation, schema: FileNode): boolean {
  const told = document.follow(schema)?.value ?? null
  return successes.every((status) => {
    const response = responses.get(status)
    const other = responseSchema(document, response)
    if (other === undefined) return response === undefined
    return canonicalJson(document.follow(other)?.value ?? null) === canonicalJson(told)
  })
}

/** Without a 200, 201 or 204 the 202 may hold what the work yields; where it tells how far it is, nothing does. */
function resultOfAccepted({ accepted, acceptedFacts, document, operation }: Subject): Result {
  const schema = responseSchema(document, accepted)
  const reference = readText(readObject(schema?.value).$ref)
  const isHere = accepted?.file === operation.node.file
  if (reference !== undefined && isHere && !isStatusLike(acceptedFacts)) {
    return { result: { schema: { $ref: reference } }, schema, needs: [] }
  }
  return { needs: ['it needs a 200 or 201 that declares what the work yields, or a 204 when that is nothing'] }
}

/** A GET on the resource itself: at the path of a PUT, one level below the path of a POST. */
function isResourceGet(document: FoundDocument, operation: FoundOperation, get: FoundOperation): boolean {
  if (get.method !== 'GET' || get.id === undefined || get.node.value[blockKey] !== undefined) return false
  const below = get.path.startsWith(`${operation.path}/`) ? get.path.slice(operation.path.length + 1) : undefined
  const isThere = operation.method === 'PUT' ? get.path === operation.path : /^\{[^/{}]+\}$/.test(below ?? '')
  const schema = responseSchema(document, get.responses.get('200'))
  return (
    isThere && operation.method !== 'DELETE' && schema !== undefined && !isStatusLike(schemaFacts(document, schema))
  )
}

/** Each required path and query parameter from the member of the result that has its name; undefined when one has none. */
function parametersFrom(get: FoundOperation, members: readonly string[]): JsonObject | undefined {
  const last = /\{([^{}]+)\}[^{}]*$/.exec(get.path)?.[1]
  const required = get.parameters.filter(
    ({ in: place, required }) => place === 'path' || (place === 'query' && required === true),
  )
  const given = required.map((parameter): [string, string | undefined] => {
    const name = readText(parameter.name) ?? ''
    return [name, members.find((member) => member === name) ?? (name === last ? ownName(name, members) : undefined)]
  })
  if (given.length === 0 || given.some(([, member]) => member === undefined)) return undefined
  return Object.fromEntries(given.map(([name, member]): [string, string] => [name, `$result#/${member}`]))
}

/** `reportId` may be the report's `id`, `reportName` its `name`. */
function ownName(parameter: string, members: readonly string[]): string | undefined {
  const kind = /(id|name|key|uuid|code)$/i.exec(parameter)?.[1]?.toLowerCase()
  return kind === undefined ? undefined : members.find((member) => member.toLowerCase() === kind)
}

/** How long the designer's own examples ask callers to wait. */
function pollOf(accepted: ObjectNode | undefined): JsonObject {
  const headers = readObject(accepted?.value.headers)
  const name = Object.keys(headers).find((header) => header.toLowerCase() === 'retry-after')
  const header = readObject(name === undefined ? undefined : headers[name])
  const seconds = exampleIn(header) ?? exampleIn(readObject(header.schema))
  if (seconds === undefined || seconds > 3_600) return {}
  const initial = formatDuration(seconds * 1_000)
  return { poll: seconds > 60 ? { initial, max: initial } : { initial } }
}

function exampleIn(object: JsonObject): number | undefined {
  const named = Object.values(readObject(object.examples)).map((example) => readObject(example).value)
  const values = [object.example, object.const, object.default, ...readList(object.examples), ...named]
  return values.map(secondsIn).find((seconds) => seconds !== undefined)
}

function secondsIn(value: JsonValue | undefined): number | undefined {
  const seconds = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : readNumber(value)
  return seconds !== undefined && Number.isInteger(seconds) && seconds > 0 ? seconds : undefined
}

/** Whether the API lets callers cancel what the operation starts. */
function hasCancel(document: FoundDocument, { path, method }: FoundOperation): boolean {
  return document.operations.some(
    (other) =>
      method !== 'DELETE' &&
      other.method === 'POST' &&
      other.path.startsWith(path) &&
      /^(\/\{[^/{}]+\})?[/:](cancel|abort)$/i.test(other.path.slice(path.length)),
  )
}
