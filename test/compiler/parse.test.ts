import { describe, expect, it } from 'vitest'
import { compileText } from './compile-text.ts'

const codesOf = (text: string): readonly string[] => compileText(text).diagnostics.map(({ code }) => code)
const head = "openapi: 3.1.0\ninfo: { title: A, version: '1' }\npaths: {}\n"

describe('limits of the text', () => {
  it('a YAML bomb stops at 100 aliases (IN-4)', () => {
    const levels = Array.from({ length: 9 }, (_, index) => {
      const items = index === 0 ? '"lol"' : Array.from({ length: 9 }, () => `*a${index - 1}`).join(', ')
      return `x-a${index}: &a${index} [${items}]`
    })
    expect(codesOf(`${head}${levels.join('\n')}\n`)).toEqual(['CC006'])
  })

  it('a bomb of few aliases that double each other stops, too (IN-4)', () => {
    const levels = Array.from({ length: 40 }, (_, index) =>
      index === 0 ? 'x-a0: &a0 [lol]' : `x-a${index}: &a${index} [*a${index - 1}, *a${index - 1}]`,
    )
    expect(codesOf(`${head}${levels.join('\n')}\n`)).toEqual(['CC006'])
  })

  it('100 aliases are fine and 101 are not (IN-4)', () => {
    const uses = (count: number): string =>
      `${head}x-a: &a 1\nx-b: [${Array.from({ length: count }, () => '*a').join(', ')}]\n`
    expect(codesOf(uses(100))).toEqual([])
    expect(codesOf(uses(101))).toEqual(['CC006'])
  })

  it('64 levels are fine and 65 are not (IN-4)', () => {
    const nested = (depth: number): string => `${head}x-a: ${'['.repeat(depth)}${']'.repeat(depth)}\n`
    expect(codesOf(nested(64))).toEqual([])
    expect(codesOf(nested(65))).toEqual(['CC005'])
  })

  it('a hundred thousand levels do not bring the compiler down (IN-4)', () => {
    const [first, ...rest] = codesOf(`${head}x-a: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`)
    expect(first).toMatch(/^CC00[25]$/)
    expect(rest).toEqual([])
  })

  it('names of inherited members are plain data', () => {
    const { spec } = compileText(`${head}x-a: { constructor: 1, toString: 2, hasOwnProperty: 3 }\n`)
    expect(Object.keys((spec?.document['x-a'] ?? {}) as object)).toEqual(['constructor', 'toString', 'hasOwnProperty'])
  })
})

describe('frames', () => {
  it('a frame shows the line, the one before it and a caret', () => {
    const [diagnostic] = compileText('openapi: 3.1.0\ninfo: { title: A, version: 1.0 }\npaths: {}\n').diagnostics
    expect(diagnostic?.frame).toBe(
      ['1 | openapi: 3.1.0', '2 | info: { title: A, version: 1.0 }', '  |                            ^'].join('\n'),
    )
  })

  it('a frame carries no control characters to a terminal', () => {
    const [diagnostic] = compileText('openapi: "\u001b[31m"\n').diagnostics
    expect(diagnostic?.code).toBeDefined()
    expect(diagnostic?.frame).not.toContain('\u001b')
  })
})

describe('suggestions', () => {
  it('a mistyped key is met with the one that was meant', () => {
    const [diagnostic] = compileText("openapi: 3.1.0\ninfo: { titel: A, version: '1' }\npaths: {}\n").diagnostics
    expect(diagnostic?.hint).toBe('Did you mean `title`?')
  })

  it('a broken reference is met with the nearest name', () => {
    const text = `${head}components: { schemas: { Report: {}, A: { $ref: '#/components/schemas/Raport' } } }\n`
    const [diagnostic] = compileText(text).diagnostics
    expect(diagnostic?.hint).toBe('Did you mean `#/components/schemas/Report`?')
  })

  it('a number where a duration belongs is met with its unit', () => {
    const [diagnostic] = compileText(`${head}x-async-defaults: { retention: 30 }\n`).diagnostics
    expect(diagnostic?.hint).toBe('Write `retention: 30h`.')
  })
})
