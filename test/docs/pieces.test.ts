import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { durationText } from '../../src/base/duration-text.ts'
import { isJsonObject, type JsonObject } from '../../src/base/json.ts'
import { concreteMediaType } from '../../src/contract/media-type.ts'
import { byteText } from '../../src/docs/byte-text.ts'
import { html, toMarkup } from '../../src/docs/html.ts'
import { inlineMarkdown, markdown } from '../../src/docs/markdown.ts'
import { extensionOf } from '../../src/docs/media-type.ts'
import { prettyJson } from '../../src/docs/pretty-json.ts'
import { schemaTable } from '../../src/docs/schema-table.ts'
import { constraints, typeText } from '../../src/docs/schema-text.ts'
import { quote, quoteWithVariable } from '../../src/docs/shell.ts'
import { exampleValue } from '../../src/schema/example-value.ts'
import { decode } from './site.ts'

describe('html', () => {
  it('escapes every hole, in text and in attributes, unless it is HTML', () => {
    const inner = html`<b>${'<i>'}</b>`
    expect(toMarkup(html`<p title="${'" onclick="x'}">${inner}${['a', 1, false, undefined]}</p>`)).toBe(
      '<p title="&quot; onclick=&quot;x"><b>&lt;i&gt;</b>a1</p>',
    )
  })

  it('gives any text back when it is decoded', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => decode(toMarkup(html`${text}`)) === text))
  })
})

describe('markdown', () => {
  it('renders CommonMark and shows HTML as text', () => {
    expect(toMarkup(markdown('**Bold** <b>no</b>'))).toBe(
      '<div class="prose"><p><strong>Bold</strong> &lt;b&gt;no&lt;/b&gt;</p></div>',
    )
  })

  it('defuses links that run code, and loads no image', () => {
    expect(toMarkup(markdown('[x](javascript:alert(1))'))).toContain('href=""')
    expect(toMarkup(markdown('![x](https://evil.example/x.png)'))).not.toContain('<img')
  })

  it('puts one paragraph into a sentence, and nothing in the place of nothing', () => {
    expect(toMarkup(inlineMarkdown('One `two`'))).toBe('One <code>two</code>')
    expect(toMarkup(inlineMarkdown('One\n\nTwo'))).toContain('<div class="prose">')
    expect(markdown(' \n')).toBeUndefined()
  })
})

describe('a word for the shell', () => {
  it('arrives as it was, whatever is in it', () => {
    const words = fc.sample(
      fc.string({ unit: 'grapheme' }).filter((word) => !word.includes('\0')),
      200,
    )
    const all = [...words, "it's", '$HOME', '`x`', '-n', '', 'a\nb', '\\', '!!', '*', '~']
    const input = all.map((word) => `printf '%s\\0' ${quote(word)}`).join('\n')
    expect(execFileSync('bash', { input, encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual(all)
  })

  it('ends in the value of a variable, whatever stands before it', () => {
    const prefixes = ['X-API-Key: ', 'a"b$(c)`d`: ', "it's ", '\\']
    const input = [
      "KEY='$v \"x'",
      ...prefixes.map((prefix) => `printf '%s\\0' ${quoteWithVariable(prefix, 'KEY')}`),
    ].join('\n')
    const expected = prefixes.map((prefix) => `${prefix}$v "x`)
    expect(execFileSync('bash', { input, encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual(expected)
  })
})

describe('a schema in words', () => {
  const document: JsonObject = {
    components: {
      schemas: {
        Node: {
          type: 'object',
          required: ['name'],
          properties: { name: { type: 'string' }, next: { $ref: '#/components/schemas/Node' } },
        },
        Cat: { type: 'object', required: ['kind'], properties: { kind: { const: 'cat' }, lives: { type: 'integer' } } },
        Tree: { type: 'array', items: { $ref: '#/components/schemas/Tree' } },
        Pet: {
          oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Node' }],
          discriminator: { propertyName: 'kind', mapping: { cat: '#/components/schemas/Cat', Node: 'Node' } },
        },
      },
    },
  }
  const rows = (schema: JsonObject) =>
    [
      ...toMarkup(schemaTable(document, schema, 'Members', 'sent')).matchAll(
        /<th scope="row"><code>(.*?)<\/code>(.*?)<\/th>/g,
      ),
    ].map(([, path, rest]) => `${path}${rest?.includes('required') ? '!' : ''}`)

  it.each([
    [{ type: 'array', items: { type: 'string', format: 'uri' } }, 'array of string (uri)'],
    [{ type: ['string', 'null'] }, 'string or null'],
    [{ type: 'integer', nullable: true }, 'integer or null'],
    [{ oneOf: [{ $ref: '#/components/schemas/Cat' }, { type: 'integer' }] }, 'Cat or integer'],
    [{ properties: {} }, 'object'],
    [{}, 'any value'],
    [{ const: 'cat' }, 'string'],
    [{ enum: [1, null, 2] }, 'number or null'],
    [{ prefixItems: [{ type: 'integer' }, { type: 'string' }], items: false }, 'array: integer, string'],
    [
      { type: ['array', 'null'], prefixItems: [{ type: 'integer' }], items: { type: 'string' } },
      'array: integer, then any number of string or null',
    ],
    [{ type: 'array', prefixItems: [{ type: 'integer' }] }, 'array: integer, then any values'],
    [{ type: 'array', items: { $ref: '#/components/schemas/Tree' } }, 'array of Tree'],
    [{ type: 'object', additionalProperties: { type: 'integer' } }, 'object, each value integer'],
  ])('%j is %s', (schema, words) => {
    expect(typeText(document, schema)).toBe(words)
  })

  it.each([
    [{ minLength: 1, maxLength: 64 }, ['1 to 64 characters']],
    [{ minItems: 1 }, ['1 item or more']],
    [{ maxItems: 3 }, ['up to 3 items']],
    [{ enum: ['a', 1, null] }, ['one of a, 1, null']],
    [{ const: 'x', default: false }, ['always x', 'default false']],
    [
      { oneOf: [], discriminator: { propertyName: 'kind', mapping: { cat: '#/x/Cat', Dog: '#/x/Dog' } } },
      ['told apart by kind: cat for Cat, Dog'],
    ],
    [{ oneOf: [{ $ref: '#/x/Cat' }], discriminator: { propertyName: 'kind' } }, ['told apart by kind: Cat']],
    [{ minimum: 0, exclusiveMaximum: 9, multipleOf: 2 }, ['at least 0', 'less than 9', 'a multiple of 2']],
  ])('%j has the limits %j', (schema, words) => {
    expect(constraints(schema)).toEqual(words)
  })

  it('lists nested members by their path, those of allOf too', () => {
    const schema = {
      allOf: [{ type: 'object', required: ['a'], properties: { a: { type: 'string' } } }],
      properties: { list: { type: 'array', items: { type: 'object', properties: { deep: { type: 'integer' } } } } },
    }
    expect(rows(schema)).toEqual(['list', 'list[].deep', 'a!'])
  })

  it('lists the members of each alternative, the places of a tuple, and what holds for each item or value', () => {
    const pet = { $ref: '#/components/schemas/Pet' }
    expect(rows({ properties: { pet } })).toEqual(['pet', 'pet.kind!', 'pet.lives', 'pet.name!', 'pet.next'])
    expect(rows({ type: 'array', items: pet }).slice(0, 3)).toEqual(['[]', '[].kind!', '[].lives'])
    expect(
      rows({
        properties: { at: { prefixItems: [{ type: 'integer' }, { enum: [1] }], items: { maxLength: 2 }, minItems: 1 } },
      }),
    ).toEqual(['at', 'at[0]!', 'at[1]', 'at[]'])
    expect(rows({ additionalProperties: { type: 'object', properties: { size: { type: 'integer' } } } })).toEqual([
      '*.size',
    ])
  })

  it('shows a schema that contains itself once, and ends', () => {
    expect(rows({ $ref: '#/components/schemas/Node' })).toEqual(['name!', 'next'])
  })
})

describe('an example', () => {
  it('is the designer’s where there is one, else the least that the schema asks for', () => {
    const schema = {
      type: 'object',
      required: ['a'],
      properties: { a: { type: 'integer', minimum: 3 }, b: { type: 'string' } },
    }
    expect(exampleValue({}, { example: 7, schema })).toBe(7)
    expect(exampleValue({}, { examples: { one: { value: [1] } }, schema })).toEqual([1])
    expect(exampleValue({}, { schema })).toEqual({ a: 3 })
    expect(exampleValue({}, {})).toBeUndefined()
  })

  it('is left out for a schema that nobody can follow', () => {
    expect(exampleValue({}, { schema: { $ref: '#/nowhere' } })).toBeUndefined()
  })
})

describe('small words', () => {
  it('are those that people use', () => {
    expect([86_400_000, 2_592_000_000, 90_000, 1_500].map(durationText)).toEqual([
      '1 day',
      '30 days',
      '90 seconds',
      '1500 milliseconds',
    ])
    expect([25_000_000, 1_048_576, 1_000, 999].map(byteText)).toEqual(['25 MB', '1 MiB', '1 kB', '999 bytes'])
    expect(['image/*', '*/*', 'text/csv'].map(concreteMediaType)).toEqual([
      'image/jpeg',
      'application/octet-stream',
      'text/csv',
    ])
    expect(['image/jpeg', 'text/csv; header=present', 'application/vnd.x+y'].map(extensionOf)).toEqual([
      'jpg',
      'csv',
      'vndxy',
    ])
  })
})

describe('JSON for reading', () => {
  it('is the same value, short parts on one line', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        (value) => JSON.stringify(JSON.parse(prettyJson(JSON.parse(JSON.stringify(value))))) === JSON.stringify(value),
      ),
    )
    expect(prettyJson({ id: 1, links: [{ rel: 'self' }] }, 24)).toBe('{\n  "id": 1,\n  "links": [{ "rel": "self" }]\n}')
    expect(isJsonObject(JSON.parse(prettyJson({})))).toBe(true)
  })
})
