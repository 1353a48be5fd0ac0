/**
 * Ajv's errors as violations a caller can act on: one cause gives one, in words, with the allowed values or the known names. A missing
 * or unknown member is pointed at by the place it has or would have.
 */
import { closestName } from '../base/closest-name.ts'
import type { Violation } from '../base/violation.ts'
import { escapeSegment } from './pointer.ts'

export type { Violation } from '../base/violation.ts'

/** What we read of an Ajv error. `params.known` is there for an unknown member when every violation is collected. */
export interface SchemaError {
  readonly keyword: string
  readonly instancePath: string
  readonly params: Readonly<Record<string, unknown>>
  readonly propertyName?: string
  readonly message?: string
}

export const maxViolations = 100

/** These only repeat what an error of their own subschema says already. */
const echoes = new Set(['if', 'propertyNames'])

/**
 * At most 100 violations.
 *
 * @example toViolations([{ keyword: 'minimum', instancePath: '/size', params: { limit: 1 } }]) // [{ pointer: '/size', detail: 'must be at least 1' }]
 */
export function toViolations(errors: readonly SchemaError[]): readonly Violation[] {
  const found = new Map<string, Violation>()
  for (const error of errors) {
    if (echoes.has(error.keyword)) continue
    const violation = toViolation(error)
    found.set(`${violation.pointer}\n${violation.detail}`, violation)
    if (found.size === maxViolations) break
  }
  return [...found.values()]
}

function toViolation(error: SchemaError): Violation {
  const detail = (details[error.keyword] ?? otherwise)(error.params, error)
  const at = memberNamed(error)
  const pointer = at === undefined ? error.instancePath : `${error.instancePath}/${escapeSegment(at)}`
  if (error.propertyName === undefined) return { pointer, detail }
  return { pointer: `${pointer}/${escapeSegment(error.propertyName)}`, detail: `has a name that ${detail}` }
}

/** The member that is missing or unknown, for the keywords that complain about the whole object. */
function memberNamed({ keyword, params }: SchemaError): string | undefined {
  if (keyword === 'required' || keyword === 'dependentRequired') return String(params.missingProperty)
  if (keyword === 'additionalProperties') return String(params.additionalProperty)
  if (keyword === 'unevaluatedProperties') return String(params.unevaluatedProperty)
  return undefined
}

type Detail = (params: Readonly<Record<string, unknown>>, error: SchemaError) => string

const otherwise: Detail = (_params, error) => error.message ?? `does not satisfy "${error.keyword}"`

const details: Readonly<Record<string, Detail>> = {
  type: ({ type }) => `must be ${either(String(type).split(',').map(typeName))}`,
  required: () => 'is required',
  dependentRequired: ({ property }) => `is required beside ${quote(property)}`,
  additionalProperties: (_params, error) => unknownMember(error),
  unevaluatedProperties: () => 'is not a known property',
  enum: ({ allowedValues }) => `must be ${oneOf(allowedValues)}`,
  const: ({ allowedValue }) => `must be ${quote(allowedValue)}`,
  minimum: ({ limit }) => `must be at least ${limit}`,
  maximum: ({ limit }) => `must be at most ${limit}`,
  exclusiveMinimum: ({ limit }) => `must be more than ${limit}`,
  exclusiveMaximum: ({ limit }) => `must be less than ${limit}`,
  multipleOf: ({ multipleOf }) => `must be a multiple of ${multipleOf}`,
  minLength: ({ limit }) => `must have at least ${count(limit, 'character')}`,
  maxLength: ({ limit }) => `must have at most ${count(limit, 'character')}`,
  pattern: ({ pattern }) => `must match the pattern ${pattern}`,
  format: ({ format }) => `must be ${formatName(String(format))}`,
  minItems: ({ limit }) => `must have at least ${count(limit, 'item')}`,
  maxItems: ({ limit }) => `must have at most ${count(limit, 'item')}`,
  items: ({ limit }) => `must have no more than ${count(limit, 'item')}`,
  unevaluatedItems: ({ limit }) => `must have no more than ${count(limit, 'item')}`,
  uniqueItems: ({ i, j }) => `must not repeat an item: ${j} and ${i} are equal`,
  contains: ({ minContains, maxContains }) => contains(minContains, maxContains),
  minProperties: ({ limit }) => `must have at least ${count(limit, 'property', 'properties')}`,
  maxProperties: ({ limit }) => `must have at most ${count(limit, 'property', 'properties')}`,
  anyOf: () => 'fits none of the forms that are allowed here',
  oneOf: ({ passingSchemas }) =>
    Array.isArray(passingSchemas)
      ? 'fits several of the forms that are allowed here, and must fit exactly one'
      : 'fits none of the forms that are allowed here',
  not: () => 'has a form that is not allowed here',
  'false schema': () => 'is not allowed here',
}

const typeNames: Readonly<Record<string, string>> = {
  integer: 'an integer',
  number: 'a number',
  string: 'a string',
  boolean: 'true or false',
  object: 'an object',
  array: 'an array',
  null: 'null',
}

const formatNames: Readonly<Record<string, string>> = {
  date: 'a date (2026-01-31)',
  'date-time': 'a date and time with offset (2026-01-31T08:00:00Z)',
  time: 'a time with offset (08:00:00Z)',
  duration: 'an ISO 8601 duration (PT30S)',
  uri: 'an absolute URI',
  'uri-reference': 'a URI or a relative reference',
  email: 'an email address',
  uuid: 'a UUID',
  hostname: 'a host name',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
}

const typeName = (type: string): string => typeNames[type] ?? type
const formatName = (format: string): string => formatNames[format] ?? `of the format "${format}"`

function unknownMember({ params }: SchemaError): string {
  if (!Array.isArray(params.known)) return 'is not a known property'
  const known = params.known.map(String)
  const meant = closestName(String(params.additionalProperty), known)
  return `is not a known property${meant === undefined ? '' : `, did you mean ${quote(meant)}?`}${knownNames(known)}`
}

/** ' (known: "a", "b")', or nothing; long lists are cut. */
export function knownNames(names: readonly string[]): string {
  if (names.length === 0) return ' (none is known here)'
  const shown = names.slice(0, 20).map(quote).join(', ')
  return ` (known: ${shown}${names.length > 20 ? ', …' : ''})`
}

function contains(least: unknown, most: unknown): string {
  if (most === undefined) return `must contain at least ${count(least, 'matching item')}`
  return `must contain ${least} to ${count(most, 'matching item')}`
}

function oneOf(values: unknown): string {
  if (!Array.isArray(values)) return 'one of the allowed values'
  const shown = values.slice(0, 20).map(quote).join(', ')
  if (values.length === 1) return shown
  return `one of ${shown}${values.length > 20 ? ', …' : ''}`
}

function either(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}

const count = (limit: unknown, one: string, several = `${one}s`): string => `${limit} ${limit === 1 ? one : several}`
const quote = (value: unknown): string => JSON.stringify(value)
