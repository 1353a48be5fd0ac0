import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue } from '../../src/base/json.ts'
import { compileValidators } from '../../src/schema/compile-validators.ts'
import { defineValidators } from '../../src/schema/validation-runtime.ts'
import { validatorOf } from './validator-of.ts'

type Row = readonly [
  title: string,
  schema: JsonValue,
  value: unknown,
  violations: readonly (readonly [string, string])[],
]

const rows: readonly Row[] = [
  ['a value that fits', { type: 'object', properties: { a: { type: 'string' } } }, { a: 'x' }, []],
  ['a wrong type', { type: ['integer', 'null'] }, 'x', [['', 'must be an integer or null']]],
  ['a missing member', { type: 'object', required: ['a/b'] }, {}, [['/a~1b', 'is required']]],
  [
    'an unknown member',
    { type: 'object', additionalProperties: false, properties: { name: {}, size: {} } },
    { nme: 1 },
    [['/nme', 'is not a known property, did you mean "name"? (known: "name", "size")']],
  ],
  [
    'an unevaluated member',
    { allOf: [{ properties: { a: {} } }], unevaluatedProperties: false },
    { a: 1, b: 2 },
    [['/b', 'is not a known property']],
  ],
  ['an enum', { enum: ['a', 'b', null] }, 'c', [['', 'must be one of "a", "b", null']]],
  ['a const', { const: { a: 1 } }, { a: 2 }, [['', 'must be {"a":1}']]],
  ['a lower bound', { minimum: 1 }, 0, [['', 'must be at least 1']]],
  ['an exclusive bound', { exclusiveMaximum: 1 }, 1, [['', 'must be less than 1']]],
  ['a multiple', { multipleOf: 5 }, 7, [['', 'must be a multiple of 5']]],
  ['a length in characters, not code units', { maxLength: 1 }, '😀', []],
  ['a short text', { minLength: 2 }, 'a', [['', 'must have at least 2 characters']]],
  ['a pattern', { pattern: '^a+$' }, 'b', [['', 'must match the pattern ^a+$']]],
  [
    'a format',
    { format: 'date-time' },
    '2026-02-30T00:00:00Z',
    [['', 'must be a date and time with offset (2026-01-31T08:00:00Z)']],
  ],
  ['an unknown format, which says nothing', { format: 'licence-plate' }, 'x', []],
  [
    'items',
    { items: { type: 'integer' } },
    [1, 'x', 'y'],
    [
      ['/1', 'must be an integer'],
      ['/2', 'must be an integer'],
    ],
  ],
  ['a tuple', { prefixItems: [{ type: 'string' }], items: false }, ['a', 1], [['', 'must have no more than 1 item']]],
  [
    'repeated items',
    { uniqueItems: true },
    [{ a: 1 }, 2, { a: 1 }],
    [['', 'must not repeat an item: 0 and 2 are equal']],
  ],
  [
    'contains',
    { contains: { type: 'integer' }, minContains: 2 },
    [1, 'x'],
    [['', 'must contain at least 2 matching items']],
  ],
  [
    'a bad name',
    { propertyNames: { maxLength: 2 } },
    { abc: 1 },
    [['/abc', 'has a name that must have at most 2 characters']],
  ],
  ['a dependent member', { dependentRequired: { a: ['b'] } }, { a: 1 }, [['/b', 'is required beside "a"']]],
  ['not', { not: { type: 'string' } }, 'x', [['', 'has a form that is not allowed here']]],
  ['a place where nothing is allowed', { properties: { a: false } }, { a: 1 }, [['/a', 'is not allowed here']]],
  [
    'if and then, without an echo of the condition',
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    { if: { properties: { a: { const: 1 } } }, then: { required: ['b'] } },
    { a: 1 },
    [['/b', 'is required']],
  ],
  ['no schema at all', true, { anything: [1] }, []],
]

describe('violations', () => {
  it.each(rows)('%s', (_title, schema, value, violations) => {
    const validate = validatorOf(schema)
    const expected = violations.map(([pointer, detail]) => ({ pointer, detail }))
    expect(validate(value, true)).toEqual(expected)
    expect(validate(value, false)).toHaveLength(Math.min(1, expected.length))
  })

  it('all of them are listed, up to 100, and only the first when only one is asked for (R-INI-7)', () => {
    const validate = validatorOf({ items: { type: 'integer' } })
    const wrong = Array.from({ length: 500 }, () => 'x')
    expect(validate(wrong, true)).toHaveLength(100)
    expect(validate(wrong, false)).toEqual([{ pointer: '/0', detail: 'must be an integer' }])
  })

  it('an integer beyond 2^53 is refused, whatever bounds the schema has (IN-6)', () => {
    for (const schema of [{ type: 'integer' }, { type: ['integer', 'null'], maximum: 1e300 }]) {
      const parsed: unknown = JSON.parse('9007199254740993')
      expect(validatorOf(schema)(parsed, true)).toEqual([{ pointer: '', detail: 'must be at most 9007199254740991' }])
    }
    expect(validatorOf({ type: 'number' })(1e300, true)).toEqual([])
  })

  it('only own members count: {} has no toString, and __proto__ of a literal is inherited (IN-3)', () => {
    const required = validatorOf({ type: 'object', required: ['toString', 'constructor'] })
    expect(required({}, true).map(({ pointer }) => pointer)).toEqual(['/toString', '/constructor'])
    expect(required({ toString: 1, constructor: 2 }, true)).toEqual([])
    const typed = validatorOf({ properties: { constructor: { type: 'string' }, valueOf: { type: 'string' } } })
    expect(typed({}, true)).toEqual([])
    const closed = validatorOf({ additionalProperties: false, properties: {} })
    expect(closed(Object.create({ inherited: 1 }), true)).toEqual([])
  })

  it('defaults are not written into the value', () => {
    const value = {}
    validatorOf({ properties: { a: { default: 1 } } })(value, true)
    expect(value).toEqual({})
  })
})

describe('references', () => {
  const schemas = {
    Node: {
      type: 'object',
      required: ['value'],
      properties: { value: { type: 'integer' }, next: { $ref: '#/components/schemas/Node' } },
    },
    Even: { type: 'object', properties: { odd: { $ref: '#/components/schemas/Odd' } }, additionalProperties: false },
    Odd: { type: 'object', properties: { even: { $ref: '#/components/schemas/Even' } }, additionalProperties: false },
    'a b/c': { type: 'integer' },
    Self: { $ref: '#/components/schemas/Self' },
    Anchored: { $anchor: 'here', type: 'string' },
    Loose: true,
    Nodes: { type: 'array', items: { $ref: '#/components/schemas/Node' } },
  }
  const of = (ref: string, rest = {}) => validatorOf({ $ref: ref, ...rest }, { schemas })

  it('a schema that contains itself is followed as deep as the value goes', () => {
    const validate = of('#/components/schemas/Node')
    const chain = (depth: number): object => (depth === 0 ? { value: 'x' } : { value: 1, next: chain(depth - 1) })
    expect(validate(chain(40), true)).toEqual([
      { pointer: `${'/next'.repeat(40)}/value`, detail: 'must be an integer' },
    ])
  })

  it('a value deeper than any text may be, or without an end, is a violation and not a crash (IN-4)', () => {
    const validate = of('#/components/schemas/Node')
    let deep: object = { value: 1 }
    for (let depth = 0; depth < 200_000; depth += 1) deep = { value: 1, next: deep }
    const endless: { value: number; next?: object } = { value: 1 }
    endless.next = endless
    for (const value of [deep, endless]) {
      expect(validate(value, false)).toEqual([{ pointer: '', detail: 'is nested too deeply' }])
      expect(validate(value, true)).toEqual([{ pointer: '', detail: 'is nested too deeply' }])
    }
    expect(validate({ value: 1, next: { value: 2 } }, true)).toEqual([])
  })

  it('two schemas that contain each other compile', () => {
    const validate = of('#/components/schemas/Even')
    expect(validate({ odd: { even: { odd: {} } } }, true)).toEqual([])
    expect(validate({ odd: { even: { even: {} } } }, true).map(({ pointer }) => pointer)).toEqual(['/odd/even/even'])
  })

  it('names that need escaping, places inside schemas and anchors resolve', () => {
    expect(of('#/components/schemas/a%20b~1c')('x', true)).toHaveLength(1)
    expect(of('#/components/schemas/Node/properties/value')('x', true)).toHaveLength(1)
    expect(of('#here')(1, true)).toHaveLength(1)
    expect(of('#/components/schemas/Loose')(1, true)).toEqual([])
  })

  it('keywords beside a reference apply in 3.1', () => {
    expect(of('#/components/schemas/Node', { required: ['next'] })({ value: 1 }, true)).toHaveLength(1)
  })

  it('a shared schema is compiled once, however many use it', () => {
    const document = { openapi: '3.1.0', components: { schemas } }
    const root = (name: string) =>
      ({ name, schema: { $ref: '#/components/schemas/Node' }, direction: 'request' }) as const
    const { units } = compileValidators(document, [root('one'), root('two'), root('three')])
    const own = units.filter((unit) => unit.includes('"/value"'))
    expect(own).toHaveLength(1)
    expect(units).toHaveLength(1)
  })

  it('roots that say the same are compiled once, and each is known by its name', () => {
    const root = (name: string, schema: JsonValue) => ({ name, schema, direction: 'response' }) as const
    const roots = [root('one', { required: ['a', 'b'] }), root('other', true), root('two', { required: ['a', 'b'] })]
    const { index, units } = compileValidators({ openapi: '3.1.0' }, roots)
    expect(units).toHaveLength(2)
    const { one, other, two } = defineValidators(index, (unit) => units[unit] ?? '')
    expect([one?.({}, true).length, other?.({}, true).length, two?.({}, true).length]).toEqual([2, 0, 2])
    expect(two?.({}, false)).toEqual([{ pointer: '/a', detail: 'is required' }])
  })

  it('errors are added to those so far, which are never copied: a list in which nothing fits has 100,000', () => {
    const document = { openapi: '3.1.0', components: { schemas } }
    const nodes = { $ref: '#/components/schemas/Nodes' }
    const { units } = compileValidators(document, [{ name: 'subject', schema: nodes, direction: 'request' }])
    expect(units.filter((unit) => unit.includes('.errors'))).toHaveLength(2)
    expect(units.filter((unit) => unit.includes('.concat('))).toEqual([])
    expect(of(nodes.$ref)([{}, { value: 1 }, { value: 'x' }], true)).toEqual([
      { pointer: '/0/value', detail: 'is required' },
      { pointer: '/2/value', detail: 'must be an integer' },
    ])
  })

  it.each(['#/components/schemas/Nobody', 'https://example.com/schema.json', '#nowhere'])(
    'a reference that leads nowhere stops the compilation and is named: %s',
    (ref) => {
      expect(() => of(ref)).toThrow(ref)
    },
  )

  it('a schema that is not one stops the compilation with a fault', () => {
    expect(() => validatorOf({ type: 'strnig' })).toThrow(expect.objectContaining({ code: 'spec-invalid' }))
  })
})

describe('OpenAPI 3.0 schemas', () => {
  const legacy = (schema: JsonValue, schemas = {}) => validatorOf(schema, { openapi: '3.0.3', schemas })

  it('nullable widens the type, and nothing else does', () => {
    const validate = legacy({ type: 'string', nullable: true, minLength: 1 })
    expect(validate(null, true)).toEqual([])
    expect(validate('', true)).toHaveLength(1)
    expect(legacy({ type: 'string', nullable: false })(null, true)).toHaveLength(1)
    expect(validatorOf({ type: 'string', nullable: true })(null, true)).toHaveLength(1)
  })

  it('exclusive bounds are flags beside the bound', () => {
    const validate = legacy({ type: 'number', minimum: 1, exclusiveMinimum: true, maximum: 3, exclusiveMaximum: false })
    expect(validate(1, true)).toEqual([{ pointer: '', detail: 'must be more than 1' }])
    expect(validate(3, true)).toEqual([])
  })

  it('what stands beside a reference is ignored', () => {
    const schemas = { Name: { type: 'string' } }
    expect(legacy({ $ref: '#/components/schemas/Name', maxLength: 1 }, schemas)('long', true)).toEqual([])
  })
})

describe('members that go one way', () => {
  const schemas = { Id: { type: 'string', readOnly: true } }
  const schema = {
    type: 'object',
    required: ['id', 'secret', 'name'],
    properties: { id: { $ref: '#/components/schemas/Id' }, secret: { writeOnly: true }, name: {} },
  }

  it('a readOnly member is not required in a request, a writeOnly one not in an answer', () => {
    const missing = (direction: 'request' | 'response') =>
      validatorOf(schema, { schemas, direction })({}, true).map(({ pointer }) => pointer)
    expect(missing('request')).toEqual(['/secret', '/name'])
    expect(missing('response')).toEqual(['/id', '/name'])
  })

  const Marked: JsonObject = { type: 'object', properties: { a: { readOnly: true }, b: { writeOnly: true } } }
  const Asking: JsonObject = { type: 'object', required: ['a', 'b', 'c'] }
  const elsewhere: Readonly<Record<string, JsonValue>> = {
    Marked,
    Asking,
    Both: { allOf: [{ $ref: '#/components/schemas/Marked' }, { $ref: '#/components/schemas/Asking' }] },
    Far: { allOf: [{ $ref: '#/components/schemas/Both' }, { required: ['a', 'b', 'd'] }] },
  }
  const part = (name: string) => ({ $ref: `#/components/schemas/${name}` })

  const apart: readonly (readonly [title: string, subject: JsonValue, openapi: string])[] = [
    ['two parts', { allOf: [Marked, Asking] }, '3.1.0'],
    ['a part and the schema around it', { ...Asking, allOf: [Marked] }, '3.1.0'],
    ['the schema and a part of it', { ...Marked, allOf: [Asking] }, '3.1.0'],
    ['a reference and what stands beside it', { ...part('Marked'), required: ['a', 'b', 'c'] }, '3.1.0'],
    ['what stands beside a reference, and that', { ...part('Asking'), ...Marked }, '3.1.0'],
    ['two references', { allOf: [part('Marked'), part('Asking')] }, '3.1.0'],
    ['a part of a reference, and another', { allOf: [part('Both'), { required: ['b', 'a'] }] }, '3.1.0'],
    ['a reference to such a schema', part('Both'), '3.1.0'],
    ['two references in 3.0', { allOf: [part('Marked'), part('Asking')] }, '3.0.3'],
    [
      'a mark on a part of the member',
      { ...Asking, properties: { a: { allOf: [{ readOnly: true }] }, b: { allOf: [{ writeOnly: true }] } } },
      '3.1.0',
    ],
  ]

  it.each(apart)(
    'are not required the other way, either, when mark and `required` stand apart: %s',
    (_title, subject, openapi) => {
      const missing = (direction: 'request' | 'response') =>
        validatorOf(subject, { schemas: elsewhere, direction, openapi })({}, true)
          .map(({ pointer }) => pointer)
          .sort()
      expect(missing('request')).toEqual(['/b', '/c'])
      expect(missing('response')).toEqual(['/a', '/c'])
    },
  )

  it('stay required where nothing of the kind is said of the same value', () => {
    const subject = { properties: { a: { readOnly: true }, in: part('Asking') }, not: { required: ['a'] } }
    const check = validatorOf({ allOf: [subject, part('Far')] }, { schemas: elsewhere })
    expect(check({ in: {}, b: 1, c: 1, d: 1 }, true).map(({ pointer }) => pointer)).toEqual(['/in/a', '/in/b', '/in/c'])
    expect(check({ in: { a: 1, b: 1, c: 1 }, a: 1, b: 1, c: 1, d: 1 }, true)).toHaveLength(1)
  })
})
