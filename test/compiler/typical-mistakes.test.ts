/** Mistakes that people make while writing a spec: each gives one diagnostic, at the slip, and what it says to write compiles. */
import { describe, expect, it } from 'vitest'
import { compileText, marksIn, specName, withoutMarks } from './compile-text.ts'

const right = `openapi: 3.1.0
info: { title: Words, version: '1' }
servers: [{ url: https://api.example.com/v1 }]
security:
  - key: []
paths:
  /counts:
    post:
      operationId: countWords
      summary: Count the words
      x-async-operation:
        retry: { maxAttempts: 3 }
        retention: 7d
        cancel: true
      requestBody:
        required: true
        content:
          application/json:
            schema: { $ref: '#/components/schemas/Text' }
      responses:
        '200':
          description: Counted
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Count' }
      callbacks:
        counted:
          '{$request.body#/callbackUrl}':
            x-webhook:
              on: [succeeded]
            post:
              responses: { '200': { description: Taken } }
  /limits:
    get:
      operationId: getLimits
      security: []
      x-public: true
      parameters:
        - name: kind
          in: query
          schema: { type: string }
      responses:
        '200': { description: Limits }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
  schemas:
    Text:
      type: object
      required: [text]
      properties:
        text: { type: string }
        callbackUrl: { type: string, format: uri }
    Count:
      type: object
      required: [words, paragraphs]
      properties:
        words: { type: integer }
        paragraphs: { type: integer }
`

interface Mistake {
  readonly claim: string
  /** Text of the document above, which compiles. */
  readonly instead: string
  /** What somebody writes there, with a mark at the slip. */
  readonly wrong: string
  /** What the way out says, literally. */
  readonly says: string
  /** The text with the way out followed; the document as it was when not given. */
  readonly mended?: string
}

const block = `
        retry: { maxAttempts: 3 }
        retention: 7d
        cancel: true`
const outdented = block.replaceAll('        ', '      ')
const callbacks = right.slice(right.indexOf('      callbacks:'), right.indexOf('  /limits'))

const mistakes: readonly Mistake[] = [
  {
    claim: 'a reference in braces without quotes',
    instead: "{ $ref: '#/components/schemas/Text' }",
    wrong: '{ $ref: «CC002»#/components/schemas/Text }',
    says: "'#/components/schemas/Text'",
  },
  {
    claim: 'a reference without quotes on a line of its own',
    instead: "schema: { $ref: '#/components/schemas/Text' }",
    wrong: 'schema:\n              $ref: «CC102»#/components/schemas/Text',
    says: 'Quote the reference',
    mended: "schema:\n              $ref: '#/components/schemas/Text'",
  },
  {
    claim: 'text with a colon',
    instead: 'summary: Count the words',
    wrong: 'summary: «CC002»Count: the words',
    says: "'Count: the words'",
    mended: "summary: 'Count: the words'",
  },
  {
    claim: 'a quote that is not closed',
    instead: 'summary: Count the words',
    wrong: 'summary: «CC002»"Count the words',
    says: 'Close it with `"`',
    mended: 'summary: "Count the words"',
  },
  {
    claim: 'text that begins with a word in quotes',
    instead: 'summary: Count the words',
    wrong: 'summary: «CC002»"Count" the words',
    says: `'"Count" the words'`,
    mended: `summary: '"Count" the words'`,
  },
  {
    claim: 'an apostrophe in single quotes',
    instead: 'summary: Count the words',
    wrong: "summary: «CC002»'It's words that count'",
    says: "'It''s words that count'",
    mended: "summary: 'It''s words that count'",
  },
  {
    claim: 'quotes inside of quotes',
    instead: 'summary: Count the words',
    wrong: 'summary: «CC002»"Count "all" words"',
    says: '"Count \\"all\\" words"',
    mended: 'summary: "Count \\"all\\" words"',
  },
  {
    claim: 'no comma behind a text in quotes',
    instead: "info: { title: Words, version: '1' }",
    wrong: `info: { title: "Words"«CC002» version: '1' }`,
    says: '`,`',
  },
  {
    claim: 'no comma behind plain text',
    instead: "info: { title: Words, version: '1' }",
    wrong: "info: { title: Words«CC002» version: '1' }",
    says: '`,`',
  },
  {
    claim: 'no comma at the end of a line',
    instead: "info: { title: Words, version: '1' }",
    wrong: `info: { "title": "Words"«CC002»\n  "version": '1' }`,
    says: '`,`',
  },
  {
    claim: 'no comma between mappings in a list',
    instead: 'security:\n  - key: []',
    wrong: 'security: [{ key: [] }«CC002» { key: [] }]',
    says: '`,`',
  },
  {
    claim: 'no comma between texts in a list',
    instead: 'required: [words, paragraphs]',
    wrong: `required: ["words"«CC002» "paragraphs"]`,
    says: '`,`',
  },
  {
    claim: 'a scheme of HTTP for the type of a security scheme',
    instead: 'type: apiKey, in: header, name: X-Key',
    wrong: 'type: «CC103»bearer',
    says: '`type: http, scheme: bearer`',
    mended: 'type: http, scheme: bearer',
  },
  {
    claim: 'a token for the type of a security scheme',
    instead: 'type: apiKey, in: header, name: X-Key',
    wrong: 'type: «CC103»JWT',
    says: '`type: http, scheme: bearer, bearerFormat: JWT`',
    mended: 'type: http, scheme: bearer, bearerFormat: JWT',
  },
  {
    claim: 'a brace that is not closed',
    instead: "info: { title: Words, version: '1' }",
    wrong: "info: «CC002»{ title: Words, version: '1'",
    says: 'Close it with `}`',
  },
  {
    claim: 'a space too many',
    instead: 'info: {',
    wrong: ' «CC002»info: {',
    says: 'without spaces before it',
  },
  {
    claim: 'a tab',
    instead: '      summary: Count',
    wrong: '«CC002»\tsummary: Count',
    says: 'Indent with spaces',
  },
  {
    claim: 'no space behind a colon',
    instead: 'summary: Count the words',
    wrong: '«CC002»summary:Count the words',
    says: '`summary: Count the words`',
  },
  {
    claim: 'components by another name',
    instead: 'components:',
    wrong: '«CC100»component:',
    says: '`components`',
  },
  {
    claim: 'security as a list of names',
    instead: 'security:\n  - key: []',
    wrong: 'security: [«CC102»key]',
    says: '`{ key: [] }`',
    mended: 'security: [{ key: [] }]',
  },
  { claim: 'a path without its slash', instead: '  /limits:', wrong: '  «CC100»limits:', says: '`/limits`' },
  {
    claim: '`nullable` in 3.1',
    instead: 'words: { type: integer }',
    wrong: 'words: { type: integer, «CC113»nullable: true }',
    says: "`type: [integer, 'null']`",
    mended: "words: { type: [integer, 'null'] }",
  },
  {
    claim: 'a result that is a schema',
    instead: 'retention: 7d',
    wrong: "result: { «CC100»$ref: '#/components/schemas/Count' }",
    says: "`schema: { $ref: '#/components/schemas/Count' }`",
    mended: "result: { schema: { $ref: '#/components/schemas/Count' } }",
  },
  {
    claim: 'one event instead of a list',
    instead: 'on: [succeeded]',
    wrong: 'on: «CC102»succeeded',
    says: '`on: [succeeded]`',
  },
  {
    claim: 'attempts for `retry`',
    instead: 'retry: { maxAttempts: 3 }',
    wrong: 'retry: «CC102»3',
    says: '`retry: { maxAttempts: 3 }`',
  },
  {
    claim: '`no` for `false`',
    instead: 'cancel: true',
    wrong: 'cancel: «CC102»no',
    says: '`cancel: false`',
    mended: 'cancel: false',
  },
  {
    claim: 'an empty block',
    instead: `x-async-operation:${block}`,
    wrong: 'x-async-operation:«CC102»',
    says: '`x-async-operation: true`',
    mended: 'x-async-operation: true',
  },
  {
    claim: 'a block whose keys are not indented',
    instead: `x-async-operation:${block}`,
    wrong: `x-async-operation:${outdented.replace('retry', '«CC100»retry')}`,
    says: 'below `x-async-operation`',
  },
  { claim: 'a flag in quotes', instead: 'x-public: true', wrong: 'x-public: «CC102»"true"', says: '`x-public: true`' },
  {
    claim: 'a time out of range',
    instead: 'retention: 7d',
    wrong: 'retention: «CC103»1h',
    says: '`1d`',
    mended: 'retention: 1d',
  },
  { claim: 'a time without its unit', instead: 'retention: 7d', wrong: 'retention: «CC102»7', says: '`retention: 7d`' },
  { claim: 'no attempts', instead: 'maxAttempts: 3', wrong: 'maxAttempts: «CC103»0', says: 'from 1 to 100' },
  {
    claim: 'an error with a status of success',
    instead: 'retention: 7d',
    wrong: 'errors: [{ code: bad, status: «CC103»200 }]',
    says: 'from 400 to 599',
    mended: 'errors: [{ code: bad, status: 422 }]',
  },
  {
    claim: 'a city in another language',
    instead: 'retention: 7d',
    wrong: "schedule: { cron: '0 3 * * *', timezone: «CC316»Europe/Wien, input: { text: a } }",
    says: '`Europe/Berlin`',
    mended: "schedule: { cron: '0 3 * * *', timezone: Europe/Berlin, input: { text: a } }",
  },
  {
    claim: 'a city with a letter too few',
    instead: 'retention: 7d',
    wrong: "schedule: { cron: '0 3 * * *', timezone: «CC316»Europe/Viena, input: { text: a } }",
    says: '`Europe/Vienna`',
    mended: "schedule: { cron: '0 3 * * *', timezone: Europe/Vienna, input: { text: a } }",
  },
  {
    claim: '`mode: sync`',
    instead: 'retention: 7d',
    wrong: 'mode: «CC103»sync',
    says: '`async` or `both`',
    mended: 'mode: both',
  },
  {
    claim: 'a scheme whose type is in lower case',
    instead: 'type: apiKey',
    wrong: 'type: «CC103»apikey',
    says: '`apiKey`',
  },
  {
    claim: 'a parameter with a type and no schema',
    instead: 'schema: { type: string }\n      responses',
    wrong: '«CC100»type: string\n      responses',
    says: '`schema: { type: string }`',
  },
  {
    claim: 'callbacks beside their operation',
    instead: callbacks,
    wrong: callbacks.replaceAll(/^ {2}/gm, '').replace('callbacks', '«CC100»callbacks'),
    says: 'below `post`',
  },
  {
    claim: 'a required property by another name',
    instead: 'required: [words, paragraphs]',
    wrong: 'required: [words, «CC125»paragraph]',
    says: '`paragraphs`',
  },
  {
    claim: 'a property that says it is required',
    instead: 'text: { type: string }',
    wrong: 'text: { type: string, required: «CC102»true }',
    says: '`required: [text]`',
  },
  {
    claim: 'a server without its scheme',
    instead: 'https://api.example.com/v1',
    wrong: '«CC213»api.example.com/v1',
    says: '`https://api.example.com/v1`',
  },
  {
    claim: 'a server with a slash too few',
    instead: 'https://api.example.com/v1',
    wrong: '«CC213»http:/api.example.com',
    says: '`http://api.example.com`',
    mended: 'http://api.example.com',
  },
  {
    claim: 'an example that does not fit its schema',
    instead: '\n      type: object\n      required: [text]',
    wrong: '\n      example: { text: «CC122»3 }\n      type: object\n      required: [text]',
    says: 'Change the value',
    mended: '\n      example: { text: three }\n      type: object\n      required: [text]',
  },
]

describe('a typical mistake', () => {
  it('is not in the document that they are made in', () => {
    expect(compileText(right).diagnostics).toEqual([])
  })

  it.each(mistakes)('is one diagnostic at its place: $claim', ({ instead, wrong, says, mended = instead }) => {
    const text = right.replace(instead, () => wrong)
    const after = compileText(right.replace(instead, () => mended))
    const standing = new Set(after.diagnostics.map(({ code }) => code))
    const found = compileText(withoutMarks(text)).diagnostics.filter(({ code }) => !standing.has(code))

    expect(found.map(({ code, file, line, column }) => ({ code, file, place: `${line}:${column}` }))).toEqual(
      marksIn(text).map((mark) => ({ ...mark, file: specName })),
    )
    expect(found[0]?.hint).toContain(says)
    expect(after.spec).toBeDefined()
  })

  it.each([
    ['{\n  "openapi": "3.1.0"«»\n  "info": {}\n}\n'],
    ['{\n  "info": { "title": "T"«» "version": "1" }\n}\n'],
    ['{\n  "paths": { "/a": {}«» "/b": {} }\n}\n'],
    ['{\n  "tags": [{ "name": "a" }«» { "name": "b" }]\n}\n'],
    ['{\n  "x-a": true«»\n  "x-b": 1\n}\n'],
  ])('is a comma that is missing in JSON: %j', (marked) => {
    const before = marked.slice(0, marked.indexOf('«»')).split('\n')
    expect(compileText(marked.replace('«»', '')).diagnostics).toMatchObject([
      {
        code: 'CC002',
        line: before.length,
        column: (before.at(-1) ?? '').length + 1,
        hint: 'Put a `,` between the two.',
      },
    ])
  })
})
