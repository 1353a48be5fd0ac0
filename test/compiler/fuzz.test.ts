import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Document, isMap, isPair, isSeq, parseDocument } from 'yaml'
import { compileText } from './compile-text.ts'

const sample = readFileSync(new URL('../../spec/openapi.yaml', import.meta.url), 'utf8')
const lines = sample.split('\n')

/** Never throws; everything it says has a place that exists. */
function compilesSoberly(text: string): void {
  const { diagnostics, spec } = compileText(text)
  const length = text.split(/\r\n|\r|\n/).length
  for (const { code, file, line, column, message } of diagnostics) {
    expect(code).toMatch(/^CC\d{3}$/)
    expect(file).toBe('spec/openapi.yaml')
    expect(line).toBeGreaterThanOrEqual(1)
    expect(line).toBeLessThanOrEqual(length)
    expect(column).toBeGreaterThanOrEqual(1)
    expect(message).not.toBe('')
  }
  expect(spec === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'))
}

const junk = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    ' ',
    '*a',
    '&a ',
    '!!binary ',
    '<<: ',
    '\t',
    '$ref',
    "'",
    '"',
    '%',
    '|',
    '\u0000',
    '\uD800',
  ),
)

describe('mutated specs', () => {
  it('text changed anywhere never brings the compiler down', () => {
    fc.assert(
      fc.property(fc.nat(sample.length), fc.nat(12), junk, (at, cut, text) => {
        compilesSoberly(sample.slice(0, at) + text + sample.slice(at + cut))
      }),
      { numRuns: 100 },
    )
  })

  it('JSON changed anywhere never brings the compiler down', () => {
    const json = JSON.stringify(parseDocument(sample).toJS(), null, 1)
    fc.assert(
      fc.property(fc.nat(json.length), fc.nat(12), junk, (at, cut, text) => {
        compilesSoberly(json.slice(0, at) + text + json.slice(at + cut))
      }),
      { numRuns: 50 },
    )
  })

  it('an overlay changed anywhere never brings the compiler down, and every place exists', () => {
    const overlay = `overlay: 1.0.0
info: { title: Ours, version: '1' }
actions:
  - target: $.paths.*.post
    update: { x-async-operation: { retention: 30d }, parameters: [{ $ref: '#/components/parameters/none' }] }
  - target: $.components.schemas[?@.type == 'object'].properties
    remove: true
`
    fc.assert(
      fc.property(fc.nat(overlay.length), fc.nat(12), junk, (at, cut, text) => {
        const mutated = overlay.slice(0, at) + text + overlay.slice(at + cut)
        for (const { file, line, code } of compileText(sample, { 'spec/a.overlay.yaml': mutated }).diagnostics) {
          const length = (file === 'spec/a.overlay.yaml' ? mutated : sample).split('\n').length
          expect(code).toMatch(/^CC\d{3}$/)
          expect(line).toBeGreaterThanOrEqual(1)
          expect(line).toBeLessThanOrEqual(length)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('lines left out, doubled or swapped never bring the compiler down', () => {
    const index = fc.nat(lines.length - 1)
    fc.assert(
      fc.property(index, index, fc.constantFrom('out', 'doubled', 'swapped'), (one, other, change) => {
        const changed = [...lines]
        const moved = lines[other] ?? ''
        if (change === 'swapped') changed[other] = lines[one] ?? ''
        changed.splice(one, change === 'doubled' ? 0 : 1, ...(change === 'out' ? [] : [moved]))
        compilesSoberly(changed.join('\n'))
      }),
      { numRuns: 100 },
    )
  })

  it('any value put in any place never brings the compiler down', () => {
    const places = placesOf(parseDocument(sample))
    const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(...['$ref', '#/', '30s', 'x-a', '{a}']))
    fc.assert(
      fc.property(fc.nat(places.length - 1), value, (index, replacement) => {
        const document = parseDocument(sample)
        document.setIn(places[index] ?? [], replacement)
        compilesSoberly(document.toString())
      }),
      { numRuns: 150 },
    )
  })

  it('any key left out or renamed never brings the compiler down', () => {
    const places = placesOf(parseDocument(sample))
    fc.assert(
      fc.property(
        fc.nat(places.length - 1),
        fc.constantFrom('', '__proto__', '$ref', 'constructor', 'x-async-operation'),
        (index, name) => {
          const document = parseDocument(sample)
          const place = places[index] ?? []
          const value = document.getIn(place, true)
          document.deleteIn(place)
          if (name !== '' && typeof place.at(-1) === 'string') document.setIn([...place.slice(0, -1), name], value)
          compilesSoberly(document.toString())
        },
      ),
      { numRuns: 150 },
    )
  })
})

/** Paths of everything in the document. */
function placesOf(document: Document): readonly (readonly (string | number)[])[] {
  const walk = (node: unknown, path: readonly (string | number)[]): (readonly (string | number)[])[] => {
    const children = isMap(node)
      ? node.items.flatMap((pair) => (isPair(pair) ? [[String(pair.key), pair.value] as const] : []))
      : isSeq(node)
        ? node.items.map((item, index) => [index, item] as const)
        : []
    return children.flatMap(([name, child]) => [[...path, name], ...walk(child, [...path, name])])
  }
  return walk(document.contents, [])
}
