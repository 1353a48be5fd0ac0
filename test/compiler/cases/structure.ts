import { type Case, withBlock, withComponents, withKey } from '../compile-text.ts'

const responses = `responses: { '200': { description: Things } }`

export const structureCases: readonly Case[] = [
  {
    claim: 'a mistyped key of an operation is found',
    text: withKey(
      `paths:\n  /things:\n    get:\n      operationId: a\n      «CC100»descripton: Typo\n      ${responses}\n`,
    ),
  },
  {
    claim: 'a mistyped required key is one diagnostic, not two',
    text: withKey(
      `paths:\n  /things:\n    get:\n      operationId: a\n      parameters: [{ «CC100»nam: limit, in: query, schema: {} }]\n      ${responses}\n`,
    ),
  },
  { claim: 'a path needs its slash', text: withKey('paths:\n  «CC100»things: {}\n') },
  {
    claim: 'a status has three digits',
    text: withKey(
      `paths:\n  /things:\n    get:\n      operationId: a\n      responses:\n        '200': { description: Things }\n        «CC100»20: { description: Odd }\n`,
    ),
  },
  {
    claim: 'a response needs its description',
    text: withKey(`paths:\n  /things:\n    get:\n      operationId: a\n      responses:\n        «CC101»'200': {}\n`),
  },
  { claim: 'the document needs its info', text: '«CC101»openapi: 3.1.0\npaths: {}\n' },
  { claim: 'a list is no mapping', text: withKey('paths: «CC102»[]\n') },
  {
    claim: 'a version that is a number must be quoted',
    text: 'openapi: 3.1.0\ninfo: { title: A, version: «CC102»1.0 }\npaths: {}\n',
  },
  { claim: 'an empty value is not text', text: 'openapi: 3.1.0\ninfo: { title: «CC102», version: "1" }\npaths: {}\n' },
  {
    claim: 'a parameter stands in a known place',
    text: withKey(
      `paths:\n  /things:\n    get:\n      operationId: a\n      parameters: [{ name: limit, in: «CC103»querry, schema: {} }]\n      ${responses}\n`,
    ),
  },
  { claim: 'names of components are plain', text: withComponents("  schemas: { «CC103»'a b': {} }", 'paths: {}') },
  {
    claim: 'a type that JSON Schema lacks is found',
    text: withComponents('  schemas: { A: { type: «CC103»strng } }', 'paths: {}'),
  },
  {
    claim: 'a negative length is found',
    text: withComponents('  schemas: { A: { maxLength: «CC103»-1 } }', 'paths: {}'),
  },
  {
    claim: '`webhooks` belongs to 3.1',
    text: "openapi: 3.0.3\ninfo: { title: A, version: '1' }\npaths: {}\n«CC104»webhooks: {}\n",
  },
  {
    claim: 'a mistyped schema keyword is a warning',
    text: withComponents('  schemas: { A: { «CC105»maxLenght: 3 } }', 'paths: {}'),
  },
  {
    claim: 'a keyword of another vocabulary is none of our business',
    text: withComponents('  schemas: { A: { fancyKeyword: 3 } }', 'paths: {}'),
  },
  {
    claim: 'a property named like a keyword is no keyword',
    text: withComponents('  schemas: { A: { properties: { requird: {}, $ref: {} } } }', 'paths: {}'),
  },
  {
    claim: 'an extension key in the wrong place is found',
    text: withKey(
      `paths:\n  /things:\n    «CC106»x-async-operation: true\n    get:\n      operationId: a\n      ${responses}\n`,
    ),
  },
  {
    claim: 'a mistyped extension key is a warning',
    text: withKey(
      `paths:\n  /things:\n    get:\n      operationId: a\n      «CC107»x-async-operations: true\n      ${responses}\n`,
    ),
  },
  { claim: 'other extension keys are free', text: withKey('x-anything: { at: all }\npaths: {}\n') },
  { claim: 'the block is a closed table', text: withBlock('        «CC100»retries: { maxAttempts: 3 }') },
  { claim: 'the groups of the block are closed tables', text: withBlock('        retry: { «CC100»attempts: 3 }') },
  {
    claim: 'the defaults are a closed table',
    text: withKey('x-async-defaults: { «CC100»jobPath: /work }\npaths: {}\n'),
  },
  { claim: 'jobsPath is a plain path', text: withKey('x-async-defaults: { jobsPath: «CC103»/work/ }\npaths: {}\n') },
  { claim: 'a duration needs its unit', text: withBlock('        timeout: «CC102»30') },
  { claim: 'a duration is one', text: withBlock('        timeout: «CC103»soon') },
  { claim: 'months are no duration', text: withBlock('        retention: «CC103»P1M') },
  { claim: 'retention is at least a day (R-STA-14)', text: withBlock('        retention: «CC103»23h') },
  {
    claim: 'the idempotency window is at least a day (R-IDM-7)',
    text: withBlock('        idempotency: { window: «CC103»1h }'),
  },
  { claim: 'Retry-After is at most 600 seconds (R-STA-4)', text: withBlock('        poll: { max: «CC103»11m }') },
  { claim: 'a size has a unit', text: withBlock('        maxBody: «CC103»50 megabytes') },
  { claim: 'attempts are counted', text: withBlock('        retry: { maxAttempts: «CC103»0 }') },
  { claim: 'an error code is kebab-case', text: withBlock('        errors: [{ code: «CC103»Not_Good }]') },
  { claim: 'an error needs its code', text: withBlock('        errors: [«CC101»{ status: 422 }]') },
  { claim: 'an error status is an error', text: withBlock('        errors: [{ code: odd, status: «CC103»200 }]') },
  {
    claim: 'the short form of the block is true, not false',
    text: withKey(
      `paths:\n  /things:\n    post:\n      operationId: a\n      x-async-operation: «CC103»false\n      ${responses}\n`,
    ),
  },
  { claim: 'a schema of progress is a schema', text: withBlock('        progress: { type: «CC103»objet }') },
  {
    claim: 'a document says something',
    text: "«CC114»openapi: 3.1.0\ninfo: { title: A, version: '1' }\n",
  },
  {
    claim: 'a document of 3.0 has paths',
    text: "«CC101»openapi: 3.0.3\ninfo: { title: A, version: '1' }\n",
  },
  {
    claim: 'a parameter has a schema or content',
    text: withComponents('  parameters: { «CC114»A: { name: a, in: query } }', 'paths: {}'),
  },
  {
    claim: 'a parameter has not both',
    text: withComponents(
      '  parameters: { A: { name: a, in: query, schema: {}, «CC115»content: { application/json: {} } } }',
      'paths: {}',
    ),
  },
  {
    claim: 'content of a parameter has one entry',
    text: withComponents('  parameters: { A: { name: a, in: query, content: «CC103»{} } }', 'paths: {}'),
  },
  {
    claim: '`example` and `examples` exclude each other',
    text: withComponents('  headers: { A: { schema: {}, example: 1, «CC115»examples: {} } }', 'paths: {}'),
  },
  {
    claim: 'a style without a schema says nothing',
    text: withComponents(
      '  parameters: { A: { name: a, in: query, «CC116»style: form, content: { application/json: {} } } }',
      'paths: {}',
    ),
  },
  {
    claim: 'keys of another type of security scheme say nothing',
    text: withComponents('  responses: {}', 'paths: {}').replace(
      'name: X-Key }',
      'name: X-Key, «CC116»bearerFormat: JWT }',
    ),
  },
  {
    claim: '`nullable` means nothing since 3.1',
    text: withComponents('  schemas: { A: { type: string, «CC113»nullable: true } }', 'paths: {}'),
  },
  {
    claim: '`const` means nothing in 3.0',
    text: "openapi: 3.0.3\ninfo: { title: A, version: '1' }\npaths: {}\ncomponents: { schemas: { A: { «CC113»const: 1 } } }\n",
  },
  {
    claim: 'a list of types came with 3.1',
    text: "openapi: 3.0.3\ninfo: { title: A, version: '1' }\npaths: {}\ncomponents: { schemas: { A: { type: «CC104»[string] } } }\n",
  },
  {
    claim: 'an exclusive bound is a flag in 3.0',
    text: "openapi: 3.0.3\ninfo: { title: A, version: '1' }\npaths: {}\ncomponents: { schemas: { A: { exclusiveMinimum: «CC104»1 } } }\n",
  },
  {
    claim: 'an exclusive bound is a number since 3.1',
    text: withComponents('  schemas: { A: { minimum: 1, exclusiveMinimum: «CC104»true } }', 'paths: {}'),
  },
  {
    claim: 'a boolean schema came with 3.1',
    text: "openapi: 3.0.3\ninfo: { title: A, version: '1' }\npaths: {}\ncomponents: { schemas: { A: { not: «CC104»true, additionalProperties: true } } }\n",
  },
  {
    claim: 'a divisor is more than 0',
    text: withComponents('  schemas: { A: { multipleOf: «CC103»0 } }', 'paths: {}'),
  },
  {
    claim: 'a required name stands once',
    text: withComponents('  schemas: { A: { required: «CC103»[a, a] } }', 'paths: {}'),
  },
  {
    claim: 'the method QUERY came with 3.2',
    text: withKey(`paths:\n  /things:\n    «CC104»query:\n      operationId: a\n      ${responses}\n`),
  },
  {
    claim: '`querystring` came with 3.2',
    text: withComponents(
      '  parameters: { A: { name: a, in: «CC104»querystring, content: { application/json: {} } } }',
      'paths: {}',
    ),
  },
  {
    claim: 'a reference to a media type came with 3.2',
    text: withComponents(
      "  responses: { A: { description: A, content: { text/html: { «CC104»$ref: '#/components/responses/A/content/b~1c' }, b/c: {} } } }",
      'paths: {}',
    ),
  },
  {
    claim: 'prose beside a reference is text',
    text: withComponents(
      "  examples: { A: { value: 1 }, B: { $ref: '#/components/examples/A', summary: «CC102»1 } }",
      'paths: {}',
    ),
  },
  {
    claim: 'responses of an operation are needed in 3.0',
    text: "openapi: 3.0.3\ninfo: { title: A, version: '1' }\npaths:\n  /a:\n    «CC117»get: { operationId: a, security: [], x-public: true }\n",
  },
  {
    claim: 'responses are not empty',
    text: withKey('paths:\n  /a:\n    get: { operationId: a, «CC117»responses: {} }\n'),
  },
  {
    claim: 'a common word is free where no operation is near',
    text: withKey('paths: {}\ntags: [{ name: a, x-public: true }]\n').replace(
      "version: '1' }",
      "version: '1', x-public: yes }",
    ),
  },
  {
    claim: 'a common word near an operation is ours',
    text: withKey(`paths:\n  /a:\n    «CC106»x-public: true\n    get: { operationId: a, ${responses} }\n`),
  },
  {
    claim: 'a key of another tool is not one of ours mistyped',
    text: withKey('paths: {}\nx-webhooks: {}\n'),
  },
]
