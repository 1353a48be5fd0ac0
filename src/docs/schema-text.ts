/** The type and the limits of a schema in a few words. */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { followReference, objectAt } from '../schema/reference.ts'
import { listAt, textAt } from './published.ts'

/**
 * What kind of value it is.
 *
 * @example typeText(document, { type: 'array', items: { type: 'string', format: 'uri' } }) // 'array of string (uri)'
 * @example typeText(document, { type: 'array', prefixItems: [{ type: 'integer' }, { type: 'string' }] }) // 'array: integer, string, then any values'
 */
export function typeText(document: JsonObject, schema: JsonObject): string {
  const branches = branchesOf(schema)
  if (branches.length > 0) return branches.map((branch) => branchText(document, branch)).join(' or ')
  const types = Array.isArray(schema.type) ? schema.type.map(String) : [inferredType(schema)]
  if (schema.nullable === true) types.push('null')
  if (types.includes('array')) return withOthers(arrayText(document, schema), types, 'array')
  if (types.includes('object')) return withOthers(objectText(document, schema), types, 'object')
  const format = textAt(schema, 'format')
  return `${types.join(' or ')}${format === undefined ? '' : ` (${format})`}`
}

/** What a value has to keep to beyond its type. */
export function constraints(schema: JsonObject): readonly string[] {
  const written = limits.flatMap(([name, say]) => (schema[name] === undefined ? [] : [say(schema[name])]))
  const sizes = [...span(schema, 'Length', 'character'), ...span(schema, 'Items', 'item')]
  return [
    ...toldApart(schema),
    ...choices(schema),
    ...sizes,
    ...written,
    ...(schema.default === undefined ? [] : [`default ${shown(schema.default)}`]),
  ]
}

/** The alternatives of a value, of which it is one. */
export function branchesOf(schema: JsonObject): readonly JsonValue[] {
  const one = listAt(schema, 'oneOf')
  return one.length > 0 ? one : listAt(schema, 'anyOf')
}

/** The name of the component that a branch is. */
export function branchName(branch: JsonValue): string | undefined {
  return isJsonObject(branch) ? textAt(branch, '$ref')?.split('/').at(-1) : undefined
}

function branchText(document: JsonObject, branch: JsonValue): string {
  return branchName(branch) ?? typeText(document, followReference(document, branch))
}

function withOthers(text: string, types: readonly string[], said: string): string {
  return [text, ...types.filter((type) => type !== said)].join(' or ')
}

function arrayText(document: JsonObject, schema: JsonObject): string {
  const places = listAt(schema, 'prefixItems')
  const { items } = schema
  if (places.length === 0) return items === false ? 'empty array' : `array of ${partText(document, items)}`
  const first = places.map((place) => partText(document, place)).join(', ')
  if (items === false) return `array: ${first}`
  return `array: ${first}, then any ${isJsonObject(items) ? `number of ${partText(document, items)}` : 'values'}`
}

/** An object is a map where its members have values of one kind, and no names. */
function objectText(document: JsonObject, schema: JsonObject): string {
  const { additionalProperties, properties } = schema
  const isMap = isJsonObject(additionalProperties) && properties === undefined
  return isMap ? `object, each value ${partText(document, additionalProperties)}` : 'object'
}

/** What has parts of its own is named rather than told, if it has a name: it may lead back to where it is a part. */
function partText(document: JsonObject, part: JsonValue | undefined): string {
  const target = followReference(document, part)
  const hasParts = branchesOf(target).length > 0 || partKeys.some((key) => target[key] !== undefined)
  const name = part !== undefined && hasParts ? branchName(part) : undefined
  return name ?? typeText(document, target)
}

const partKeys = ['items', 'prefixItems', 'additionalProperties']

function inferredType(schema: JsonObject): string {
  if (typeof schema.type === 'string') return schema.type
  if (schema.properties !== undefined) return 'object'
  if (schema.items !== undefined || schema.prefixItems !== undefined) return 'array'
  const values = schema.const === undefined ? listAt(schema, 'enum') : [schema.const]
  const kinds = new Set(values.map(kindOf))
  return kinds.size === 0 ? 'any value' : [...kinds].join(' or ')
}

function kindOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'array'
  return value === null ? 'null' : typeof value
}

/** Which value of the discriminating member means which alternative; the names alone where both are the same. */
function toldApart(schema: JsonObject): readonly string[] {
  const discriminator = objectAt(schema, 'discriminator')
  const member = textAt(discriminator, 'propertyName')
  if (member === undefined) return []
  const mapped = Object.entries(objectAt(discriminator, 'mapping')).map(([value, target]) => {
    const name = String(target).split('/').at(-1)
    return name === value ? value : `${value} for ${name}`
  })
  const names = mapped.length > 0 ? mapped : branchesOf(schema).flatMap((branch) => branchName(branch) ?? [])
  return [`told apart by ${member}${names.length > 0 ? `: ${names.join(', ')}` : ''}`]
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
