/** Whether a value fits a schema of the spec, asked while compiling. A schema that cannot be compiled judges nothing: other rules report it. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import type { Direction } from '../../schema/direction.ts'
import { collectSchemas, rootId, type SchemaRoot } from '../../schema/document-schemas.ts'
import { exactMultiples } from '../../schema/exact-multiples.ts'
import { matcherOf } from '../../schema/matcher-of.ts'
import { type Path, parsePointer, valueAt } from '../../schema/pointer.ts'
import { toViolations, type Violation } from '../../schema/violations.ts'
import type { SpecView } from '../view/spec-view.ts'
import { schemasBelow } from './schema-path.ts'

/** Everything in a value that does not fit the schema at a place of the document. */
export function violationsAt(
  spec: SpecView,
  schemaAt: Path,
  value: JsonValue,
  direction: Direction,
): readonly Violation[] {
  const schema = spec.locate(schemaAt)?.value
  const check = schema === undefined ? undefined : checkOf(spec.document, schema, direction)
  return check === undefined ? [] : violationsOf(check, value)
}

/** Everything in a text or a number that does not fit a schema that is not written anywhere. */
export function violationsBy(spec: SpecView, schema: JsonObject, value: JsonValue): readonly Violation[] {
  const check = checkOf(spec.document, schema, 'response')
  return check === undefined ? [] : violationsOf(check, value)
}

/** Nothing about a value whose schema comes back to itself, which is another diagnostic. */
function violationsOf(check: ValidateFunction, value: JsonValue): readonly Violation[] {
  try {
    return check(value) ? [] : toViolations(check.errors ?? [])
  } catch (cause) {
    if (cause instanceof RangeError) return []
    throw cause
  }
}

/** The part of a violation's pointer that leads to something: a missing member has no place of its own. */
export function presentPath(value: JsonValue, { pointer }: Violation): Path {
  const path = parsePointer(pointer) ?? []
  const missing = path.findIndex((_, index) => valueAt(value, path.slice(0, index + 1)) === undefined)
  return missing === -1 ? path : path.slice(0, missing)
}

/** Where the schema stands that a violation speaks of, as near as the document says it. */
export function violatedAt(spec: SpecView, schemaAt: Path, { pointer }: Violation): Path {
  const path = parsePointer(pointer) ?? []
  const depths = path.map((_, index) => path.slice(0, path.length - index))
  const nearest = depths.flatMap((prefix) => schemasBelow(spec, schemaAt, prefix)).at(0)
  return nearest?.at ?? schemaAt
}

/** The first few of them, as a part of a sentence. */
export function reasonsOf(violations: readonly Violation[]): string {
  return violations
    .slice(0, 3)
    .map(({ pointer, detail }) => `\`${pointer === '' ? '/' : pointer}\` ${detail}`)
    .join('; ')
}

/** One for each schema of a document: what many operations say in the same words is compiled once. */
function checkOf(document: JsonObject, schema: JsonValue, direction: Direction): ValidateFunction | undefined {
  const checker = checkers.get(document) ?? createChecker()
  checkers.set(document, checker)
  const judged = withoutProse(schema)
  const name = `${direction} ${canonicalJson(judged)}`
  if (!checker.known.has(name)) checker.known.set(name, compile(checker, document, { name, schema: judged, direction }))
  return checker.known.get(name)
}

/** Many schemas differ in nothing else. */
function withoutProse(schema: JsonValue): JsonValue {
  if (!isJsonObject(schema)) return schema
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !prose.has(name) && !name.startsWith('x-')))
}

const prose: ReadonlySet<string> = new Set([
  ...['title', 'description', 'default', 'example', 'examples', 'deprecated', 'externalDocs', 'xml'],
])

interface Checker {
  readonly ajv: Ajv2020
  readonly known: Map<string, ValidateFunction | undefined>
}

const checkers = new WeakMap<JsonObject, Checker>()

function createChecker(): Checker {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    ownProperties: true,
    messages: false,
    logger: false,
    verbose: true,
    // Most schemas judge a value or two: what makes them run faster costs more than it saves.
    inlineRefs: false,
    validateSchema: false,
    code: { optimize: false, regExp: Object.assign(guarded, { code: 'new RegExp' }) },
  })
  ajvFormats.default(ajv, { mode: 'full', keywords: false })
  const multiples = ajv.getKeyword('multipleOf')
  if (typeof multiples !== 'object' || !('code' in multiples)) throw new TypeError('Ajv has no keyword multipleOf')
  ajv.removeKeyword('multipleOf').addKeyword(exactMultiples(multiples))
  return { ajv, known: new Map() }
}

/** Ajv tells patterns apart by their text. One that nothing can run safely fits everything. */
function guarded(pattern: string): RegExpLike {
  const matcher = matcherOf(pattern)
  return { test: (text) => matcher?.test(text) ?? true, toString: () => pattern }
}

interface RegExpLike {
  test(text: string): boolean
  toString(): string
}

function compile({ ajv, known }: Checker, document: JsonObject, root: SchemaRoot): ValidateFunction | undefined {
  const numbered = { ...root, name: String(known.size) }
  try {
    for (const [id, each] of collectSchemas(document, [numbered])) {
      const schema = isJsonObject(each) ? each : each === true ? {} : { not: {} }
      if (ajv.schemas[id] === undefined) ajv.addSchema(schema, id)
    }
    return ajv.getSchema(rootId(numbered.name))
  } catch {
    return undefined
  }
}
