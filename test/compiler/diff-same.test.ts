/** What is no change: the same spec, written another way. And every pair of real documents is compared without a crash. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { diffSpecs } from '../../src/compiler/diff/diff.ts'
import type { ResolvedSpec } from '../../src/compiler/view/resolved-spec.ts'
import { compileText } from './compile-text.ts'
import { base } from './diff/base.ts'
import { noChanges } from './diff/no-changes.ts'
import { diffTexts, edited, specOf } from './diff/row.ts'

const sample = readFileSync(fileURLToPath(new URL('../../spec/openapi.yaml', import.meta.url)), 'utf8')

describe('no change', () => {
  it.each(noChanges.map((row) => [row.change, row] as const))('%s', (_, row) => {
    const next = edited(row)
    expect(next).not.toBe(base)
    expect(diffTexts(base, next)).toEqual([])
    expect(diffTexts(next, base)).toEqual([])
  })

  it('the same as JSON', () => {
    expect(diffTexts(base, JSON.stringify(parse(base), null, 2))).toEqual([])
    expect(diffTexts(sample, stringify(parse(sample)))).toEqual([])
  })

  it('the same in several files', () => {
    const schemas = base.slice(base.indexOf('    Order:'))
    const split = base.replaceAll("'#/components/schemas/", "'schemas.yaml#/").replace(schemas, '    None: {}\n')
    const file = schemas.replaceAll(/^ {4}/gm, '').replaceAll('#/components/schemas/', '#/')
    expect(diffSpecs(specOf(base), specOf(split, { 'spec/schemas.yaml': file }))).toEqual([])
  })

  it('the same in OpenAPI 3.0 words', () => {
    const old = dialect('3.0.3', '{ type: integer, nullable: true, minimum: 0, exclusiveMinimum: true }')
    const next = dialect('3.1.0', "{ type: [integer, 'null'], exclusiveMinimum: 0 }")
    expect(diffTexts(old, next)).toEqual([])
    expect(diffTexts(old, next.replace('exclusiveMinimum: 0', 'exclusiveMinimum: 1'))).toHaveLength(1)
  })

  it('keywords that OpenAPI 3.0 does not have', () => {
    const old = dialect('3.0.3', '{ type: string }')
    expect(diffTexts(old, dialect('3.0.3', '{ type: string, const: x }'))).toEqual([])
  })

  it('a mark beside a reference in OpenAPI 3.0, where the member is not required in a request', () => {
    const marked = (more: string) =>
      `${dialect('3.0.3', `{ type: object, ${more}properties: { id: { $ref: '#/components/schemas/Id', readOnly: true } } }`)}components: { schemas: { Id: { type: string } } }\n`
    const changes = diffTexts(marked(''), marked('required: [id], '))
    expect(changes.filter(({ severity }) => severity !== 'safe')).toEqual([])
    const [unmarked, other] = [marked(''), marked('required: [id], ')].map((text) =>
      text.replace(', readOnly: true', ''),
    )
    expect(diffTexts(unmarked ?? '', other ?? '').map(({ code }) => code)).toEqual(['request-narrowed'])
  })
})

it('never runs a pattern on an engine that it could keep busy (IN-1)', () => {
  const schema = (more: string) =>
    dialect('3.1.0', `{ type: object, patternProperties: { '^(a+)+$': { type: string } }, ${more} }`)
  const name = `${'a'.repeat(60)}!`
  const old = schema(`properties: { ${name.replace('!', 'B')}: { type: string } }`)
  expect(diffTexts(old, schema('properties: {}'))).toBeInstanceOf(Array)
})

const dialect = (version: string, schema: string): string => `openapi: ${version}
info: { title: Things, version: '1' }
paths:
  /things:
    post:
      operationId: makeThing
      requestBody: { content: { application/json: { schema: ${schema} } } }
      responses: { '200': { description: Made } }
`

const examples = join(fileURLToPath(new URL('../../node_modules/@readme/oas-examples', import.meta.url)))
const documents = ['3.0', '3.1'].flatMap((version) =>
  readdirSync(join(examples, version, 'yaml')).map(
    (name) => [`${version}/${name}`, join(examples, version, 'yaml', name)] as const,
  ),
)
const compiled = documents.flatMap(([name, file]): (readonly [string, ResolvedSpec])[] => {
  const { spec } = compileText(readFileSync(file, 'utf8'))
  return spec === undefined ? [] : [[name, spec]]
})

describe('real documents', () => {
  it('enough of them compile to say something', () => {
    expect(compiled.length).toBeGreaterThan(20)
  })

  it.each(compiled)('%s is no change from itself', (_, spec) => {
    // A second copy, so that nothing is the same object.
    expect(diffSpecs(spec, structuredCloneOf(spec))).toEqual([])
  })

  it.each(compiled)('%s is compared with every other one', (_, spec) => {
    for (const [, other] of compiled) {
      const changes = diffSpecs(spec, other)
      expect(changes.filter((change) => change.message === '' || (change.old ?? change.new) === undefined)).toEqual([])
    }
  })
})

const structuredCloneOf = (spec: ResolvedSpec): ResolvedSpec => ({
  ...spec,
  document: structuredClone(spec.document),
  contract: structuredClone(spec.contract),
})
