/**
 * Compiles schemas to the source of an ECMAScript module at generation time, so that no server compiles any (D8). The module needs
 * nothing but 'coatcheck/validation-runtime'.
 */

import { Ajv2020 } from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'
import ajvFormats from 'ajv-formats'
import { Fault } from '../base/fault.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { collectSchemas, type DocumentSchemas, rootId, type SchemaRoot } from './document-schemas.ts'
import { nativePattern } from './guarded-pattern.ts'
import { oneErrorOnly } from './one-error-only.ts'
import { judgePattern } from './pattern.ts'

/** What the module is made of: patterns for re2js by their ECMAScript text, and the bodies of two functions of `require` and `exports`. */
export interface CompiledValidators {
  readonly guarded: Readonly<Record<string, string>>
  /** Stops at the first error. */
  readonly first: string
  /** Goes on to the end; run only on what the first has refused. */
  readonly all: string
}

/**
 * The module text.
 *
 * @example compileValidators(document, [{ name: 'createReport.body.0', schema: { $ref: '#/components/schemas/ReportRequest' }, direction: 'request' }])
 */
export function compileValidators(document: JsonObject, roots: readonly SchemaRoot[]): string {
  const { guarded, first, all } = compileFunctions(document, roots)
  return [
    "import { defineValidators } from 'coatcheck/validation-runtime'",
    '',
    `const guarded = ${JSON.stringify(guarded, null, 2)}`,
    '',
    'export const validators = defineValidators(guarded, first, all)',
    '',
    `function first(require, exports) {\n${first.trim()}\n}`,
    '',
    `function all(require, exports) {\n${all.trim()}\n}`,
    '',
  ].join('\n')
}

/** The parts of the module, for those who want to run them at once. */
export function compileFunctions(document: JsonObject, roots: readonly SchemaRoot[]): CompiledValidators {
  const schemas = collectSchemas(document, roots)
  const names = Object.fromEntries(roots.map(({ name }) => [name, rootId(name)]))
  const patterns = new Map<string, string>()
  const first = compile(schemas, names, { allErrors: false, patterns })
  const all = compile(schemas, names, { allErrors: true, patterns })
  return { guarded: Object.fromEntries([...patterns].sort()), first, all }
}

interface CompileOptions {
  readonly allErrors: boolean
  /** Filled with the patterns that re2js is to run. */
  readonly patterns: Map<string, string>
}

function compile(schemas: DocumentSchemas, names: Readonly<Record<string, string>>, options: CompileOptions): string {
  const ajv = createAjv(options)
  try {
    for (const [id, schema] of schemas) ajv.addSchema(isJsonObject(schema) ? schema : withoutLimits(schema), id)
    return standalone.default(ajv, names)
  } catch (thrown) {
    throw new Fault(
      'spec-invalid',
      `A schema cannot be compiled: ${thrown instanceof Error ? thrown.message : thrown}`,
      {
        cause: thrown,
      },
    )
  }
}

/** Ajv keeps only objects by name; `true` and `false` are the other schemas there are. */
const withoutLimits = (schema: JsonValue): JsonObject => (schema === true ? {} : { not: {} })

function createAjv({ allErrors, patterns }: CompileOptions): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors,
    strict: false,
    ownProperties: true,
    inlineRefs: false,
    messages: false,
    // Names the known members beside an unknown one; too costly for values that are refused unread.
    verbose: allErrors,
    logger: false,
    code: { source: true, lines: true, regExp: patternEngine(patterns) },
  })
  ajvFormats.default(ajv, { mode: 'full', keywords: false })
  for (const keyword of ['oneOf', 'anyOf', 'contains']) replaceKeyword(ajv, keyword)
  return ajv
}

function replaceKeyword(ajv: Ajv2020, keyword: string): void {
  const rule = ajv.getKeyword(keyword)
  if (typeof rule !== 'object' || !('code' in rule)) throw new TypeError(`Ajv has no keyword ${keyword}`)
  ajv.removeKeyword(keyword)
  ajv.addKeyword(oneErrorOnly(rule))
}

/** Ajv calls this while compiling; the code it writes asks the runtime for the engine by `require`. */
function patternEngine(patterns: Map<string, string>) {
  const engine = (pattern: string): RegExp => {
    const judged = judgePattern(pattern)
    if (judged.kind === 'guarded') patterns.set(pattern, judged.re2)
    return nativePattern(pattern)
  }
  return Object.assign(engine, { code: 'require("coatcheck/pattern")' })
}
