/** The type and the limits of a schema in a few words. */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { followReference } from '../schema/reference.ts'
import { listAt, textAt } from './published.ts'

/**
 * What kind of value it is.
 *
 * @example typeText(document, { type: 'array', items: { type: 'string', format: 'uri' } }) // 'array of string (uri)'
 */
export function typeText(document: JsonObject, schema: JsonObject): string {
  for (const word of ['oneOf', 'anyOf'] as const) {
    const branches = listAt(schema, word)
    if (branches.length > 0) return branches.map((branch) => branchText(document, branch)).join(' or ')
  }
  const types = Array.isArray(schema.type) ? schema.type.map(String) : [inferredType(schema)]
  if (schema.nullable === true) types.push('null')
  if (types.includes('array')) return arrayText(document, schema, types)
  const format = textAt(schema, 'format')
  return `${types.join(' or ')}${format === undefined ? '' : ` (${format})`}`
}

/** What a value has to keep to beyond its type. */
export function constraints(schema: JsonObject): readonly string[] {
  const written = limits.flatMap(([name, say]) => (schema[name] === undefined ? [] : [say(schema[name])]))
  const sizes = [...span(schema, 'Length', 'character'), ...span(schema, 'Items', 'item')]
  return [
    ...choices(schema),
    ...sizes,
    ...written,
    ...(schema.default === undefined ? [] : [`default ${shown(schema.default)}`]),
  ]
}

function branchText(document: JsonObject, branch: JsonValue): string {
  const name = isJsonObject(branch) ? textAt(branch, '$ref')?.split('/').at(-1) : undefined
  return name ?? typeText(document, followReference(document, branch))
}

function arrayText(document: JsonObject, schema: JsonObject, types: readonly string[]): string {
  const others = types.filter((type) => type !== 'array').map((type) => ` or ${type}`)
  return `array of ${typeText(document, followReference(document, schema.items))}${others.join('')}`
}

function inferredType(schema: JsonObject): string {
  if (typeof schema.type === 'string') return schema.type
  if (schema.properties !== undefined) return 'object'
  if (schema.items !== undefined) return 'array'
  return 'any value'
}

function choices(schema: JsonObject): readonly string[] {
  if (schema.const !== undefined) return [`always ${shown(schema.const)}`]
  const values = listAt(schema, 'enum')
  return values.length === 0 ? [] : [`one of ${values.map(shown).join(', ')}`]
}

/** How long or how many, in one phrase. */
function span(schema: JsonObject, ends: string, unit: string): readonly string[] {
  const least = schema[`min${ends}`]
  const most = schema[`max${ends}`]
  if (most !== undefined)
    return [`${least === undefined || least === 0 ? 'up' : shown(least)} to ${shown(most)} ${unit}s`]
  return least === undefined || least === 0 ? [] : [`${shown(least)} ${unit}${least === 1 ? '' : 's'} or more`]
}

function shown(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const limits: readonly (readonly [name: string, say: (value: JsonValue) => string])[] = [
  ['minimum', (value) => `at least ${shown(value)}`],
  ['exclusiveMinimum', (value) => (value === true ? 'not that itself' : `more than ${shown(value)}`)],
  ['maximum', (value) => `at most ${shown(value)}`],
  ['exclusiveMaximum', (value) => (value === true ? 'not that itself' : `less than ${shown(value)}`)],
  ['multipleOf', (value) => `a multiple of ${shown(value)}`],
  ['pattern', (value) => `matches ${shown(value)}`],
  ['uniqueItems', (value) => (value === true ? 'no item twice' : 'items may repeat')],
]
