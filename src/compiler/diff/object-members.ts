/** What an object schema says of its members by name: which are there, what each has to fit, and what the others have. */
import { readObject, readTexts } from '../../base/read-json.ts'
import { foreignMarks, isMarked } from '../../schema/direction.ts'
import { matcherOf } from '../../schema/matcher-of.ts'
import { below, nodeOf, type SchemaNode, type SchemaPart, undeclared } from '../schemas/schema-node.ts'
import { schemaReading } from '../schemas/schema-reading.ts'
import type { Located } from '../view/spec-view.ts'
import type { Inclusion } from './obstacle.ts'

type Direction = Inclusion['direction']

/** The members that are there for sure. */
export function requiredOf(node: SchemaNode, direction: Direction): ReadonlySet<string> {
  const names = node.parts.flatMap(({ value }) => readTexts(value.required))
  return new Set(names.filter((name) => !isElsewhere(node, name, direction)))
}

/** Whether only the other direction carries it: a `readOnly` member is in answers alone, a `writeOnly` one in requests. */
export function isElsewhere(node: SchemaNode, name: string, direction: Direction): boolean {
  const members = node.parts.flatMap((part) => below(part, 'properties', name))
  return members.some(({ value }) => isMarked(value, foreignMarks[direction], schemaReading(node.spec)))
}

/** What a member of that name has to fit. */
export function memberOf(node: SchemaNode, name: string): SchemaNode {
  const found = node.parts.flatMap((part) => schemasOf(part, name))
  const closed = isClosedByAll(node) && node.parts.some(({ value }) => value.unevaluatedProperties === false)
  if (found.length === 0) return { ...undeclared(node.spec, node.at), never: closed, undeclared: !closed }
  return nodeOf(node.spec, node.at, found)
}

/** Whether no branch names a property that `unevaluatedProperties` would then leave alone. */
function isClosedByAll({ parts }: SchemaNode): boolean {
  const branches = ['if', 'dependentSchemas', '$dynamicRef', '$ref']
  return !parts.some(({ value }) => branches.some((name) => value[name] !== undefined))
}

function schemasOf(part: SchemaPart, name: string): readonly Located[] {
  const patterns = Object.keys(readObject(part.value.patternProperties)).filter((pattern) => matches(pattern, name))
  const matched = [
    ...below(part, 'properties', name),
    ...patterns.flatMap((pattern) => below(part, 'patternProperties', pattern)),
  ]
  return matched.length > 0 ? matched : below(part, 'additionalProperties')
}

/** What no engine can run safely matches no name: a server refuses such a spec. */
export const matches = (pattern: string, name: string): boolean => matcherOf(pattern)?.test(name) ?? false

/** What members have to fit that no part names. */
export function othersOf(node: SchemaNode): SchemaNode {
  const keywords = ['additionalProperties', ...(isClosedByAll(node) ? ['unevaluatedProperties'] : [])]
  const found = node.parts.flatMap((part) => keywords.flatMap((name) => below(part, name)))
  return found.length === 0 ? undeclared(node.spec, node.at) : nodeOf(node.spec, node.at, found)
}

/** The names that are written out. */
export function propertyNames({ parts }: Pick<SchemaNode, 'parts'>): ReadonlySet<string> {
  return new Set(parts.flatMap(({ value }) => Object.keys(readObject(value.properties))))
}
