/** Our validators against an independent implementation of both dialects. Formats stay out: the oracle only annotates them. */
import { validate as judge, registerSchema, unregisterSchema } from '@hyperjump/json-schema/openapi-3-1'
import '@hyperjump/json-schema/openapi-3-0'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue } from '../../src/base/json.ts'
import { validatorOf } from './validator-of.ts'

const dialects = {
  '3.0.3': 'https://spec.openapis.org/oas/3.0/dialect',
  '3.1.0': 'https://spec.openapis.org/oas/3.1/dialect/base',
} as const

const shared: readonly JsonObject[] = [
  { type: 'object', required: ['a'], properties: { a: { type: 'integer', minimum: 0 }, b: { enum: ['x', 1] } } },
  { type: 'object', properties: { a: {} }, additionalProperties: { type: 'string' }, minProperties: 1 },
  { type: 'array', items: { oneOf: [{ type: 'integer' }, { type: 'string', maxLength: 2 }] }, maxItems: 3 },
  { type: 'array', items: {}, uniqueItems: true },
  { anyOf: [{ type: 'string' }, { type: 'object', required: ['a'] }, { type: 'integer', multipleOf: 2 }] },
  {
    oneOf: [
      { type: 'object', required: ['a'] },
      { type: 'object', required: ['b'] },
    ],
  },
  {
    oneOf: ['x', 'b'].map((value) => ({
      type: 'object',
      required: ['a'],
      properties: { a: { enum: [value] }, b: { type: value === 'x' ? 'string' : 'integer' } },
    })),
  },
  { allOf: [{ type: 'object' }, { not: { type: 'object', required: ['b'] } }] },
]

const legacy: readonly JsonObject[] = [
  { type: 'object', properties: { a: { type: 'string', nullable: true } } },
  { type: 'integer', minimum: 1, exclusiveMinimum: true, maximum: 3, exclusiveMaximum: false },
  { type: 'array', nullable: true, items: { type: 'number', nullable: true } },
]

const modern: readonly JsonObject[] = [
  { type: ['object', 'null'], propertyNames: { pattern: '^[ab]$' }, dependentRequired: { a: ['b'] } },
  { prefixItems: [{ type: 'string' }, { const: 1 }], items: false },
  { if: { type: 'object', required: ['a'] }, else: { type: ['integer', 'array'] } },
  { type: 'array', contains: { type: 'integer' }, minContains: 1, maxContains: 2 },
  { allOf: [{ properties: { a: { type: 'integer' } } }], unevaluatedProperties: false },
  { anyOf: [{ type: 'null' }, { type: 'object', properties: { a: { const: 'x' } }, unevaluatedProperties: false }] },
  { oneOf: [{ type: 'null' }, { type: 'string' }], minLength: 2 },
]

const leaf = fc.constantFrom<JsonValue>(null, true, 0, 1, 2, 3, 1.5, -1, '', 'x', 'b', 'xxx')
const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}))

describe.each([
  ['3.0.3', [...shared, ...legacy]],
  ['3.1.0', [...shared, ...modern]],
] as const)('a schema of OpenAPI %s', (openapi, schemas) => {
  it.each(schemas.map((schema) => [schema]))('%j takes what the oracle takes', async (schema) => {
    const id = 'https://example.com/subject'
    registerSchema(schema as Parameters<typeof registerSchema>[0], id, dialects[openapi])
    try {
      const oracle = await judge(id)
      const validate = validatorOf(schema, { openapi })
      fc.assert(
        fc.property(value, (subject) => {
          const expected = oracle(subject as Parameters<typeof oracle>[0]).valid
          expect(validate(subject, false).length === 0).toBe(expected)
          expect(validate(subject, true).length === 0).toBe(expected)
        }),
        { numRuns: 300 },
      )
    } finally {
      unregisterSchema(id)
    }
  })
})
