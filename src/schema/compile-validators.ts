/**
 * Compiles schemas to code at generation time, so that no server compiles any (D8). The code needs nothing but
 * 'coatcheck/validation-runtime'. Runs none of it.
 */

import type { CodeKeywordDefinition } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import { Fault } from '../base/fault.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { collectSchemas, type DocumentSchemas, rootId, type SchemaRoot } from './document-schemas.ts'
import { exactMultiples } from './exact-multiples.ts'
import { nativePattern } from './guarded-pattern.ts'
import { namesKnownMembers } from './known-members.ts'
import { linkValidators } from './link-validators.ts'
import { oneErrorOnly } from './one-error-only.ts'
import { judgePattern } from './pattern.ts'
import type { ValidatorIndex } from './validation-runtime.ts'

/** What a server needs to validate: units of code, and an index that says which is which. */
export interface CompiledValidators {
  readonly index: ValidatorIndex
  /** Bodies of functions of `require` and `unit`, by their number. */
  readonly units: readonly string[]
}

/**
 * The validators of these roots, which go on to the end: each shared schema is compiled once, and so are roots that say the same.
 *
 * @example compileValidators(document, [{ name: 'createReport.body.0', schema: { $ref: '#/components/schemas/ReportRequest' }, direction: 'request' }])
 */
export function compileValidators(document: JsonObject, roots: readonly SchemaRoot[]): CompiledValidators {
  const schemas = collectSchemas(document, roots)
  const guarded = new Map<string, string>()
  const ajv = createAjv(guarded, [...schemas.values()].some(tracksEvaluated))
  const ids = distinctRoots(schemas, roots)
  try {
    for (const [id, schema] of schemas) ajv.addSchema(isJsonObject(schema) ? schema : withoutLimits(schema), id)
    const linked = linkValidators(ajv, ids)
    const unitOf = Object.fromEntries(roots.map(({ name }, at) => [name, linked.roots[at] ?? 0]))
    return { index: { guarded: Object.fromEntries([...guarded].sort()), unitOf }, units: linked.units }
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : thrown
    throw new Fault('spec-invalid', `A schema cannot be compiled: ${why}`, { cause: thrown })
  }
}

/** By which id each root is compiled: one that only refers to a schema is that one, and one that says what another has said is the other. */
function distinctRoots(schemas: DocumentSchemas, roots: readonly SchemaRoot[]): readonly string[] {
  const ids = new Map<string, string>()
  return roots.map(({ name }) => {
    const id = rootId(name)
    const schema = schemas.get(id) ?? true
    const target = referredBy(schema)
    if (target !== undefined) return target
    const text = JSON.stringify(schema)
    const known = ids.get(text) ?? id
    ids.set(text, known)
    return known
  })
}

function referredBy(schema: JsonValue): string | undefined {
  const isReference = isJsonObject(schema) && typeof schema.$ref === 'string' && Object.keys(schema).length === 1
  return isReference ? String(schema.$ref) : undefined
}

/** Whether a schema asks which members others have looked at: Ajv keeps account of that in every function, or in none. */
function tracksEvaluated(schema: JsonValue): boolean {
  return /"(?:unevaluated(?:Properties|Items)|\$dynamicRef|\$recursiveRef)":/.test(JSON.stringify(schema))
}

/** Ajv keeps only objects by name; `true` and `false` are the other schemas there are. */
const withoutLimits = (schema: JsonValue): JsonObject => (schema === true ? {} : { not: {} })

function createAjv(patterns: Map<string, string>, evaluates: boolean): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    ownProperties: true,
    inlineRefs: false,
    messages: false,
    // The compiler has judged the shape of every schema, at its place.
    validateSchema: false,
    meta: false,
    logger: false,
    // The optimiser takes half of the time and saves a tenth of the code; nothing runs here, so nothing is instantiated.
    code: {
      source: true,
      lines: true,
      optimize: false,
      regExp: patternEngine(patterns),
      process: () => 'return function () {}',
    },
  })
  // Ajv2020 insists on both.
  if (!evaluates) Object.assign(ajv.opts, { unevaluated: false, dynamicRef: false })
  ajvFormats.default(ajv, { mode: 'full', keywords: false })
  for (const keyword of ['oneOf', 'anyOf', 'contains']) replaceKeyword(ajv, keyword, oneErrorOnly)
  replaceKeyword(ajv, 'multipleOf', exactMultiples)
  replaceKeyword(ajv, 'additionalProperties', namesKnownMembers)
  return ajv
}

function replaceKeyword(
  ajv: Ajv2020,
  keyword: string,
  change: (definition: CodeKeywordDefinition) => CodeKeywordDefinition,
): void {
  const rule = ajv.getKeyword(keyword)
  if (typeof rule !== 'object' || !('code' in rule)) throw new TypeError(`Ajv has no keyword ${keyword}`)
  ajv.removeKeyword(keyword)
  ajv.addKeyword({ ...change(rule), ...before[keyword] })
}

/** A keyword that is added again stands last: the errors about unknown members are to stay before those about known ones. */
const before: Readonly<Record<string, { readonly before: string }>> = { additionalProperties: { before: 'properties' } }

/** Fills a map with the patterns that re2js is to run. Ajv calls this while compiling; the code it writes asks the runtime for the engine by `require`. */
function patternEngine(patterns: Map<string, string>) {
  const engine = (pattern: string): RegExp => {
    const judged = judgePattern(pattern)
    if (judged.kind === 'guarded') patterns.set(pattern, judged.re2)
    return nativePattern(pattern)
  }
  return Object.assign(engine, { code: 'require("coatcheck/pattern")' })
}
