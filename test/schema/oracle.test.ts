/** Our validators against an independent implementation of both dialects. Formats stay out: the oracle only annotates them. */
import { validate as judge, registerSchema, unregisterSchema } from '@hyperjump/json-schema/openapi-3-1'
import '@hyperjump/json-schema/openapi-3-0'
import '@hyperjump/json-schema/openapi-3-2'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue } from '../../src/base/json.ts'
import { validatorOf } from './validator-of.ts'

const dialects = {
  '3.0.3': 'https://spec.openapis.org/oas/3.0/dialect',
  '3.1.0': 'https://spec.openapis.org/oas/3.1/dialect/base',
  '3.2.0': 'https://spec.openapis.org/oas/3.2/dialect',
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
  { type: 'object', nullable: true, additionalProperties: { type: 'string', nullable: true } },
  { nullable: true, enum: ['x', 1] },
  { type: 'array', items: { nullable: true, oneOf: [{ type: 'string' }, { type: 'integer', nullable: true }] } },
  { type: 'object', not: { type: 'object', required: ['a'] }, maxProperties: 2 },
]

const modern: readonly JsonValue[] = [
  { type: ['object', 'null'], propertyNames: { pattern: '^[ab]$' }, dependentRequired: { a: ['b'] } },
  { prefixItems: [{ type: 'string' }, { const: 1 }], items: false },
  { if: { type: 'object', required: ['a'] }, else: { type: ['integer', 'array'] } },
  { type: 'array', contains: { type: 'integer' }, minContains: 1, maxContains: 2 },
  { allOf: [{ properties: { a: { type: 'integer' } } }], unevaluatedProperties: false },
  { anyOf: [{ type: 'null' }, { type: 'object', properties: { a: { const: 'x' } }, unevaluatedProperties: false }] },
  { oneOf: [{ type: 'null' }, { type: 'string' }], minLength: 2 },
  { type: ['integer', 'null', 'array'], exclusiveMinimum: 0, exclusiveMaximum: 3 },
  { const: { a: [1, null] } },
  { type: 'array', const: [] },
  true,
  false,
  { type: 'object', properties: { a: true, b: false } },
  { prefixItems: [{ type: 'integer' }, true, false] },
  { prefixItems: [{ type: 'string' }], unevaluatedItems: { type: 'integer' } },
  { allOf: [{ prefixItems: [true] }, { items: { type: 'string' } }], unevaluatedItems: false },
  { anyOf: [{ prefixItems: [{ type: 'integer' }] }, { type: 'string' }], unevaluatedItems: { type: 'string' } },
  { dependentSchemas: { a: { required: ['b'], properties: { b: { type: 'integer' } } } } },
  { dependentSchemas: { a: false, b: { maxProperties: 1 } } },
  { patternProperties: { '^[ab]$': { type: 'integer' } }, additionalProperties: false },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  { if: { required: ['a'] }, then: { required: ['b'] }, else: { maxProperties: 1 }, unevaluatedProperties: false },
  {
    if: { properties: { a: { const: 'x' } }, required: ['a'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { properties: { b: true } },
    unevaluatedProperties: false,
  },
  {
    anyOf: [{ properties: { a: true }, required: ['a'] }, { properties: { b: true } }],
    unevaluatedProperties: { type: 'null' },
  },
  { type: 'array', contains: { const: 'x' }, minContains: 0, maxContains: 1 },
  { prefixItems: [{ type: ['integer', 'string'] }], contains: true },
  { prefixItems: [true, true], contains: { const: 'x' }, minContains: 1, maxContains: 2 },
  { contentEncoding: 'base64', contentMediaType: 'application/json', contentSchema: { type: 'object' } },
  { not: { anyOf: [{ type: ['string', 'null'] }, { minimum: 2 }] } },
  { enum: [null, 'x', [1], { a: 1 }] },
  { anyOf: [{ enum: [] }, { type: 'string' }] },
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
  ['3.2.0', modern],
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
