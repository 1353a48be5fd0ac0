import { describe, expect, it } from 'vitest'
import { expand } from '../../src/compiler/expand/expand.ts'
import { compileText, withComponents, withKey } from './compile-text.ts'

const summary = (text: string, files?: Readonly<Record<string, string>>) => {
  const { diagnostics, suppressed } = compileText(text, files)
  return {
    left: diagnostics.map(({ code, line }) => `${code} ${line}`),
    silenced: suppressed.map(({ code, line, reason }) => `${code} ${line}: ${reason}`),
  }
}

const schema = (ignore: string): string =>
  withComponents(
    `  schemas:
    Thing:
      type: object
${ignore}
      properties:
        a: { type: string, maxLenght: 3 }
        b: { type: string, maxLenght: 3 }`,
    'paths: {}\n',
  )

describe('suppression', () => {
  it('silences the warnings of its code at and below the object, and keeps them with the reason', () => {
    expect(summary(schema('      x-none: 1'))).toEqual({ left: ['CC105 11', 'CC105 12'], silenced: [] })
    expect(summary(schema('      x-coatcheck-ignore: { CC105: " a dialect of ours " }'))).toEqual({
      left: [],
      silenced: ['CC105 11: a dialect of ours', 'CC105 12: a dialect of ours'],
    })
  })

  it('does not reach beside the object', () => {
    const text = schema('').replace('b: { type', 'b: { x-coatcheck-ignore: { CC105: why }, type')
    expect(summary(text)).toEqual({ left: ['CC105 11'], silenced: ['CC105 12: why'] })
  })

  it('does not silence other codes, and says that it silences nothing', () => {
    expect(summary(schema('      x-coatcheck-ignore: { CC307: why }')).left).toEqual([
      'CC110 9',
      'CC105 11',
      'CC105 12',
    ])
  })

  it('the innermost block counts, and an outer one that it leaves nothing for is idle', () => {
    const inner = schema('      x-coatcheck-ignore: { CC105: inner }')
    expect(summary(`${inner}x-coatcheck-ignore: { CC105: outer }\n`)).toEqual({
      left: ['CC110 14'],
      silenced: ['CC105 11: inner', 'CC105 12: inner'],
    })
  })

  it('does not silence an error, nor what start refuses', () => {
    const text = withKey(
      "x-coatcheck-ignore: { CC502: why }\npaths:\n  /a:\n    get: { operationId: a, security: [], responses: { '204': { description: Done } } }\n",
    )
    expect(summary(text)).toEqual({ left: ['CC111 5', 'CC502 8'], silenced: [] })
  })

  it('says nothing of idle blocks while errors keep rules from running', () => {
    expect(summary(withKey('x-coatcheck-ignore: { CC307: why }\npaths: []\n')).left).toEqual(['CC102 6'])
  })

  it('works in a file that is referred to', () => {
    const files = { 'spec/thing.json': '{ "x-coatcheck-ignore": { "CC105": "why" }, "maxLenght": 3 }' }
    expect(summary(withComponents('  schemas: { Thing: { $ref: ./thing.json } }', 'paths: {}\n'), files)).toEqual({
      left: [],
      silenced: ['CC105 1: why'],
    })
  })

  it('a member of that name in data is data', () => {
    const text = withComponents(
      '  schemas: { Thing: { type: object, example: { x-coatcheck-ignore: 1 }, properties: { x-coatcheck-ignore: { maxLenght: 1 } } } }',
      'paths: {}\n',
    )
    expect(summary(text)).toEqual({ left: ['CC105 6'], silenced: [] })
  })

  it('leaves the published document', () => {
    const { spec } = compileText(schema('      x-coatcheck-ignore: { CC105: why }'))
    if (spec === undefined) throw new Error('does not compile')
    expect(JSON.stringify(spec.document)).toContain('x-coatcheck-ignore')
    expect(JSON.stringify(expand(spec))).not.toContain('x-coatcheck-ignore')
  })
})
