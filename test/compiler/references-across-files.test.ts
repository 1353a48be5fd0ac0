import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import type { JsonObject } from '../../src/base/json.ts'
import type { Diagnostic } from '../../src/compiler/diagnostics/diagnostic.ts'
import { valueAt } from '../../src/schema/pointer.ts'
import { compileText, withComponents, withKey } from './compile-text.ts'

/** One definition of every kind that can be referred to. */
const parts: JsonObject = {
  item: { get: { operationId: 'getThing', responses: { '204': { description: 'None' } } } },
  Limit: { name: 'limit', in: 'query', schema: { type: 'integer' } },
  Found: {
    description: 'Found',
    headers: { 'X-Rate': { $ref: '#/Rate' } },
    content: { 'application/json': { schema: { $ref: '#/Thing' }, examples: { one: { $ref: '#/One' } } } },
    links: { next: { $ref: '#/Next' } },
  },
  Body: { content: { 'application/json': { schema: { $ref: '#/Thing/properties/part' } } } },
  Rate: { schema: { type: 'integer' } },
  One: { value: { part: 'x' } },
  Next: { operationId: 'getThing' },
  Done: { '{$request.body#/url}': { post: { responses: { '200': { description: 'Taken' } } } } },
  Scheme: { type: 'apiKey', in: 'header', name: 'X-Other' },
  Thing: { type: 'object', properties: { part: { type: 'string' }, again: { $ref: '#/Thing' } } },
}

const spec = (file: string): string => `openapi: 3.1.0
info: { title: Things, version: '1' }
security: [{ other: [] }]
components:
  securitySchemes: { other: { $ref: '${file}#/Scheme' } }
paths:
  /things/one: { $ref: '${file}#/item' }
  /things:
    post:
      operationId: makeThing
      parameters: [{ $ref: '${file}#/Limit' }]
      requestBody: { $ref: '${file}#/Body' }
      responses: { '200': { $ref: '${file}#/Found' } }
      callbacks: { done: { $ref: '${file}#/Done' } }
`

describe('references across files', () => {
  it.each([
    ['YAML', 'parts.yaml', stringify(parts)],
    ['JSON', 'parts.json', JSON.stringify(parts)],
  ])('every kind of definition can stand in a file of %s', (_name, file, text) => {
    const { spec: compiled, diagnostics } = compileText(spec(file), { [`spec/${file}`]: text })
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    const document = compiled?.document ?? {}
    expect(JSON.stringify(document)).not.toContain(file)
    expect(valueAt(document, ['paths', '/things/one'])).toEqual(parts.item)
    const operation = valueAt(document, ['paths', '/things', 'post'])
    expect(operation).toMatchObject({
      parameters: [{ $ref: '#/components/parameters/Limit' }],
      requestBody: { $ref: '#/components/requestBodies/Body' },
      responses: { '200': { $ref: '#/components/responses/Found' } },
      callbacks: { done: { $ref: '#/components/callbacks/Done' } },
    })
    expect(document.components).toMatchObject({
      securitySchemes: { other: { $ref: expect.stringMatching(/^#\/components\/securitySchemes\//) } },
      responses: {
        Found: {
          headers: { 'X-Rate': { $ref: '#/components/headers/Rate' } },
          links: { next: { $ref: '#/components/links/Next' } },
          content: { 'application/json': { examples: { one: { $ref: '#/components/examples/One' } } } },
        },
      },
      requestBodies: { Body: { content: { 'application/json': { schema: { $ref: '#/components/schemas/part' } } } } },
      schemas: { Thing: { properties: { again: { $ref: '#/components/schemas/Thing' } } }, part: { type: 'string' } },
    })
  })

  it('a callback of the components is shared by operations', () => {
    const text = withComponents(
      "  callbacks: { done: { '{$request.query.url}': { post: { responses: { '200': { description: Taken } } } } } }",
      `paths:
  /a:
    get:
      operationId: a
      parameters: [{ name: url, in: query, schema: { type: string, format: uri } }]
      callbacks: { done: { $ref: '#/components/callbacks/done' } }
      responses: { '204': { description: None } }
`,
    )
    expect(compileText(text).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  })
})

describe('where a file is referred to from', () => {
  const related = ({ code, file, line, related: places = [] }: Diagnostic): readonly string[] => [
    `${code} ${file}:${line}`,
    ...places.map((place) => `${place.file}:${place.line}:${place.column}`),
  ]
  const relatedOf = (text: string, files: Readonly<Record<string, string>>) =>
    compileText(text, files).diagnostics.map(related)
  const entry = withComponents('  schemas:\n    A: { $ref: ./a.yaml#/A }\n    B: { $ref: ./b.yaml#/B }', 'paths: {}\n')

  it('a diagnostic leads back to the spec, the innermost reference first, by the first way there is', () => {
    const files = {
      'spec/a.yaml': 'A:\n  items: { $ref: b.yaml#/B }\n',
      'spec/b.yaml': 'B:\n  items: { $ref: deep/c.json }\n',
      'spec/deep/c.json': '{ "type": "strng" }',
    }
    expect(relatedOf(entry, files)).toEqual([
      ['CC103 spec/deep/c.json:1', 'spec/b.yaml:2:18', 'spec/openapi.yaml:8:16'],
    ])
  })

  it('so does a broken reference in another file, and a file that is not YAML', () => {
    const files = { 'spec/a.yaml': "A: { $ref: '#/nowhere' }\n", 'spec/b.yaml': 'B: ]\n' }
    expect(relatedOf(entry, files)).toEqual([
      ['CC010 spec/a.yaml:1', 'spec/openapi.yaml:7:16'],
      ['CC002 spec/b.yaml:1', 'spec/openapi.yaml:8:16'],
    ])
  })

  it('so does what stands in a path item of another file, but not what stands beside the reference', () => {
    const text = withKey('paths:\n  /a:\n    $ref: ./a.yaml\n    sumary: x\n')
    expect(relatedOf(text, { 'spec/a.yaml': 'get: { operationId: a }\nsumary: y\n' })).toEqual([
      ['CC100 spec/openapi.yaml:8'],
    ])
    expect(
      relatedOf(withKey('paths:\n  /a:\n    $ref: ./a.yaml\n'), { 'spec/a.yaml': 'get: { id: a }\n' }),
    ).toContainEqual(['CC100 spec/a.yaml:1', 'spec/openapi.yaml:7:11'])
  })

  it('a mistake that two references lead to is one diagnostic', () => {
    const text = withKey('paths:\n  /a: { $ref: ./a.yaml }\n  /b: { $ref: ./a.yaml }\n')
    const { diagnostics } = compileText(text, { 'spec/a.yaml': 'sumary: y\n' })
    expect(diagnostics.map(({ code, file }) => `${code} ${file}`)).toEqual(['CC100 spec/a.yaml'])
  })

  it('a file that is not there is one diagnostic, at the first reference to it', () => {
    const { diagnostics } = compileText(entry.replace('b.yaml', 'a.yaml'))
    expect(diagnostics.map(({ code, line }) => `${code} ${line}`)).toEqual(['CC010 7'])
  })

  it('what the spec itself says has no way to lead back', () => {
    const [diagnostic] = compileText(withKey('path: {}\n')).diagnostics
    expect(diagnostic?.related).toBeUndefined()
  })
})
