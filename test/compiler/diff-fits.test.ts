/** A second opinion on every verdict about schemas: what the comparison lets pass, our own validators must let pass for every value. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/base/json.ts'
import { createInclusion } from '../../src/compiler/diff/fits.ts'
import type { Obstacle } from '../../src/compiler/diff/obstacle.ts'
import { schemaAt } from '../../src/compiler/schemas/schema-node.ts'
import { viewSpec } from '../../src/compiler/view/spec-view.ts'
import { validatorOf } from '../schema/validator-of.ts'

const shared: Readonly<Record<string, JsonValue>> = {
  Tree: {
    type: 'object',
    required: ['a'],
    properties: { a: { type: 'integer' }, b: { $ref: '#/components/schemas/Tree' } },
  },
  Text: { type: 'string', maxLength: 2 },
  Cat: { type: 'object', required: ['a'], properties: { a: { type: 'string' }, b: { type: 'integer' } } },
  Dog: { type: 'object', required: ['a', 'c'], properties: { a: { type: 'string' }, c: { type: 'integer' } } },
}

const pets = ['Cat', 'Dog'].map(($ref) => ({ $ref: `#/components/schemas/${$ref}` }))
const mappings = [
  undefined,
  { x: 'Cat', y: 'Dog' },
  { y: 'Cat', x: 'Dog' },
  { x: 'Cat', z: 'Cat', y: 'Dog' },
  { x: 'Cat' },
]
const told = mappings.flatMap((mapping): readonly JsonObject[] => {
  const discriminator = { propertyName: 'a', ...(mapping === undefined ? {} : { mapping }) }
  return [
    { oneOf: pets, discriminator },
    { anyOf: pets, discriminator },
  ]
})

const values: readonly JsonValue[] = [
  ...[null, true, false, 0, 1, 2, 3, 4, -1, 1.5, 2.5, '', 'x', 'y', 'ab', 'abc', 'X1'],
  ...[[], [0], ['x'], [0, 0], [1, 2], ['x', 1], [1, 'x', null], [null], [[0]], [{ a: 1 }]],
  ...[{}, { a: 0 }, { a: 1 }, { a: 'x' }, { a: null }, { b: 1 }, { b: 'x' }, { a: 1, b: 'x' }, { a: 1, b: 2 }],
  ...[{ c: 1 }, { a: 1, c: 'x' }, { a: 1, b: { a: 2 } }, { a: 1, b: { b: 2 } }, { a: { a: 1 } }, { a: [1] }],
  ...['x', 'y', 'z', 'Cat', 'Dog'].flatMap((a) => [
    { a },
    { a, b: 1 },
    { a, b: 'x' },
    { a, c: 1 },
    { a, c: 'x', b: 1 },
  ]),
  ...[{ a: 1, b: 2, c: 3 }, { xa: 1 }, { xa: 'y', a: 1 }, { a: true, b: null }],
]

const name = fc.constantFrom('a', 'b', 'c')
const bound = fc.integer({ min: -1, max: 4 })
const count = fc.integer({ min: 0, max: 3 })
const type = fc.constantFrom('null', 'boolean', 'integer', 'number', 'string', 'array', 'object')
const scalar = fc.constantFrom<JsonValue>(null, true, 0, 1, 1.5, 'x', 'y', 'ab')

const { schema } = fc.letrec<{ schema: JsonValue; object: JsonObject }>((tie) => {
  const some = tie('schema')
  const list = fc.array(some, { minLength: 1, maxLength: 2 })
  const keywords = (model: Record<string, fc.Arbitrary<JsonValue>>): fc.Arbitrary<JsonObject> =>
    fc
      .record(model, { requiredKeys: [] })
      .map((members) =>
        Object.fromEntries(
          Object.entries(members).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
        ),
      )
  return {
    schema: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'schema' },
      {
        weight: 3,
        arbitrary: keywords({
          type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 })),
          enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom<JsonValue>(
          true,
          false,
          { $ref: '#/components/schemas/Tree' },
          { $ref: '#/components/schemas/Text' },
        ),
      },
      { weight: 6, arbitrary: tie('object') },
    ),
    object: fc.oneof(
      keywords({
        type: fc.constant('integer'),
        minimum: bound,
        maximum: bound,
        exclusiveMinimum: bound,
        multipleOf: fc.constantFrom(1, 2),
      }),
      keywords({
        type: fc.constant('string'),
        minLength: count,
        maxLength: count,
        pattern: fc.constantFrom('^x', '^[a-z]*$'),
      }),
      keywords({
        type: fc.constant('array'),
        items: some,
        prefixItems: list,
        minItems: count,
        maxItems: count,
        uniqueItems: fc.boolean(),
      }),
      keywords({
        type: fc.constant('object'),
        required: fc.uniqueArray(name, { maxLength: 2 }),
        properties: fc.dictionary(name, some, { maxKeys: 3 }),
        additionalProperties: some,
        maxProperties: count,
        minProperties: count,
      }),
      keywords({
        properties: fc.dictionary(name, some, { maxKeys: 2 }),
        patternProperties: fc.record({ '^x': some }),
        propertyNames: some,
        dependentRequired: fc.record({ a: fc.constant(['b']) }),
        dependentSchemas: fc.record({ a: some }),
        additionalProperties: fc.boolean(),
        unevaluatedProperties: fc.boolean(),
      }),
      keywords({ anyOf: list, required: fc.uniqueArray(name, { maxLength: 1 }) }),
      keywords({ oneOf: list }),
      fc.constantFrom<JsonObject>(...told, { anyOf: pets }, { oneOf: pets }),
      keywords({ allOf: list, type }),
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema, never awaited
      keywords({ not: some, if: some, then: some, else: some }),
    ),
  }
})

/** The schema itself, something near it, or another one. */
const pair = fc
  .tuple(schema, schema, fc.constantFrom('merge', 'drop', 'any', 'all', 'same', 'other'))
  .map(([old, other, how]): readonly [JsonValue, JsonValue] => {
    if (how === 'same') return [old, structuredClone(old)]
    if (how === 'any') return [old, { anyOf: [other, old] }]
    if (how === 'all') return [{ allOf: [other, old] }, old]
    if (how === 'merge' && isJsonObject(old) && isJsonObject(other)) return [old, { ...old, ...other }]
    if (how === 'drop' && isJsonObject(old)) return [old, Object.fromEntries(Object.entries(old).slice(1))]
    return [old, other]
  })

function obstaclesBetween(old: JsonValue, next: JsonValue): readonly Obstacle[] {
  const view = (subject: JsonValue) =>
    viewSpec({ openapi: '3.1.0', components: { schemas: { ...shared, Subject: subject } } })
  const [one, other] = [view(old), view(next)]
  const at = ['components', 'schemas', 'Subject']
  return createInclusion(one, other, 'request').fits(schemaAt(one, at), schemaAt(other, at), '')
}

describe('one schema inside another', () => {
  it('alternatives that are told apart fit where every value of theirs does', () => {
    const unions = [...told, { anyOf: pets }, { oneOf: pets }, ...pets]
    const fitting = unions.flatMap((old) =>
      unions.filter((next) => obstaclesBetween(old, next).length === 0).map((next) => [old, next]),
    )
    const lost = fitting.filter(([old = {}, next = {}]) => {
      const [fitted, fits] = [old, next].map((subject) => validatorOf(subject, { schemas: shared }))
      return values.some((value) => fitted?.(value, true).length === 0 && fits?.(value, true).length !== 0)
    })
    expect(lost).toEqual([])
    expect(fitting.length).toBeGreaterThan(unions.length)
  })

  it('a value that fitted still fits whenever nothing is said to stand in the way', () => {
    let passed = 0
    fc.assert(
      fc.property(pair, ([old, next]) => {
        if (obstaclesBetween(old, next).length > 0) return
        const [fitted, fits] = [old, next].map((subject) => validatorOf(subject, { schemas: shared }))
        const lost = values.filter((value) => fitted?.(value, true).length === 0 && fits?.(value, true).length !== 0)
        passed += 1
        expect(lost).toEqual([])
      }),
      { numRuns: 600 },
    )
    expect(passed).toBeGreaterThan(100)
  })

  it('every schema fits itself, and whatever admits it beside something else', () => {
    fc.assert(
      fc.property(schema, schema, (subject, other) => {
        expect(obstaclesBetween(subject, structuredClone(subject))).toEqual([])
        expect(obstaclesBetween(subject, { anyOf: [other, subject] })).toEqual([])
        expect(obstaclesBetween({ allOf: [other, subject] }, subject)).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})
