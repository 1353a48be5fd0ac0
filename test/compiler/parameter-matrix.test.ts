/** Every style, `explode`, type and place of OpenAPI's table: from the words of a spec to the value of a request's text, and no further for a malformed one. */
import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../src/base/json.ts'
import { deserialiseParameters, type RawParameters } from '../../src/schema/parameters.ts'
import { compileText, withKey } from './compile-text.ts'

const types = {
  integer: '{ type: integer }',
  text: '{ type: string }',
  list: '{ type: array, items: { type: integer } }',
  object: '{ type: object, properties: { R: { type: integer }, G: { type: integer } }, additionalProperties: false }',
} as const

type Row = readonly [
  place: 'path' | 'query' | 'header' | 'cookie',
  style: string,
  explode: boolean,
  type: keyof typeof types,
  good: string,
  value: JsonValue,
  malformed: string,
]

const list = [3, 4]
const object = { R: 1, G: 2 }

const rows: readonly Row[] = [
  ['path', 'simple', false, 'integer', '5', 5, 'five'],
  ['path', 'simple', true, 'integer', '5', 5, '5.5'],
  ['path', 'simple', false, 'list', '3,4', list, '3,x'],
  ['path', 'simple', true, 'list', '3,4', list, '3;4'],
  ['path', 'simple', false, 'object', 'R,1,G,2', object, 'R,1,G'],
  ['path', 'simple', true, 'object', 'R=1,G=2', object, 'R=1,B=2'],
  ['path', 'label', false, 'integer', '.5', 5, '5'],
  ['path', 'label', true, 'integer', '.5', 5, '5'],
  ['path', 'label', false, 'list', '.3,4', list, '3,4'],
  ['path', 'label', true, 'list', '.3.4', list, '.3,4'],
  ['path', 'label', false, 'object', '.R,1,G,2', object, '.R,1,G'],
  ['path', 'label', true, 'object', '.R=1.G=2', object, '.R=1,G=2'],
  ['path', 'matrix', false, 'integer', ';p=5', 5, ';q=5'],
  ['path', 'matrix', true, 'integer', ';p=5', 5, 'p=5'],
  ['path', 'matrix', false, 'list', ';p=3,4', list, ';p=3;p=4'],
  ['path', 'matrix', true, 'list', ';p=3;p=4', list, ';p=3;q=4'],
  ['path', 'matrix', false, 'object', ';p=R,1,G,2', object, ';R=1;G=2'],
  ['path', 'matrix', true, 'object', ';R=1;G=2', object, ';p=R,1,G,2'],
  ['query', 'form', false, 'integer', 'p=5', 5, 'p=5&p=6'],
  ['query', 'form', true, 'integer', 'p=5', 5, 'p='],
  ['query', 'form', false, 'list', 'p=3,4', list, 'p=3&p=4'],
  ['query', 'form', true, 'list', 'p=3&p=4', list, 'p=3,4'],
  ['query', 'form', false, 'object', 'p=R,1,G,2', object, 'p=R,1,G,2,B,3'],
  ['query', 'form', true, 'object', 'R=1&G=2', object, 'R=1&G=x'],
  ['query', 'spaceDelimited', false, 'list', 'p=3%204', list, 'p=3,4'],
  ['query', 'spaceDelimited', false, 'object', 'p=R%201%20G%202', object, 'p=R%201%20G'],
  ['query', 'pipeDelimited', false, 'list', 'p=3%7C4', list, 'p=3%204'],
  ['query', 'pipeDelimited', false, 'object', 'p=R|1|G|2', object, 'p=R|1|G'],
  ['query', 'deepObject', true, 'object', 'p[R]=1&p%5BG%5D=2', object, 'p[R]=1&p[R]=2'],
  ['header', 'simple', false, 'integer', ' 5 ', 5, '5,6'],
  ['header', 'simple', true, 'integer', '5', 5, 'five'],
  ['header', 'simple', false, 'list', '3, 4', list, '3 4'],
  ['header', 'simple', true, 'list', '3,4', list, '3,x'],
  ['header', 'simple', false, 'object', 'R,1,G,2', object, 'R,1,G'],
  ['header', 'simple', true, 'object', 'R=1,G=2', object, 'R=x,G=2'],
  ['cookie', 'form', false, 'integer', 'p=5', 5, 'p=5; p=6'],
  ['cookie', 'form', true, 'integer', 'p=5', 5, 'p=five'],
  ['cookie', 'form', false, 'list', 'p=3,4', list, 'p=3; p=4'],
  ['cookie', 'form', true, 'list', 'p=3; p=4', list, 'p=3,4'],
  ['cookie', 'form', false, 'object', 'p=R,1,G,2', object, 'p=R,1,G'],
  ['cookie', 'form', true, 'object', 'R=1; G=2', object, 'R=1; G=x'],
]

describe('a parameter', () => {
  it.each(rows)('in %s, style %s, explode %s, %s: %s', (place, style, explode, type, good, value, malformed) => {
    const words = `style: ${style}, explode: ${explode}, schema: ${types[type]}`
    expect(read(place, words, good)).toEqual({ value, violations: 0 })
    expect(read(place, words, malformed)).toMatchObject({ value: undefined, violations: expect.any(Number) })
    expect(read(place, words, malformed).violations).toBeGreaterThan(0)
  })

  it.each([
    ['path', '5', 'explode: false', 'simple'],
    ['query', 'p=5', 'explode: true', 'form'],
    ['header', '5', 'explode: false', 'simple'],
    ['cookie', 'p=5', 'explode: true', 'form'],
  ] as const)('in %s has a style when it says none', (place, text, explode, style) => {
    const parameter = compiled(place, `schema: ${types.integer}`)
    expect([parameter?.style, `explode: ${parameter?.explode}`]).toEqual([style, explode])
    expect(read(place, `schema: ${types.integer}`, text)).toEqual({ value: 5, violations: 0 })
  })

  it.each([
    ['path', '%7B%22a%22%3A%5B1%5D%7D', '%7B'],
    ['query', 'p=%7B%22a%22%3A%5B1%5D%7D', 'p=a'],
    ['header', '{"a":[1]}', '{"a":1,"a":2}'],
    ['cookie', 'p=%7B%22a%22%3A%5B1%5D%7D', 'p={'],
  ] as const)('in %s with content is JSON', (place, good, malformed) => {
    const words = 'content: { application/json: { schema: { type: object } } }'
    expect(read(place, words, good)).toEqual({ value: { a: [1] }, violations: 0 })
    expect(read(place, words, malformed).violations).toBe(1)
  })

  it('with `allowReserved` holds what URLs reserve, also not encoded', () => {
    const words = `allowReserved: true, schema: ${types.text}`
    expect(read('query', words, 'p=a/b?c:d@e[f]!$(g)*h;i')).toEqual({ value: 'a/b?c:d@e[f]!$(g)*h;i', violations: 0 })
  })

  it('with `allowEmptyValue` is not used when it is empty', () => {
    const words = `allowEmptyValue: true, schema: ${types.integer}`
    expect(read('query', words, 'p=')).toEqual({ value: undefined, violations: 0 })
    expect(read('query', words, 'p')).toEqual({ value: undefined, violations: 0 })
    expect(read('query', `schema: ${types.integer}`, 'p=').violations).toBe(1)
    expect(read('query', `required: true, ${words}`, 'p=').violations).toBe(1)
  })

  it.each([
    ['a reference', "{ $ref: '#/components/schemas/List' }", 'p=3&p=4', [3, 4]],
    ['parts', "{ allOf: [{ $ref: '#/components/schemas/List' }, { maxItems: 3 }] }", 'p=3', [3]],
    ['alternatives', '{ oneOf: [{ type: integer }, { type: boolean }] }', 'p=true', true],
    ['a type or null', '{ type: [integer, "null"] }', 'p=null', null],
    [
      'members in several parts',
      '{ allOf: [{ properties: { R: { type: integer } } }, { properties: { G: { type: boolean } } }] }',
      'R=1&G=true',
      { R: 1, G: true },
    ],
    ['an item by reference', "{ type: array, items: { $ref: '#/components/schemas/Number' } }", 'p=3', [3]],
    ['a choice', '{ enum: [1, 2] }', 'p=2', 2],
    ['fixed places', '{ prefixItems: [{ type: integer }, { type: boolean }] }', 'p=1&p=true', [1, true]],
    [
      'fixed places of numbers and text',
      '{ type: array, prefixItems: [{ type: integer }, { type: string }] }',
      'p=1&p=2',
      [1, '2'],
    ],
    [
      'fixed places and others',
      '{ prefixItems: [{ type: string }], items: { type: integer } }',
      'p=1&p=2&p=3',
      ['1', 2, 3],
    ],
    [
      'fixed places in parts',
      '{ allOf: [{ prefixItems: [{ type: string }], items: { type: integer } }, { type: array }] }',
      'p=1&p=2',
      ['1', 2],
    ],
    ['text or null', '{ type: [string, "null"] }', 'p=null', 'null'],
    ['text or null', '{ type: [string, "null"] }', 'p=', ''],
    ['alternatives of text and null', '{ anyOf: [{ type: string }, { type: "null" }] }', 'p=null', 'null'],
    ['a choice or null', '{ type: [string, "null"], enum: [a, null] }', 'p=null', null],
    ['a choice that has the word, or null', '{ type: [string, "null"], enum: ["null", null] }', 'p=null', 'null'],
    ['a date or null', '{ anyOf: [{ type: string, format: date }, { type: "null" }] }', 'p=', null],
  ] as const)('described by %s is read', (_title, schema, text, value) => {
    expect(read('query', `schema: ${schema}`, text)).toEqual({ value, violations: 0 })
  })

  it('that is an open object leaves the others theirs', () => {
    const text = withKey(
      `paths:
  /a:
    get:
      operationId: a
      parameters:
        - { name: open, in: query, schema: { type: object, additionalProperties: { type: string } } }
        - { name: limit, in: query, schema: { type: integer } }
      responses: { '204': { description: Done } }
`,
    )
    const parameters = compileText(text).spec?.contract.operations[0]?.parameters ?? []
    const { values, violations } = deserialiseParameters(parameters, { path: {}, query: 'limit=5&x=1', headers: {} })
    expect({ query: values.query, violations }).toEqual({ query: { open: { x: '1' }, limit: 5 }, violations: [] })
  })

  it('of the operation wins over that of the path item, also by reference', () => {
    const text = withKey(
      `paths:
  /a:
    parameters: [{ name: X-P, in: header, schema: { type: string } }, { $ref: '#/components/parameters/P' }]
    get:
      operationId: a
      parameters: [{ $ref: '#/components/parameters/Q' }, { name: x-p, in: header, schema: { type: integer } }]
      responses: { '204': { description: Done } }
`,
    ).replace('components: {', `components: { parameters: { P: ${query('string')}, Q: ${query('integer')} },`)
    const { diagnostics, spec } = compileText(text)
    expect(diagnostics).toEqual([])
    expect(spec?.contract.operations[0]?.parameters.map(({ name, shape }) => [name, shape])).toEqual([
      ['x-p', { kind: 'primitive', types: ['integer'] }],
      ['p', { kind: 'primitive', types: ['integer'] }],
    ])
  })
})

const query = (type: string): string => `{ name: p, in: query, schema: { type: ${type} } }`

function compiled(place: Row[0], words: string) {
  const path = place === 'path' ? "'/a/{p}'" : '/a'
  const required = place === 'path' ? 'required: true, ' : ''
  const text = withKey(
    `paths:
  ${path}:
    get:
      operationId: a
      parameters: [{ name: p, in: ${place}, ${required}${words} }]
      responses: { '204': { description: Done } }
`,
  ).replace(
    'components: {',
    'components: { schemas: { List: { type: array, items: { type: integer } }, Number: { type: integer } },',
  )
  const { diagnostics, spec } = compileText(text)
  expect(diagnostics).toEqual([])
  return spec?.contract.operations[0]?.parameters[0]
}

function read(
  place: Row[0],
  words: string,
  text: string,
): { readonly value: JsonValue | undefined; readonly violations: number } {
  const parameter = compiled(place, words)
  const raw: RawParameters = {
    path: place === 'path' ? { p: text } : {},
    query: place === 'query' ? text : '',
    headers: place === 'header' ? { p: text } : place === 'cookie' ? { cookie: text } : {},
  }
  const { values, violations } = deserialiseParameters(parameter === undefined ? [] : [parameter], raw)
  return { value: values[place].p, violations: violations.length }
}
