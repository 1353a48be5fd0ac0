/** Schemas of objects with any mixture of members, conditions, refusals and patterns, sense or none. */
import fc from 'fast-check'
import type { JsonObject, JsonValue } from '../../src/base/json.ts'

/** The same schemas each time. */
export function anySchemas(count: number): readonly JsonObject[] {
  return fc.sample(schema, { numRuns: count, seed: 21 })
}

const name = fc.constantFrom('a', 'b', 'kind', 'on')
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 2 })
const member = fc.constantFrom<JsonObject[]>(
  ...[{}, { type: 'string' }, { type: 'boolean' }, { type: ['string', 'null'] }, { const: 'x' }],
  ...[{ enum: ['x', 'y', 'z'] }, { type: 'string', enum: ['x', 'y'] }, { type: 'array', items: { type: 'string' } }],
)
const members = fc.dictionary(name, member, { maxKeys: 3 })
const test = fc.constantFrom<JsonObject[]>(
  ...[{ const: 'x' }, { enum: ['x', 'y'] }, { not: { const: 'x' } }, { const: true }, { type: 'string' }],
)

const condition: fc.Arbitrary<JsonObject> = fc.oneof(
  names.map((required) => ({ required })),
  fc.tuple(name, test).map(([one, its]) => ({ properties: { [one]: its } })),
  fc.tuple(name, test).map(([one, its]) => ({ properties: { [one]: its }, required: [one] })),
  fc.tuple(names, test).map(([several, its]) => ({ properties: Object.fromEntries(several.map((one) => [one, its])) })),
  fc.constant<JsonObject>({ minProperties: 2 }),
)

const branch: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue[]>(true, false, {}, { maxProperties: 2 }),
  names.map((required) => ({ required })),
  members.map((properties) => ({ properties })),
  fc.tuple(members, names).map(([properties, required]) => ({ properties, required })),
)

const rule: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.tuple(condition, branch, branch).map(([when, met, unmet]) => conditional(when, met, unmet)),
  fc
    .tuple(condition, branch, condition, branch, branch)
    .map(([when, met, further, ...rest]) => conditional(when, met, conditional(further, ...rest))),
  condition.map((not) => ({ not })),
  fc.array(condition, { minLength: 1, maxLength: 2 }).map((anyOf) => ({ not: { anyOf } })),
  fc.tuple(name, names).map(([one, required]) => ({ dependentRequired: { [one]: required } })),
  fc.tuple(name, branch).map(([one, its]) => ({ dependentSchemas: { [one]: its } })),
)

function conditional(when: JsonObject, met: JsonValue, unmet: JsonValue): JsonObject {
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  return { if: when, then: met, else: unmet }
}

const keyed = fc.constantFrom<JsonObject[]>(
  ...[{}, {}, {}, { additionalProperties: false }, { additionalProperties: { type: 'string' } }],
  { patternProperties: { '^x-': { type: 'string' } }, additionalProperties: false },
  { patternProperties: { '^x-.+': { type: 'string' }, n$: { type: 'boolean' } } },
)

const schema: fc.Arbitrary<JsonObject> = fc
  .record({
    type: fc.constantFrom<JsonValue[]>('object', 'object', ['object', 'null']),
    properties: members,
    required: fc.option(names, { nil: [] }),
    keyed,
    own: fc.option(rule, { nil: {} }),
    allOf: fc.array(rule, { maxLength: 2 }),
  })
  .map(({ keyed: keys, own, allOf, required, ...rest }) => ({
    ...rest,
    ...(required.length > 0 && { required }),
    ...keys,
    ...own,
    ...(allOf.length > 0 && { allOf }),
  }))
