/** Members by what their names look like, as index signatures have them: exact where a template tells the keys, wide everywhere else. */
import { isDeepStrictEqual } from 'node:util'
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { objectAt } from '../schema/reference.ts'
import { keyTemplate } from './key-template.ts'

/** A `type` that no document has: an object of which only the members of `patternProperties` are known, all with a template. */
export const keyedType = 'coatcheck..keyed'

/** The schema with its patterns where they are read. An index signature of any text is about all members, described ones, too. */
export function keyedMembers(schema: JsonObject): JsonObject {
  const { patternProperties, ...rest } = schema
  const patterns = isJsonObject(patternProperties) ? Object.entries(patternProperties) : []
  const others = rest.additionalProperties ?? true
  if (patterns.length === 0) return typeof others === 'boolean' || isEmpty(others) ? schema : widened(rest, others, [])
  const told = patterns.filter(([pattern]) => isTold(pattern, others))
  const wide =
    others === false && told.length === patterns.length
      ? closed(rest)
      : widened(
          rest,
          others,
          patterns.map(([, member]) => member),
        )
  if (told.length === 0) return wide
  const keyed = { type: keyedType, patternProperties: Object.fromEntries(told) }
  return { ...wide, allOf: [...(Array.isArray(wide.allOf) ? wide.allOf : []), keyed] }
}

/** How a pattern that has a template describes a member. */
export function patternOf({ patternProperties }: JsonObject, name: string): JsonValue | undefined {
  const patterns = Object.entries(objectAt(patternProperties))
  return patterns.find(([pattern]) => keyTemplate(pattern) !== undefined && new RegExp(pattern).test(name))?.[1]
}

/** A template that a few more keys fit than the pattern would tell of those what is not so, unless they cannot be there. */
function isTold(pattern: string, others: JsonValue): boolean {
  const template = keyTemplate(pattern)
  return template !== undefined && (template.exact || others === false)
}

/** Nothing but the described members: where there are none, the keyed ones are all. */
function closed({ additionalProperties: _, ...rest }: JsonObject): JsonObject {
  const { type, ...untyped } = rest
  return type === 'object' && Object.keys(objectAt(rest.properties)).length === 0 ? untyped : rest
}

function widened(rest: JsonObject, others: JsonValue, patterns: readonly JsonValue[]): JsonObject {
  const members = [...patterns, ...Object.values(objectAt(rest.properties))]
  return { ...rest, additionalProperties: anyOfThem(others === false ? members : [others, ...members]) }
}

function anyOfThem(schemas: readonly JsonValue[]): JsonValue {
  const [first = true, ...others] = schemas
  const further = others.filter((schema) => !isDeepStrictEqual(schema, first))
  if (further.length === 0) return first
  return schemas.every((schema) => schema !== true && isShort(schema)) ? { anyOf: [first, ...further] } : {}
}

/** Whether a schema may be repeated: one that holds others would be so once more at each level. */
export function isShort(schema: JsonValue): boolean {
  return !isJsonObject(schema) || Object.values(schema).every((value) => !isJsonObject(value) && !holdsSchemas(value))
}

const holdsSchemas = (value: JsonValue): boolean => Array.isArray(value) && value.some(isJsonObject)

const isEmpty = (part: JsonValue): boolean => isJsonObject(part) && Object.keys(part).length === 0
