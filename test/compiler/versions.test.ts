/** Documents of every version all the way: compiled, lowered, written out and made into validators. */
import { describe, expect, it } from 'vitest'
import { validatorRoots } from '../../src/codegen/validator-roots.ts'
import { expand } from '../../src/compiler/expand/expand.ts'
import { compileValidators } from '../../src/schema/compile-validators.ts'
import { compileText, withKey } from './compile-text.ts'
import { officialDocument } from './official-documents.ts'

describe.each(['3.0', '3.1', '3.2'] as const)('a document of OpenAPI %s', (version) => {
  const { spec } = compileText(JSON.stringify(officialDocument(version)))
  if (spec === undefined) throw new Error('It does not compile')

  it('becomes a contract of the operations that are answered', () => {
    expect(spec.contract.operations.map(({ id, method }) => [id, method])).toEqual([
      ['getThing', 'GET'],
      ['putThing', 'PUT'],
    ])
    expect(spec.contract.serverUrl).toBe('https://eu.example.com/v1')
    expect(spec.contract.serverPath).toBe('/v1')
  })

  it('is written out in the same version', () => {
    expect(expand(spec).openapi).toBe(`${version}.0`)
  })

  it('has validators that can be compiled', () => {
    const { units } = compileValidators(spec.document, validatorRoots(spec))
    expect(units.length).toBeGreaterThan(0)
  })
})

describe('OpenAPI 3.2', () => {
  const text = (openapi: string) =>
    withKey(`paths:
  /a:
    get:
      operationId: a
      responses: { '200': { description: A, content: { text/html: { $ref: '#/components/mediaTypes/Page' } } } }
`)
      .replace('openapi: 3.1.0', `openapi: ${openapi}`)
      .replace('components: {', 'components: { mediaTypes: { Page: { schema: { type: string } } },')

  it('may refer to media types, which stand in place afterwards', () => {
    const { diagnostics, spec } = compileText(text('3.2.0'))
    expect(diagnostics).toEqual([])
    expect(spec?.document.paths).toMatchObject({
      '/a': { get: { responses: { '200': { content: { 'text/html': { schema: { type: 'string' } } } } } } },
    })
  })

  it('is what its keys belong to: an older document is told so at each', () => {
    const { diagnostics } = compileText(text('3.1.0'))
    expect(diagnostics.map(({ code, line }) => [code, line])).toEqual([
      ['CC104', 4],
      ['CC104', 9],
    ])
  })

  it('answers need no description', () => {
    const bare = text('3.2.0').replace('description: A, ', '')
    expect(compileText(bare).spec?.contract.operations[0]?.responses[0]?.description).toBe('')
  })
})

describe('the first server', () => {
  it.each([
    ['/v1/', '/v1', undefined],
    ['v1', '/v1', undefined],
    ['./v1', '/v1', undefined],
    ['/', '', undefined],
    ['https://example.com', '', 'https://example.com'],
    ['http://example.com:8080/a/b/', '/a/b', 'http://example.com:8080/a/b/'],
  ])('%s is served below %j', (url, serverPath, serverUrl) => {
    const { diagnostics, spec } = compileText(withKey(`servers: [{ url: ${url} }]\npaths: {}\n`))
    expect(diagnostics).toEqual([])
    expect([spec?.contract.serverPath, spec?.contract.serverUrl]).toEqual([serverPath, serverUrl])
  })

  it.each(['//example.com/v1', 'ftp://example.com', 'https://example.com/?a=b', 'http://[bad'])(
    '%s keeps nobody from looking, and cannot be started',
    (url) => {
      const { diagnostics, spec } = compileText(withKey(`servers: [{ url: '${url}' }]\npaths: {}\n`))
      expect(diagnostics.map(({ code, refusesStart }) => [code, refusesStart])).toEqual([['CC213', true]])
      expect(spec).toBeDefined()
    },
  )
})
