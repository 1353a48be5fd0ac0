/**
 * An OpenAPI schema as the JSON Schema 2020-12 that Ajv compiles: 3.0's own keywords translated, prose dropped, discriminators resolved,
 * and what protects the server added. It follows no `$ref`; it asks for the name to put there.
 */
import { Fault } from '../base/fault.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { alternativesByValue } from './discriminator.ts'
import { fromLegacy } from './legacy-schema.ts'
import { judgePattern } from './pattern.ts'
import { foreignMembers } from './required-elsewhere.ts'
import type { SchemaContext } from './schema-context.ts'

/** The schema to compile. */
export function toJsonSchema(schema: JsonValue, context: SchemaContext): JsonValue {
  if (!isJsonObject(schema)) return schema
  if (context.legacy && typeof schema.$ref === 'string') return { $ref: context.link(schema.$ref, context.foreign) }
  // Ajv refuses to compile it, though it says clearly that nothing fits.
  if (Array.isArray(schema.enum) && schema.enum.length === 0) return false
  const plain = context.legacy ? fromLegacy(schema) : schema
  const foreign = context.directed ? new Set([...foreignMembers(plain, context), ...context.foreign]) : context.foreign
  const converted = {
    ...keywords(plain, { ...context, foreign }),
    ...safeIntegers(plain),
    ...requiredHere(plain, foreign),
  }
  const apart = withContainsApart(converted)
  return withGuardedNames(withGuardedPattern(withAlternatives(apart, plain, context), context))
}

/** Where Ajv stops at the first error it skips `contains` after `prefixItems` when there is no item: standing apart it is not skipped. */
function withContainsApart(schema: JsonObject): JsonObject {
  const { contains, minContains, maxContains, ...rest } = schema
  if (contains === undefined || rest.prefixItems === undefined) return schema
  const limits = {
    ...(minContains !== undefined && { minContains }),
    ...(maxContains !== undefined && { maxContains }),
  }
  return { ...rest, allOf: [...(Array.isArray(rest.allOf) ? rest.allOf : []), { contains, ...limits }] }
}

type Convert = (value: JsonValue, context: SchemaContext) => JsonValue

const asIs: Convert = (value) => value
/** What is said around a schema holds for its parts, and not for other values, alternatives or conditions. */
const oneSchema: Convert = (value, context) => toJsonSchema(value, alone(context))
const partList: Convert = (value, context) =>
  Array.isArray(value) ? value.map((schema) => toJsonSchema(schema, context)) : value
const schemaList: Convert = (value, context) => partList(value, alone(context))
const schemaMap: Convert = (value, context) =>
  isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, toJsonSchema(schema, alone(context))]))
    : value

const nobody: ReadonlySet<string> = new Set()
const alone = (context: SchemaContext): SchemaContext =>
  context.foreign.size === 0 ? context : { ...context, foreign: nobody }

/** The keywords that say what is valid; all others are prose or annotations. */
const converters: ReadonlyMap<string, Convert> = new Map<string, Convert>([
  ['$ref', (ref, context) => context.link(String(ref), context.foreign)],
  ['$dynamicRef', (ref, context) => context.link(String(ref), context.foreign)],
  ...['type', 'enum', 'const', 'format', 'pattern', 'multipleOf'].map((name) => [name, asIs] as const),
  ...['maximum', 'minimum', 'exclusiveMaximum', 'exclusiveMinimum'].map((name) => [name, asIs] as const),
  ...['maxLength', 'minLength', 'maxItems', 'minItems', 'uniqueItems'].map((name) => [name, asIs] as const),
  ...['maxContains', 'minContains', 'maxProperties', 'minProperties'].map((name) => [name, asIs] as const),
  ...['required', 'dependentRequired'].map((name) => [name, asIs] as const),
  ...['items', 'contains', 'not', 'if', 'then', 'else', 'propertyNames'].map((name) => [name, oneSchema] as const),
  ...['additionalProperties', 'unevaluatedItems', 'unevaluatedProperties'].map((name) => [name, oneSchema] as const),
  ['allOf', partList],
  ...['anyOf', 'oneOf', 'prefixItems'].map((name) => [name, schemaList] as const),
  ...['properties', 'patternProperties', 'dependentSchemas'].map((name) => [name, schemaMap] as const),
])

function keywords(schema: JsonObject, context: SchemaContext): JsonObject {
  const converted: [string, JsonValue][] = []
  for (const [name, value] of Object.entries(schema)) {
    const convert = converters.get(name)
    if (convert !== undefined) converted.push([name === '$dynamicRef' ? '$ref' : name, convert(value, context)])
  }
  return Object.fromEntries(converted)
}

/** An integer beyond 2^53 has already lost digits when it gets here (IN-6). */
function safeIntegers({ type, minimum, maximum }: JsonObject): JsonObject {
  const types = Array.isArray(type) ? type : [type]
  if (!types.includes('integer') || types.includes('number')) return {}
  const least = typeof minimum === 'number' ? minimum : Number.MIN_SAFE_INTEGER
  const most = typeof maximum === 'number' ? maximum : Number.MAX_SAFE_INTEGER
  return {
    minimum: Math.max(least, Number.MIN_SAFE_INTEGER),
    maximum: Math.min(most, Number.MAX_SAFE_INTEGER),
  }
}

function requiredHere({ required }: JsonObject, foreign: ReadonlySet<string>): JsonObject {
  if (!Array.isArray(required) || foreign.size === 0) return {}
  return { required: required.filter((name) => !foreign.has(String(name))) }
}

/** Unions whose members can be told apart by one value: only the member that the value names is judged (R-INI-7). */
function withAlternatives(converted: JsonObject, schema: JsonObject, context: SchemaContext): JsonObject {
  for (const keyword of ['oneOf', 'anyOf'] as const) {
    const { [keyword]: members, ...rest } = converted
    const chosen = alternativesByValue(schema, keyword, context)
    if (chosen === undefined || !Array.isArray(members)) continue
    const then = members.map((member, index) => implication(chosen.conditions[index] ?? false, member))
    return { ...rest, allOf: [...(Array.isArray(rest.allOf) ? rest.allOf : []), chosen.otherwise, ...then] }
  }
  return converted
}

/**
 * What neither engine can match safely is matched on short texts only, also when every violation is collected (IN-1). Without a limit
 * no text fits: such a spec can be compiled and looked at, and is not served.
 */
function withGuardedPattern(schema: JsonObject, context: SchemaContext): JsonObject {
  const { pattern, ...rest } = schema
  if (typeof pattern !== 'string') return schema
  const judged = judgePattern(pattern)
  if (judged.kind === 'invalid') throw unfit(context, `has the pattern ${pattern}, but ${judged.reason}`)
  if (judged.kind !== 'unguarded') return schema
  const guarded =
    typeof rest.maxLength === 'number'
      ? implication({ maxLength: rest.maxLength }, { pattern })
      : { not: { type: 'string' } }
  return { ...rest, allOf: [...(Array.isArray(rest.allOf) ? rest.allOf : []), guarded] }
}

/** Names that neither engine can match safely: nothing may have a name. */
function withGuardedNames(schema: JsonObject): JsonObject {
  const { patternProperties, ...rest } = schema
  if (!isJsonObject(patternProperties)) return schema
  const safe = Object.keys(patternProperties).every((name) => judgePattern(name).kind !== 'unguarded')
  if (safe) return schema
  return { ...rest, allOf: [...(Array.isArray(rest.allOf) ? rest.allOf : []), { maxProperties: 0 }] }
}

function implication(condition: JsonValue, consequence: JsonValue): JsonObject {
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema, never awaited
  return { if: condition, then: consequence }
}

function unfit(context: SchemaContext, what: string): Fault {
  return new Fault('spec-invalid', `The schema of ${context.place} ${what}.`)
}
