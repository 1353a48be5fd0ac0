import { describe, expect, it } from 'vitest'
import { parseReference } from '../../src/compiler/read/reference.ts'
import { type Path, valueAt } from '../../src/schema/pointer.ts'
import { compileText, withComponents, withKey } from './compile-text.ts'

const operation = (rest: string): string => `paths:
  /things:
    get:
      operationId: listThings
${rest}
`

const responseWith = (schema: string): string =>
  `      responses: { '200': { description: Things, content: { application/json: { schema: ${schema} } } } }`

const schemaPath: Path = ['paths', '/things', 'get', 'responses', '200', 'content', 'application/json', 'schema']

describe('bundling', () => {
  it('a definition of another file becomes a component of its own name', () => {
    const { spec, diagnostics } = compileText(withKey(operation(responseWith('{ $ref: ./parts.yaml#/Thing }'))), {
      'spec/parts.yaml': 'Thing: { type: object, properties: { part: { $ref: "#/Part" } } }\nPart: { type: string }\n',
    })
    expect(diagnostics).toEqual([])
    expect(valueAt(spec?.document ?? {}, schemaPath)).toEqual({ $ref: '#/components/schemas/Thing' })
    expect(valueAt(spec?.document ?? {}, ['components', 'schemas'])).toEqual({
      Thing: { type: 'object', properties: { part: { $ref: '#/components/schemas/Part' } } },
      Part: { type: 'string' },
    })
  })

  it('a whole file is named like the file, and a taken name is told apart', () => {
    const text = withComponents(
      '  schemas: { Thing: { type: integer } }',
      operation(responseWith('{ oneOf: [{ $ref: ./thing.yaml }, { $ref: ./other.yaml#/Thing }] }')),
    )
    const { spec } = compileText(text, {
      'spec/thing.yaml': 'type: string\n',
      'spec/other.yaml': 'Thing: { type: boolean }\n',
    })
    expect(valueAt(spec?.document ?? {}, ['components', 'schemas'])).toEqual({
      Thing: { type: 'integer' },
      thing: { type: 'string' },
      'other-Thing': { type: 'boolean' },
    })
  })

  it('files may refer to each other and back to the spec in circles', () => {
    const text = withComponents(
      '  schemas: { Thing: { type: object, properties: { part: { $ref: ./a.yaml#/A } } } }',
      operation(responseWith("{ $ref: '#/components/schemas/Thing' }")),
    )
    const { spec, diagnostics } = compileText(text, {
      'spec/a.yaml': 'A: { type: object, properties: { b: { $ref: ./deep/b.yaml#/B } } }\n',
      'spec/deep/b.yaml':
        "B: { type: object, properties: { a: { $ref: ../a.yaml#/A }, thing: { $ref: '../openapi.yaml#/components/schemas/Thing' } } }\n",
    })
    expect(diagnostics).toEqual([])
    expect(valueAt(spec?.document ?? {}, ['components', 'schemas', 'B', 'properties'])).toEqual({
      a: { $ref: '#/components/schemas/A' },
      thing: { $ref: '#/components/schemas/Thing' },
    })
  })

  it('a path item of another file stands in its place, with the keys beside the reference on top', () => {
    const { spec, diagnostics } = compileText(
      withKey('paths:\n  /things:\n    $ref: ./things.yaml\n    summary: Ours\n'),
      {
        'spec/things.yaml':
          "summary: Theirs\nget: { operationId: listThings, responses: { '204': { description: None } } }\n",
      },
    )
    expect(diagnostics).toEqual([])
    expect(valueAt(spec?.document ?? {}, ['paths', '/things'])).toEqual({
      summary: 'Ours',
      get: { operationId: 'listThings', responses: { '204': { description: 'None' } } },
    })
    expect(spec?.contract.operations.map(({ id }) => id)).toEqual(['listThings'])
  })

  it('keywords beside a reference in a 3.1 schema stay', () => {
    const { spec } = compileText(withKey(operation(responseWith('{ $ref: ./thing.yaml, minLength: 1 }'))), {
      'spec/thing.yaml': 'type: string\n',
    })
    expect(valueAt(spec?.document ?? {}, schemaPath)).toEqual({ $ref: '#/components/schemas/thing', minLength: 1 })
  })

  it('a discriminator mapping to another file is bundled, too', () => {
    const text = withKey(
      operation(
        responseWith(
          '{ oneOf: [{ $ref: ./cat.yaml }], discriminator: { propertyName: kind, mapping: { cat: ./cat.yaml } } }',
        ),
      ),
    )
    const { spec, diagnostics } = compileText(text, { 'spec/cat.yaml': 'type: object\n' })
    expect(diagnostics).toEqual([])
    expect(valueAt(spec?.document ?? {}, [...schemaPath, 'discriminator', 'mapping'])).toEqual({
      cat: '#/components/schemas/cat',
    })
  })

  it('what looks like a reference inside an example is data', () => {
    const text = withKey(
      operation(responseWith("{ type: object, example: { $ref: 'nowhere.yaml' }, default: { $ref: 'nowhere.yaml' } }")),
    )
    expect(compileText(text).diagnostics).toEqual([])
  })

  it('a schema that contains itself is fine', () => {
    const text = withComponents(
      "  schemas: { Node: { type: object, properties: { children: { type: array, items: { $ref: '#/components/schemas/Node' } } } } }",
      operation(responseWith("{ $ref: '#/components/schemas/Node' }")),
    )
    expect(compileText(text).diagnostics).toEqual([])
  })
})

describe('the text of a reference', () => {
  it.each([
    ['#/components/schemas/A', { kind: 'local', file: 'spec/openapi.yaml', path: ['components', 'schemas', 'A'] }],
    ['a.yaml', { kind: 'local', file: 'spec/a.yaml', path: [] }],
    ['./b/../a.yaml#/x~1y/z~0', { kind: 'local', file: 'spec/a.yaml', path: ['x/y', 'z~'] }],
    ['a%20b.yaml#/c%20d', { kind: 'local', file: 'spec/a b.yaml', path: ['c d'] }],
    ['../a.yaml', { kind: 'local', file: 'a.yaml', path: [] }],
    ['../../a.yaml', { kind: 'outside' }],
    ['..\\..\\a.yaml', { kind: 'outside' }],
    ['%2e%2e/%2e%2e/a.yaml', { kind: 'outside' }],
    ['/a.yaml', { kind: 'absolute' }],
    ['\\a.yaml', { kind: 'absolute' }],
    ['C:\\a.yaml', { kind: 'absolute' }],
    ['c:/a.yaml', { kind: 'absolute' }],
    ['#name', { kind: 'anchor', file: 'spec/openapi.yaml', name: 'name' }],
    ['a.yaml#na.me', { kind: 'anchor', file: 'spec/a.yaml', name: 'na.me' }],
    ['//host/a.yaml', { kind: 'remote' }],
    ['https://host/a.yaml', { kind: 'remote' }],
    ['file:///etc/passwd', { kind: 'absolute' }],
    ['FILE:a.yaml', { kind: 'absolute' }],
    ['http://host/a.yaml', { kind: 'remote' }],
    ['urn:example:a', { kind: 'remote' }],
  ])('%s', (text, expected) => {
    expect(parseReference(text, 'spec/openapi.yaml')).toEqual(expected)
  })

  it.each(['#1', '#a b', '#/a~2', '%ff.yaml', 'a%00.yaml'])('%s cannot be followed', (text) => {
    expect(parseReference(text, 'spec/openapi.yaml').kind).toBe('malformed')
  })
})
