import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/base/json.ts'
import { type Insertion, originalOffset, withInsertions } from '../../src/compiler/adopt/insertion.ts'
import { insertionOf } from '../../src/compiler/adopt/insertion-of.ts'
import { isOnlyAdopted } from '../../src/compiler/adopt/only-adopted.ts'
import { parseText } from '../../src/compiler/read/parse.ts'
import type { SourceFile } from '../../src/compiler/read/source.ts'

const operation = ['paths', '/a', 'post']
const result: JsonObject = { result: { operation: 'getA', parameters: { aId: '$result#/id' } }, cancel: true }

interface Layout {
  readonly claim: string
  readonly before: string
  readonly after: string
  readonly block?: true | JsonObject
}

const layouts: readonly Layout[] = [
  {
    claim: 'block style: a line below the operationId, and its comment stays',
    before:
      'paths:\n  /a:\n    # makes one\n    post:\n      summary: A # short\n      operationId: makeA # kept\n      # answers\n      responses: {}\n',
    after:
      'paths:\n  /a:\n    # makes one\n    post:\n      summary: A # short\n      operationId: makeA # kept\n      x-async-operation: true\n      # answers\n      responses: {}\n',
  },
  {
    claim: 'block style with members: one step deeper, as the document steps',
    block: result,
    before: 'paths:\n    /a:\n        post:\n            operationId: makeA\n            responses: {}\n',
    after:
      'paths:\n    /a:\n        post:\n            operationId: makeA\n            x-async-operation:\n                result: { operation: getA, parameters: { aId: $result#/id } }\n                cancel: true\n            responses: {}\n',
  },
  {
    claim: 'block style without an operationId: above the first member',
    before: 'paths:\n  /a:\n    post:\n      # first\n      responses: {}\n      summary: A\n',
    after:
      'paths:\n  /a:\n    post:\n      # first\n      x-async-operation: true\n      responses: {}\n      summary: A\n',
  },
  {
    claim: 'block style that ends without a line end',
    before: 'paths:\n  /a:\n    post:\n      responses: {}\n      operationId: makeA',
    after: 'paths:\n  /a:\n    post:\n      responses: {}\n      operationId: makeA\n      x-async-operation: true',
  },
  {
    claim: 'lines that end in CRLF',
    block: result,
    before: 'paths:\r\n  /a:\r\n    post:\r\n      operationId: makeA\r\n      responses: {}\r\n',
    after:
      'paths:\r\n  /a:\r\n    post:\r\n      operationId: makeA\r\n      x-async-operation:\r\n        result: { operation: getA, parameters: { aId: $result#/id } }\r\n        cancel: true\r\n      responses: {}\r\n',
  },
  {
    claim: 'a quoted operationId with a comment that looks like it',
    before: 'paths:\n  /a:\n    post:\n      \'operationId\': "makeA" # makeA: "\n      responses: {}\n',
    after:
      'paths:\n  /a:\n    post:\n      \'operationId\': "makeA" # makeA: "\n      x-async-operation: true\n      responses: {}\n',
  },
  {
    claim: 'an operationId on a line of its own: above the first member',
    before: 'paths:\n  /a:\n    post:\n      operationId:\n        makeA\n      responses: {}\n',
    after:
      'paths:\n  /a:\n    post:\n      x-async-operation: true\n      operationId:\n        makeA\n      responses: {}\n',
  },
  {
    claim: 'an anchor on the operation',
    before: 'paths:\n  /a:\n    post: &make\n      operationId: makeA\n      responses: {}\n',
    after:
      'paths:\n  /a:\n    post: &make\n      operationId: makeA\n      x-async-operation: true\n      responses: {}\n',
  },
  {
    claim: 'an alias: where the anchor stands',
    before: 'x-make: &make\n  operationId: makeA\n  responses: {}\npaths:\n  /a:\n    post: *make\n',
    after:
      'x-make: &make\n  operationId: makeA\n  x-async-operation: true\n  responses: {}\npaths:\n  /a:\n    post: *make\n',
  },
  {
    claim: 'flow style on one line',
    before: 'paths:\n  /a:\n    post: { operationId: makeA, responses: {} }\n',
    after: 'paths:\n  /a:\n    post: { operationId: makeA, x-async-operation: true, responses: {} }\n',
  },
  {
    claim: 'flow style whose operationId is last',
    before: 'paths: { /a: { post: {responses: {}, operationId: makeA} } }\n',
    after: 'paths: { /a: { post: {responses: {}, operationId: makeA, x-async-operation: true} } }\n',
  },
  {
    claim: 'flow style over several lines, with a comment beside',
    block: result,
    before: 'paths:\n  /a:\n    post: {\n      operationId: makeA, # kept\n      responses: {},\n    }\n',
    after:
      'paths:\n  /a:\n    post: {\n      operationId: makeA, # kept\n      x-async-operation: { result: { operation: getA, parameters: { aId: $result#/id } }, cancel: true },\n      responses: {},\n    }\n',
  },
  {
    claim: 'flow style that begins with a comment',
    before: 'paths:\n  /a:\n    post: { # {\n      operationId: makeA,\n      responses: {} }\n',
    after:
      'paths:\n  /a:\n    post: { # {\n      operationId: makeA,\n      x-async-operation: true,\n      responses: {} }\n',
  },
  {
    claim: 'block style below a comment that ends in a brace',
    before: 'paths:\n  /a:\n    post: # {\n      operationId: makeA\n      responses: {}\n',
    after:
      'paths:\n  /a:\n    post: # {\n      operationId: makeA\n      x-async-operation: true\n      responses: {}\n',
  },
  {
    claim: 'flow style behind an anchor',
    before: 'paths:\n  /a:\n    post: &make { operationId: makeA, responses: {} }\n',
    after: 'paths:\n  /a:\n    post: &make { operationId: makeA, x-async-operation: true, responses: {} }\n',
  },
  {
    claim: 'a trailing comma in flow style',
    before: 'paths:\n  /a:\n    post: {\n      responses: {},\n      operationId: makeA,\n    }\n',
    after:
      'paths:\n  /a:\n    post: {\n      responses: {},\n      operationId: makeA,\n      x-async-operation: true,\n    }\n',
  },
  {
    claim: 'JSON, indented by two',
    block: result,
    before:
      '{\n  "paths": {\n    "/a": {\n      "post": {\n        "operationId": "makeA",\n        "responses": {}\n      }\n    }\n  }\n}\n',
    after:
      '{\n  "paths": {\n    "/a": {\n      "post": {\n        "operationId": "makeA",\n        "x-async-operation": {\n          "result": {\n            "operation": "getA",\n            "parameters": {\n              "aId": "$result#/id"\n            }\n          },\n          "cancel": true\n        },\n        "responses": {}\n      }\n    }\n  }\n}\n',
  },
  {
    claim: 'JSON, indented by tabs, with CRLF and the operationId last',
    block: { cancel: true },
    before:
      '{\r\n\t"paths": {\r\n\t\t"/a": {\r\n\t\t\t"post": {\r\n\t\t\t\t"responses": {},\r\n\t\t\t\t"operationId": "makeA"\r\n\t\t\t}\r\n\t\t}\r\n\t}\r\n}',
    after:
      '{\r\n\t"paths": {\r\n\t\t"/a": {\r\n\t\t\t"post": {\r\n\t\t\t\t"responses": {},\r\n\t\t\t\t"operationId": "makeA",\r\n\t\t\t\t"x-async-operation": {\r\n\t\t\t\t\t"cancel": true\r\n\t\t\t\t}\r\n\t\t\t}\r\n\t\t}\r\n\t}\r\n}',
  },
  {
    claim: 'JSON without white space',
    block: { cancel: true },
    before: '{"paths":{"/a":{"post":{"operationId":"makeA","responses":{}}}}}',
    after: '{"paths":{"/a":{"post":{"operationId":"makeA","x-async-operation":{"cancel":true},"responses":{}}}}}',
  },
  {
    claim: 'JSON on one line, spaced',
    block: { cancel: true },
    before: '{ "paths": { "/a": { "post": { "operationId": "makeA" } } } }',
    after: '{ "paths": { "/a": { "post": { "operationId": "makeA", "x-async-operation": { "cancel": true } } } } }',
  },
  {
    claim: 'JSON without an operationId: before the first member',
    before: '{ "paths": { "/a": { "post": { "responses": {} } } } }',
    after: '{ "paths": { "/a": { "post": { "x-async-operation": true, "responses": {} } } } }',
  },
  {
    claim: 'text with emoji and escapes before the place',
    before:
      '{"info":{"title":"\ud83d\ude80 \\"{"},"paths":{"/a":{"post":{"summary":"}\ud83d\ude80","operationId":"makeA","tags":[]}}}}',
    after:
      '{"info":{"title":"\ud83d\ude80 \\"{"},"paths":{"/a":{"post":{"summary":"}\ud83d\ude80","operationId":"makeA","x-async-operation":true,"tags":[]}}}}',
  },
]

describe('an insertion follows the layout around it:', () => {
  it.each(layouts)('$claim', ({ before, after, block = true }) => {
    const file = parsed(before)
    const insertion = insertionOf(file, operation, block)
    expect(insertion).toBeDefined()
    if (insertion === undefined) return
    expect(withInsertions(before, [insertion])).toBe(after)
    const edited = parsed(after)
    expect(isOnlyAdopted(file.value, edited.value)).toBe(true)
    expect(JSON.stringify(edited.value)).toContain(`"x-async-operation":${JSON.stringify(block)}`)
  })

  it.each(layouts)('taking it out again gives the bytes back: $claim', ({ before, block = true }) => {
    const insertion = insertionOf(parsed(before), operation, block)
    const { offset = 0, text = '' } = insertion ?? {}
    const after = withInsertions(before, insertion === undefined ? [] : [insertion])
    expect(text).not.toBe('')
    expect(after.slice(0, offset) + after.slice(offset + text.length)).toBe(before)
  })

  it('does not guess where the first member shares its line with something else', () => {
    expect(insertionOf(parsed('paths: {/a: {post: }}'), operation, true)).toBeUndefined()
    expect(
      insertionOf(parsed('paths:\n  /a:\n    post:\n      ? operationId\n      : makeA\n'), operation, true),
    ).toBeUndefined()
  })

  it('quotes text that YAML would take for something else', () => {
    const block = {
      result: { operation: 'true', parameters: { 'a b': '$result', $filter: '$result#/x' }, schema: { $ref: '#/x' } },
    }
    const before = 'paths: { /a: { post: { operationId: makeA } } }\n'
    const insertion = insertionOf(parsed(before), operation, block)
    const after = withInsertions(before, insertion === undefined ? [] : [insertion])
    expect(after).toContain(
      "{ result: { operation: 'true', parameters: { 'a b': $result, $filter: $result#/x }, schema: { $ref: '#/x' } } }",
    )
    expect(JSON.stringify(parsed(after).value)).toContain(JSON.stringify(block))
  })
})

describe('insertions', () => {
  const insertions = fc.uniqueArray(fc.tuple(fc.nat(40), fc.string({ minLength: 1, maxLength: 6 })), {
    selector: ([offset]) => offset,
    maxLength: 5,
  })
  const asInsertions = (pairs: readonly (readonly [number, string])[]): Insertion[] =>
    pairs.map(([offset, text]) => ({ file: 'a', offset, text }))

  it('leave every character of the text where it can be found again', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 41, maxLength: 60 }), insertions, (text, pairs) => {
        const all = asInsertions(pairs)
        const edited = withInsertions(text, all)
        const kept = [...edited.split('').keys()].map((offset) => originalOffset(offset, all))
        expect(kept.filter((offset) => offset !== 'inserted')).toEqual([...text.split('').keys()])
        kept.forEach((offset, index) => {
          if (offset !== 'inserted') expect(edited[index]).toBe(text[offset])
        })
      }),
    )
  })
})

describe('a value is only adopted', () => {
  it('when blocks were added and nothing else', () => {
    const original = { a: [{ b: 1 }], c: null }
    expect(isOnlyAdopted(original, { a: [{ b: 1, 'x-async-operation': true }], c: null })).toBe(true)
    for (const other of [
      { a: [{ b: 2 }], c: null },
      { a: [{ b: 1 }] },
      { ...original, d: 1 },
      { a: [], c: null },
      { a: {}, c: null },
      [],
    ]) {
      expect(isOnlyAdopted(original, other)).toBe(false)
    }
  })
})

function parsed(text: string): SourceFile {
  const read = parseText('spec/openapi.yaml', text)
  if (read.kind === 'refused') throw new Error(read.diagnostic.message)
  return read.file
}
