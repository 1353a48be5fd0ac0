/** One operation beside its document, prepared for the signals of `adopt`: what it answers, what it says of itself, and its neighbours. */
import type { JsonValue } from '../../base/json.ts'
import { readText } from '../../base/read-json.ts'
import type { FoundDocument, FoundOperation, ObjectNode } from './read-document.ts'
import { isStatusLike, responseSchema, type SchemaFacts, schemaFacts } from './schema-facts.ts'

export interface Subject {
  readonly operation: FoundOperation
  readonly document: FoundDocument
  readonly surroundings: Surroundings
  /** The 202. */
  readonly accepted: ObjectNode | undefined
  readonly acceptedFacts: SchemaFacts
  /** Those of the 200 or 201. */
  readonly successFacts: SchemaFacts
  /** Summary and description, without markup. */
  readonly text: string
  /** Words of the id and of the last fixed segment of the path, in lower case. */
  readonly words: readonly string[]
}

/** What all operations of a document share. */
export interface Surroundings {
  /** Methods by path, of the operations that declare a 202. */
  readonly accepting: ReadonlyMap<string, readonly string[]>
  /** GETs that tell how far some work is. */
  readonly statusGets: readonly FoundOperation[]
  /** The document declares the 202 wherever it can, also where something is only read. */
  readonly acceptsEverything: boolean
}

/** What the operations of a document share, found once. */
export function surroundingsOf(document: FoundDocument): Surroundings {
  const accepting = new Map<string, string[]>()
  for (const { path, method, responses } of document.operations) {
    if (responses.has('202')) accepting.set(path, [...(accepting.get(path) ?? []), method])
  }
  const gets = document.operations.filter(({ method }) => method === 'GET')
  const acceptingGets = gets.filter(({ responses }) => responses.has('202'))
  return {
    accepting,
    statusGets: gets.filter((operation) => isStatusGet(document, operation)),
    acceptsEverything: acceptingGets.length >= 3 && acceptingGets.length * 3 > gets.length,
  }
}

function isStatusGet(document: FoundDocument, { path, responses, node }: FoundOperation): boolean {
  if (node.value['x-speakeasy-polling'] !== undefined) return true
  if (
    /\/(status|progress|state)$|\/(operations?|operation-?(status|result)(es|s)?|async-?operations?)\/\{[^}]+\}$/i.test(
      path,
    )
  )
    return true
  if (!/\{[^}]+\}$/.test(path)) return false
  return isStatusLike(schemaFacts(document, responseSchema(document, responses.get('200'))))
}

/** An operation with everything that the signals ask about. */
export function subjectOf(document: FoundDocument, surroundings: Surroundings, operation: FoundOperation): Subject {
  const { responses, node, path, id = '' } = operation
  const factsOf = (status: string): SchemaFacts =>
    schemaFacts(document, responseSchema(document, responses.get(status)))
  const success = ['200', '201'].find((status) => responseSchema(document, responses.get(status)) !== undefined)
  const segment = path.split('/').findLast((part) => part !== '' && !part.includes('{')) ?? ''
  return {
    operation,
    document,
    surroundings,
    accepted: responses.get('202'),
    acceptedFacts: factsOf('202'),
    successFacts: factsOf(success ?? '200'),
    text: plainText(node.value.summary, node.value.description),
    words: [...wordsIn(id), ...wordsIn(segment)],
  }
}

/** Texts as one line, without tags. */
export function plainText(...values: readonly (JsonValue | undefined)[]): string {
  return values
    .map((value) => readText(value) ?? '')
    .join('. ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 4_000)
}

/** The words of a name in camel case, kebab case or any other. */
function wordsIn(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())
}
