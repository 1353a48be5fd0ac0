import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findJsonOffsets } from '../../src/compiler/read/json-places.ts'
import { parseText } from '../../src/compiler/read/parse.ts'
import { parseJson } from '../../src/compiler/read/parse-json.ts'
import type { Path } from '../../src/schema/pointer.ts'

const tricky = ['a', '', '"', '\\', '\\"', '{', '}]', ':', ',', 'é', '\u2028', '0', 'a/b', '\n']
/** Node 24 has a flaw: after an object with a key that ends in `\`, it takes another escaped key for that one. */
const keys = tricky.filter((text) => text !== '\\')
const jsonText = fc
  .tuple(
    fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, true, false, 0, -1.5e3, ...tricky),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 4 }),
      ),
    })).value,
    fc.constantFrom(0, 1, '\t'),
  )
  .map(([value, space]) => JSON.stringify({ value }, null, space))

describe('places in JSON text', () => {
  it('every value begins where its place says', () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        const offsetOf = findJsonOffsets(text)
        for (const [path, value] of valuesIn(JSON.parse(text), [])) {
          const rest = text.slice(offsetOf(path, 'value'))
          expect(rest.startsWith(firstOf(value))).toBe(true)
          const key = text.slice(offsetOf(path, 'key'))
          if (isNamed(JSON.parse(text), path)) expect(key.startsWith(JSON.stringify(path.at(-1)))).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('a path that leads nowhere ends at the nearest ancestor', () => {
    const offsetOf = findJsonOffsets('{ "a": { "b": [7] } }')
    expect(offsetOf(['a', 'b', '1', 'c'], 'value')).toBe(14)
    expect(offsetOf(['a', 'toString'], 'value')).toBe(7)
  })

  it('the same text has the same places as JSON and as YAML', () => {
    const text = '{\n  "openapi": "3.1.0",\r\n  "info": { "a\\u0062": [1, {"c": null}], "é": "x" }\n}'
    const json = parseText('a', text)
    const yaml = parseText('a', `# a comment makes it YAML\n${text}`)
    if (json.kind !== 'parsed' || yaml.kind !== 'parsed') throw new Error('refused')
    expect(json.file.value).toEqual(yaml.file.value)
    for (const [path] of valuesIn(json.file.value, [])) {
      for (const part of ['key', 'value'] as const) {
        const there = yaml.file.placeOf(path, part)
        expect(json.file.placeOf(path, part)).toMatchObject({ line: there.line - 1, column: there.column })
      }
    }
  })
})

describe('what the JSON of the engine lets pass', () => {
  it.each([
    ['{ "a": 1, "b": { "a": 2, "\\u0061": 3 } }', 'CC002', 25],
    ['[{ "a": 1 }, { "a": { "x": [] }, "a": 3 }]', 'CC002', 33],
    ['{ "a": { "__proto__": 1 } }', 'CC004', 9],
    ['{ "a": [1, 1e999] }', 'CC004', 11],
  ])('%s is refused', (text, code, offset) => {
    expect(parseJson(text)).toMatchObject({ kind: 'refused', refusal: { code, offset } })
  })

  it('a key that looks repeated in other objects and in texts is none', () => {
    const text = '{ "a": { "a": "\\"a\\": 1" }, "b": [{ "a": 1 }, { "a": ":" }] }'
    expect(parseJson(text).kind).toBe('parsed')
  })

  it('64 levels are read and 65 are not, also when they end in text (IN-4)', () => {
    const nested = (depth: number): string => `${'{"a":'.repeat(depth)}"x"${'}'.repeat(depth)}`
    expect(parseJson(nested(64)).kind).toBe('parsed')
    expect(parseJson(nested(65))).toMatchObject({ kind: 'refused', refusal: { code: 'CC005' } })
    expect(parseJson(nested(100_000))).toMatchObject({ kind: 'refused', refusal: { code: 'CC005' } })
  })

  it('a merge key of YAML is an ordinary key of JSON', () => {
    expect(parseJson('{ "<<": { "a": 1 } }')).toMatchObject({ kind: 'parsed', value: { '<<': { a: 1 } } })
  })
})

/** Every member and item with its path. */
function valuesIn(value: unknown, path: Path): readonly (readonly [Path, unknown])[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => [
    [[...path, name], member] as const,
    ...valuesIn(member, [...path, name]),
  ])
}

const firstOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? (Array.isArray(value) ? '[' : '{') : JSON.stringify(value)

function isNamed(root: unknown, path: Path): boolean {
  let container = root
  for (const name of path.slice(0, -1)) container = (container as Record<string, unknown>)[name]
  return !Array.isArray(container)
}
