import { registerSchema, unregisterSchema, validate } from '@hyperjump/json-schema/draft-2020-12'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue } from '../../src/base/json.ts'
import { valueAt } from '../../src/schema/pointer.ts'
import { compileText, withComponents } from './compile-text.ts'

/** Schemas as components of a spec that nothing else is in. */
const withSchemas = (schemas: Readonly<Record<string, JsonValue>>): string =>
  withComponents(`  schemas: ${JSON.stringify(schemas)}`, 'paths: {}\n')

function bundled(
  schemas: Readonly<Record<string, JsonValue>>,
  files: Readonly<Record<string, string>> = {},
): JsonObject {
  const { spec, diagnostics } = compileText(withSchemas(schemas), files)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return (valueAt(spec?.document ?? {}, ['components', 'schemas']) ?? {}) as JsonObject
}

const codes = (schemas: Readonly<Record<string, JsonValue>>, files?: Readonly<Record<string, string>>) =>
  compileText(withSchemas(schemas), files).diagnostics.map(({ code, hint }) => [code, hint])

describe('anchors and identifiers', () => {
  it('an anchor is a place to refer to, and is gone from the bundle', () => {
    expect(bundled({ A: { $anchor: 'here', type: 'string' }, B: { $ref: '#here' } })).toEqual({
      A: { type: 'string' },
      B: { $ref: '#/components/schemas/A' },
    })
  })

  it('an anchor of another file is one, too, and a chain of files may end in it', () => {
    const files = {
      'spec/a.yaml': 'One: { $ref: "b.json#two" }\n',
      'spec/b.json': '{ "$defs": { "Two": { "$anchor": "two", "type": "integer" } } }',
    }
    expect(bundled({ B: { $ref: 'a.yaml#/One' } }, files)).toEqual({
      B: { $ref: '#/components/schemas/One' },
      One: { $ref: '#/components/schemas/Two' },
      Two: { type: 'integer' },
    })
  })

  it('inside a schema with an identifier, a fragment means that schema', () => {
    const schemas = {
      A: {
        $id: 'https://example.com/a',
        $ref: '#/$defs/x',
        $defs: { x: { $anchor: 'x', type: 'string' }, y: { $ref: '#x' } },
      },
      x: { $anchor: 'x' },
    }
    expect(bundled(schemas)).toMatchObject({
      A: { $ref: '#/components/schemas/A/$defs/x', $defs: { y: { $ref: '#/components/schemas/A/$defs/x' } } },
    })
    expect(JSON.stringify(bundled(schemas))).not.toContain('$id')
  })

  it('a pointer from the root of the file is understood there, nevertheless', () => {
    const schemas = {
      A: { $id: 'https://example.com/a', items: { $ref: '#/components/schemas/B' } },
      B: { type: 'null' },
    }
    expect(bundled(schemas).A).toEqual({ items: { $ref: '#/components/schemas/B' } })
  })

  it('an identifier is a place to refer to, absolute or relative', () => {
    const schemas = {
      A: { $id: 'https://example.com/schemas/a', type: 'string', $defs: { b: { $ref: 'b#in' } } },
      B: { $id: 'https://example.com/schemas/b', $defs: { x: { $anchor: 'in', type: 'number' } } },
      C: { $ref: 'https://example.com/schemas/a' },
      D: { $id: 'tree', items: { $ref: 'tree' } },
    }
    expect(bundled(schemas)).toMatchObject({
      A: { $defs: { b: { $ref: '#/components/schemas/B/$defs/x' } } },
      C: { $ref: '#/components/schemas/A' },
      D: { items: { $ref: '#/components/schemas/D' } },
    })
  })

  it('an anchor that is not there is a broken reference, with the nearest one', () => {
    expect(codes({ A: { $anchor: 'report' }, B: { $ref: '#raport' } })).toEqual([['CC010', 'Did you mean `#report`?']])
  })

  it('a mistyped pointer is only met with one that leads somewhere', () => {
    const A = { type: 'object', properties: { x: {} } }
    const way = 'Point it to something that exists, as `#/…` or `file.yaml#/…`.'
    expect(codes({ Thing: A, B: { $ref: '#/components/schemas/Thin/properties/x' } })).toEqual([
      ['CC010', 'Did you mean `#/components/schemas/Thing/properties/x`?'],
    ])
    expect(codes({ Thing: A, B: { $ref: '#/components/schemas/Thin/properties/y' } })).toEqual([['CC010', way]])
  })
})

const list = {
  $id: 'https://example.com/list',
  type: 'array',
  items: { $dynamicRef: '#item' },
  $defs: { any: { $dynamicAnchor: 'item' } },
}
const listOf = (id: string, item: JsonObject): JsonObject => ({
  $id: `https://example.com/${id}`,
  $ref: 'list',
  $defs: { item: { $dynamicAnchor: 'item', ...item } },
})
const tree = {
  $id: 'https://example.com/tree',
  $dynamicAnchor: 'node',
  type: 'object',
  properties: { data: true, children: { type: 'array', items: { $dynamicRef: '#node' } } },
}

describe('dynamic references', () => {
  const worlds: readonly (readonly [string, Readonly<Record<string, JsonObject>>])[] = [
    [
      'a template with two fillings',
      { list, Numbers: listOf('numbers', { type: 'number' }), Texts: listOf('texts', { type: 'string' }) },
    ],
    [
      'a tree that is made strict',
      {
        tree,
        Strict: {
          $id: 'https://example.com/strict',
          $dynamicAnchor: 'node',
          $ref: 'tree',
          unevaluatedProperties: false,
        },
      },
    ],
    [
      'the outermost of three',
      {
        list,
        Numbers: listOf('numbers', { type: 'number' }),
        Outer: {
          $id: 'https://example.com/outer',
          $ref: 'numbers',
          $defs: { item: { $dynamicAnchor: 'item', type: 'integer' } },
        },
      },
    ],
    [
      'a filling that contains the template again',
      { list, Numbers: listOf('numbers', { type: 'number' }), Lists: listOf('lists', { $ref: 'numbers' }) },
    ],
    [
      'a dynamic reference to an ordinary anchor',
      {
        A: {
          $id: 'https://example.com/a',
          items: { $dynamicRef: '#x' },
          $defs: { x: { $anchor: 'x', type: 'string' } },
        },
        B: { $id: 'https://example.com/b', $ref: 'a', $defs: { x: { $dynamicAnchor: 'x', type: 'number' } } },
      },
    ],
    [
      'a dynamic reference beside a reference',
      {
        list,
        A: {
          $id: 'https://example.com/a',
          type: 'array',
          items: { $ref: '#/$defs/min', $dynamicRef: 'list#item' },
          $defs: { min: { minimum: 2 }, item: { $dynamicAnchor: 'item', type: 'number' } },
        },
      },
    ],
    [
      'a way through another schema',
      {
        list,
        Page: { $id: 'https://example.com/page', properties: { data: { $ref: 'list' } } },
        Numbers: {
          $id: 'https://example.com/numbers',
          $ref: 'page',
          $defs: { item: { $dynamicAnchor: 'item', type: 'number' } },
        },
      },
    ],
  ]
  const scalars: readonly JsonValue[] = [1, 1.5, 3, 'a', null, true, {}, []]
  const values: readonly JsonValue[] = [
    ...scalars,
    ...scalars.map((value) => [value]),
    ...scalars.map((value) => [[value]]),
    ...scalars.map((value) => ({ data: value })),
    ...scalars.map((value) => ({ data: [value], x: 1 })),
    ...scalars.map((value) => ({ children: [value, { data: value, extra: 1 }] })),
    { children: [{ children: [{ extra: 1 }] }] },
    { children: [{ children: [{ data: 1 }] }] },
  ]

  it.each(worlds)('%s: the bundle judges as @hyperjump/json-schema judges the original', async (_name, schemas) => {
    const ours = bundled(schemas)
    expect(JSON.stringify(ours)).not.toMatch(/dynamic|\$id/)
    const root = { components: { schemas: ours } }
    const ajv = new Ajv2020({ strict: false })
    ajv.addSchema(root, 'bundle')
    for (const schema of Object.values(schemas)) registerSchema(schema as never, String(schema.$id), draft)
    try {
      for (const [name, schema] of Object.entries(schemas)) {
        const mine = ajv.compile({ $ref: `bundle#/components/schemas/${name}` })
        for (const value of values) {
          const theirs = await validate(String(schema.$id), value as never)
          expect([name, value, mine(value)]).toEqual([name, value, theirs.valid])
        }
      }
    } finally {
      for (const { $id } of Object.values(schemas)) unregisterSchema(String($id))
    }
  })

  it('one that means nothing is a broken reference', () => {
    expect(codes({ A: { items: { $dynamicRef: '#nowhere' } } }).map(([code]) => code)).toEqual(['CC010'])
  })

  it('works across files', () => {
    const files = {
      'spec/list.yaml': 'type: array\nitems: { $dynamicRef: "#item" }\n$defs: { any: { $dynamicAnchor: item } }\n',
      'spec/numbers.yaml': '$ref: list.yaml\n$defs: { item: { $dynamicAnchor: item, type: number } }\n',
    }
    const schemas = bundled({ Any: { $ref: 'list.yaml' }, Numbers: { $ref: 'numbers.yaml' } }, files)
    const ajv = new Ajv2020({ strict: false })
    ajv.addSchema({ components: { schemas } }, 'bundle')
    const judge = (name: string, value: JsonValue) => ajv.compile({ $ref: `bundle#/components/schemas/${name}` })(value)
    expect([judge('Any', ['a']), judge('Numbers', ['a']), judge('Numbers', [1])]).toEqual([true, false, true])
  })
})

const draft = 'https://json-schema.org/draft/2020-12/schema'
