/** The way out of a value of the wrong type: the same thing as it should be written, where that can be told, and otherwise what is asked for. */
import { formatDuration } from '../../base/duration.ts'
import { isJsonObject, type JsonValue } from '../../base/json.ts'
import type { Path } from '../../schema/pointer.ts'
import { jsonTypeOf, jsonTypesOf, narrow, type ObjectShape, type Shape } from '../shapes/shape.ts'
import { specShapes } from '../shapes/spec-shapes.ts'
import { flowText } from './flow-text.ts'
import { misfitOf } from './scalar.ts'

/** What to do about a value that is of none of the shape's types. */
export function typeWayOut(value: JsonValue, shape: Shape, at: Path, isEntry: boolean): string | undefined {
  const key = at.at(-1) ?? ''
  if (value === null) return emptyWayOut(shape, key)
  if (key === 'required' && typeof value === 'boolean' && at.at(-3) === 'properties')
    return `Take it out, and name the property in the schema around it: \`required: [${at.at(-2)}]\`.`
  const meant = meantBy(value, shape)
  if (meant === undefined) return kindWayOut(value, shape)
  if (typeof meant === 'string' && typeof value !== 'string' && meant === String(value)) return `Quote it: '${meant}'.`
  const unquoted = typeof value === 'string' && typeof meant !== 'object' && String(meant) === value
  return `Write \`${isEntry ? '' : `${key}: `}${flowText(meant)}\`${unquoted ? ', without quotes' : ''}.`
}

const alternativesOf = (shape: Shape): readonly Shape[] =>
  shape.type === 'either' ? shape.of.flatMap(alternativesOf) : [shape]

/** Nothing stands there: often what belongs below it does not begin further to the right, or begins with `#`. */
function emptyWayOut(shape: Shape, key: string): string | undefined {
  if (key === '$ref') return 'Quote the reference: without quotes, what begins with `#` is a comment.'
  const types = new Set(jsonTypesOf(shape))
  const flag = alternativesOf(shape).find((each) => each.type === 'boolean')
  if (flag?.type === 'boolean' && flag.only !== undefined)
    return `Write \`${key}: ${flag.only}\`, or indent its keys below it.`
  if (types.has('object')) return 'Indent its keys below it, or take it out.'
  return types.has('list') ? 'Indent its entries below it, each after `- `, or take it out.' : undefined
}

/** The value of the right type that was most likely meant. */
function meantBy(value: JsonValue, shape: Shape): JsonValue | undefined {
  for (const each of alternativesOf(shape)) {
    const meant = convert(value, each)
    if (meant !== undefined) return meant
  }
  return undefined
}

function convert(value: JsonValue, shape: Shape): JsonValue | undefined {
  switch (shape.type) {
    case 'boolean':
      return typeof value === 'string' ? flags.get(value.toLowerCase()) : undefined
    case 'number':
      return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? fitting(Number(value), shape) : undefined
    case 'duration':
      return typeof value === 'number' ? withUnit(value, shape) : undefined
    case 'size':
      return typeof value === 'number' ? fitting(`${value}B`, shape) : undefined
    case 'text':
      return typeof value === 'number' || typeof value === 'boolean' ? fitting(String(value), shape) : undefined
    case 'list':
      return wrapped(value, shape.of, (item) => [item])
    case 'map':
      return typeof value === 'string' && shape.of.type === 'list' ? { [value]: [] } : undefined
    case 'object':
      return belowLead(value, specShapes[shape.name])
    default:
      return undefined
  }
}

const flags: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'on'].map((word) => [word, true] as const),
  ...['false', 'no', 'off'].map((word) => [word, false] as const),
])

/** The first unit that brings the number into the range. */
function withUnit(value: number, shape: Extract<Shape, { type: 'duration' }>): string | undefined {
  return ['s', 'm', 'h', 'd'].map((unit) => `${value}${unit}`).find((text) => fitting(text, shape) !== undefined)
}

function belowLead(value: JsonValue, object: ObjectShape | undefined): JsonValue | undefined {
  const lead = object?.lead
  const field = lead === undefined ? undefined : object?.fields[lead]
  return lead === undefined || field === undefined
    ? undefined
    : wrapped(value, field.shape, (member) => ({ [lead]: member }))
}

/** A lone value around which a list or a mapping is missing; mappings and lists are too long to be written out again. */
function wrapped(value: JsonValue, shape: Shape, wrap: (value: JsonValue) => JsonValue): JsonValue | undefined {
  if (value === null || typeof value === 'object') return undefined
  const inner = fitting(value, shape) ?? meantBy(value, shape)
  return inner === undefined ? undefined : wrap(inner)
}

function fitting(value: JsonValue, shape: Shape): JsonValue | undefined {
  const narrowed = narrow(shape, value)
  const fits = jsonTypesOf(narrowed).includes(jsonTypeOf(value)) && misfitOf(value, narrowed) === undefined
  return fits ? value : undefined
}

/** What is asked for, when nothing can be told from the value. */
function kindWayOut(value: JsonValue, shape: Shape): string | undefined {
  const [first] = alternativesOf(shape).filter((each) => each.type !== 'boolean')
  if (first === undefined) return 'Write `true` or `false`, without quotes.'
  switch (first.type) {
    case 'list':
      return isJsonObject(value) ? 'Write a list: begin each entry with `- `.' : 'Write a list, each entry after `- `.'
    case 'object':
      return `Write a mapping with keys like ${keysOf(specShapes[first.name])}.`
    case 'duration':
      return `Write a duration from \`${formatDuration(first.minMs)}\` to \`${formatDuration(first.maxMs)}\`.`
    case 'number':
      return 'Write a number, without quotes.'
    default:
      return undefined
  }
}

const keysOf = (object: ObjectShape | undefined): string =>
  Object.keys(object?.fields ?? {})
    .slice(0, 4)
    .map((name) => `\`${name}\``)
    .join(', ')
