/** An object's schema with its conditions as parts that types are made of. Other schemas stay as they are: a condition may pass them by. */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { followReference, objectAt } from '../schema/reference.ts'
import { partsOf } from '../schema/schema-parts.ts'
import {
  type ConditionedWhole,
  conditionalParts,
  hasConditions,
  isInline,
  withoutConditions,
} from './conditional-parts.ts'
import { listedValues } from './member-condition.ts'

/** The schema; `present` makes a schema that says only that members are there. */
export function conditionedSchema(
  schema: JsonObject,
  document: JsonObject,
  present: ConditionedWhole['present'],
): JsonObject {
  if (!hasConditions(schema) || 'discriminator' in schema) return schema
  const follow = (ref: string) => followReference(document, { $ref: ref })
  const known = partsOf(schema, { legacy: false, follow })
  if (!known.some(isObject)) return schema
  const parts = conditionalParts(schema, wholeOf(known, document, present))
  return parts.length === 0 ? schema : withParts(schema, parts)
}

const isObject = ({ type, properties }: JsonObject): boolean =>
  type === 'object' || (type === undefined && isJsonObject(properties))

function wholeOf(
  known: readonly JsonObject[],
  document: JsonObject,
  present: ConditionedWhole['present'],
): ConditionedWhole {
  return {
    present,
    requires: (name) => known.some(({ required }) => Array.isArray(required) && required.includes(name)),
    describe(name) {
      const members = known
        .map(({ properties }) => objectAt(properties))
        .filter((properties) => Object.hasOwn(properties, name))
        .map((properties) => followReference(document, properties[name]))
      return members.find((member) => listedValues(member) !== undefined) ?? members[0]
    },
  }
}

function withParts(schema: JsonObject, parts: readonly JsonObject[]): JsonObject {
  const rest = withoutConditions(schema)
  const allOf = Array.isArray(schema.allOf) ? schema.allOf : []
  const inline = allOf.map((part) => (isInline(part) ? withoutConditions(part) : part)).filter((part) => !isEmpty(part))
  const isBare = inline.length === 0 && isEmpty(objectAt(rest.properties)) && !saysMore.some((key) => key in rest)
  return { ...rest, ...(isBare && { additionalProperties: true }), allOf: [...inline, ...parts] }
}

/** Beside these an object of no said members is not one that takes any. */
const saysMore = ['additionalProperties', 'anyOf', 'oneOf', 'patternProperties']

const isEmpty = (part: JsonValue): boolean => isJsonObject(part) && Object.keys(part).length === 0
