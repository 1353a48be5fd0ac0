import { type Case, withComponents, withKey } from '../compile-text.ts'

const responses = `responses: { '200': { description: Things } }`
const schema = (text: string): string => withComponents(`  schemas: { A: ${text} }`, 'paths: {}')
const parameter = (text: string): string =>
  withKey(`paths:\n  /a:\n    get: { operationId: a, parameters: [${text}], ${responses} }\n`)
const bodies = (first: string, second: string, components: string): string => {
  const body = (id: string, text: string) =>
    `  /${id}: { post: { operationId: ${id}, requestBody: { content: { application/json: { schema: ${text} } } }, ${responses} } }\n`
  return withComponents(components, `paths:\n${body('a', first)}${body('b', second)}`)
}
const schemas = (text: string): string => withComponents(`  schemas: { ${text} }`, 'paths: {}')
const new32 = (text: string): string => text.replace('openapi: 3.1.0', 'openapi: 3.2.0')
const old30 = (text: string): string => text.replace('openapi: 3.1.0', 'openapi: 3.0.3')

/** What is well-formed and makes no sense, or cannot be served. */
export const senseCases: readonly Case[] = [
  {
    claim: 'a style belongs to its place',
    text: withComponents('  parameters: { A: { name: a, in: header, style: «CC118»form, schema: {} } }', 'paths: {}'),
  },
  { claim: 'a lower bound is not above the upper one', text: schema('{ minimum: «CC120»3, maximum: 2 }') },
  {
    claim: 'lengths have bounds, too',
    text: schema('{ minLength: «CC120»3, maxLength: 2, minItems: «CC120»1, maxItems: 0 }'),
  },
  { claim: 'bounds that exclude each other leave nothing', text: schema('{ exclusiveMinimum: «CC120»2, maximum: 2 }') },
  { claim: 'an empty choice leaves nothing', text: schema('{ type: string, «CC120»enum: [] }') },
  { claim: 'bounds may meet', text: schema('{ minimum: 2, maximum: 2, minLength: 0, maxLength: 0 }') },
  {
    claim: 'integers have no bounds where JSON carries none',
    text: schema('{ type: integer, minimum: -9007199254740991, «CC116»maximum: 9223372036854775807 }'),
  },
  {
    claim: 'a lower bound out there leaves nothing',
    text: schema('{ type: [integer, "null"], exclusiveMinimum: «CC120»9223372036854775807 }'),
  },
  { claim: 'other numbers have bounds anywhere', text: schema('{ type: number, minimum: -1e300, maximum: 1e300 }') },
  {
    claim: 'a required member is allowed',
    text: schema('{ required: [a, «CC121»b], additionalProperties: false, properties: { a: {} } }'),
  },
  {
    claim: 'a required member may fit a pattern',
    text: schema('{ required: [ab], additionalProperties: false, patternProperties: { ^a: {} } }'),
  },
  { claim: 'a required member is declared', text: schema('{ required: [a, «CC125»b], properties: { a: {} } }') },
  {
    claim: 'a required member may be declared by another part of the schema',
    text: schema('{ allOf: [{ required: [a, b], properties: { a: {} } }, { properties: { b: {} } }] }'),
  },
  {
    claim: 'members of a body belong to an object that says so, wherever it stands, and are told of once',
    text: bodies(
      '{ «CC126»properties: { a: { items: { «CC126»properties: { b: {} } } }, c: { $ref: "#/components/schemas/A" } } }',
      '{ type: object, properties: { a: { oneOf: [{ $ref: "#/components/schemas/A" }, { type: string }] } } }',
      '  schemas: { A: { «CC126»properties: { d: {} } } }',
    ),
  },
  {
    claim: 'any part may say that a body is an object, and alternatives may',
    text: bodies(
      '{ allOf: [{ $ref: "#/components/schemas/A" }, { properties: { b: {} } }] }',
      '{ properties: { a: {} }, oneOf: [{ type: object }, { type: object, properties: { b: { type: object, anyOf: [{ properties: { c: {} } }] } } }] }',
      '  schemas: { A: { type: object, properties: { d: {} } } }',
    ),
  },
  {
    claim: 'members of an answer may belong to anything',
    text: schema('{ properties: { a: {} } }'),
  },
  { claim: 'a choice is of the type', text: schema('{ type: string, enum: [a, «CC122»1] }') },
  { claim: 'a constant is of the type', text: schema('{ type: [integer, "null"], const: «CC122»1.5 }') },
  { claim: 'a default is one of the choices', text: schema('{ enum: [a, b], default: «CC122»c }') },
  { claim: 'examples are of the type', text: schema('{ type: object, examples: [{}, «CC122»[]], example: «CC122»x }') },
  { claim: 'an integer may be written with a fraction of nothing', text: schema('{ type: integer, default: 1.0 }') },
  {
    claim: 'null is of a nullable type in 3.0',
    text: old30(schema('{ type: string, nullable: true, enum: [a], default: null, example: «CC122»b }')),
  },
  {
    claim: 'examples of parameters and bodies are of their types',
    text: withKey(`paths:
  /a:
    get:
      operationId: a
      parameters: [{ name: p, in: query, schema: { type: integer }, example: «CC122»'1' }]
      responses:
        '200':
          description: A
          content:
            application/json:
              schema: { type: object }
              examples: { good: { value: {} }, bad: { value: «CC122»[] }, other: { externalValue: /x } }
            text/csv: { schema: { type: object }, example: a }
`),
  },
  {
    claim: 'an example of a text matches its pattern',
    text: schema('{ type: string, pattern: ^a, example: «CC122»b }'),
  },
  {
    claim: 'an example of a text is of its format',
    text: schema('{ type: string, format: date, example: «CC122»May }'),
  },
  {
    claim: 'a default is as long as its schema says',
    text: schema('{ type: string, minLength: 3, default: «CC122»ab }'),
  },
  { claim: 'a default is within its bounds', text: schema('{ type: integer, minimum: 1, default: «CC122»0 }') },
  { claim: 'a constant is within the bounds beside it', text: schema('{ const: «CC122»7, maximum: 5 }') },
  { claim: 'a default is the constant beside it', text: schema('{ const: a, default: «CC122»b }') },
  {
    claim: 'examples fit, each by itself',
    text: schema('{ type: number, multipleOf: 0.1, examples: [0.3, «CC122»0.25, 1] }'),
  },
  {
    claim: 'an example fits what its schema refers to',
    text: schemas("A: { $ref: '#/components/schemas/B', example: «CC122»abc }, B: { type: string, maxLength: 2 }"),
  },
  {
    claim: 'texts and numbers do not take the place of mappings, however many there are',
    text: schemas(
      `${Array.from({ length: 201 }, (_, index) => `S${index}: { $ref: '#/components/schemas/B', example: a }, `).join('')}B: { type: string }, M: { properties: { a: { type: integer } }, example: { a: «CC122»x } }`,
    ),
  },
  {
    claim: 'null fits what is nullable in 3.0, whatever else it has to be',
    text: old30(schema('{ type: string, nullable: true, format: date, default: null, example: «CC122»May }')),
  },
  {
    claim: 'a format that nobody knows refuses nothing',
    text: schema('{ type: string, format: passport, example: x }'),
  },
  {
    claim:
      'examples of parameters, headers and bodies fit their whole schemas, also where those are references or JSON',
    text: withComponents(
      '  headers: { Page: { schema: { type: integer, maximum: 9 }, example: «CC122»10 } }',
      `paths:
  /a:
    get:
      operationId: a
      parameters:
        - { name: p, in: query, schema: { type: string, maxLength: 2 }, example: «CC122»abc }
        - { name: q, in: query, schema: { type: string, format: uuid }, examples: { one: { value: «CC122»x } } }
        - { name: r, in: query, content: { application/json: { schema: { type: array, maxItems: 1 }, example: «CC122»[1, 2] } } }
      responses:
        '200':
          description: A
          headers:
            X-Left: { schema: { type: integer, minimum: 0 }, example: «CC122»-1 }
            X-Day: { schema: { type: string, format: date }, example: '2026-01-31' }
            X-Page: { $ref: '#/components/headers/Page' }
          content:
            application/json: { schema: { type: string, pattern: ^a }, example: «CC122»b }
        '206': { description: Some, headers: { X-Page: { $ref: '#/components/headers/Page' } } }
`,
    ),
  },
  {
    claim: 'a value of a mapping is one that its schema allows',
    text: schemas(`A: { oneOf: [{ $ref: '#/components/schemas/B' }, { $ref: '#/components/schemas/C' }],
      discriminator: { propertyName: kind, mapping: { b: '#/components/schemas/B', «CC122»x: B, c: C } } },
      B: { allOf: [{ properties: { kind: { const: b } } }] }, C: { properties: { kind: { type: string } } }`),
  },
  {
    claim: 'a schema does not need itself for the same value',
    text: schemas(`A: { allOf: [{ $ref: «CC124»'#/components/schemas/A' }, { type: object }] },
      B: { anyOf: [{ type: string }, { not: { $ref: «CC124»'#/components/schemas/B' } }] },
      C: { if: { $ref: «CC124»'#/components/schemas/C' } },
      D: { dependentSchemas: { a: { $ref: «CC124»'#/components/schemas/D' } } }`),
  },
  {
    claim: 'a loop through several schemas is told of once, also when there are ways into it',
    text: schemas(`A: { items: { $ref: '#/components/schemas/C' } }, B: { oneOf: [{ $ref: '#/components/schemas/D' }] },
      C: { allOf: [{ $ref: '#/components/schemas/B' }] }, D: { allOf: [{ $ref: «CC124»'#/components/schemas/B' }, {}] }`),
  },
  {
    claim: 'a schema may contain itself, and be used twice',
    text: schemas(`A: { properties: { a: { $ref: '#/components/schemas/A' } }, items: { $ref: '#/components/schemas/A' } },
      B: { allOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/C' }] },
      C: { anyOf: [{ $ref: '#/components/schemas/A' }] }`),
  },
  {
    claim: 'beside a reference 3.0 has nothing that could come back',
    text: old30(schemas(`A: { $ref: '#/components/schemas/B', allOf: [{ $ref: '#/components/schemas/A' }] }, B: {}`)),
  },
  {
    claim: 'a schema of another dialect is read as one of this',
    text: schema("{ $schema: «CC123»'http://json-schema.org/draft-07/schema#' }"),
  },
  {
    claim: 'a document of another dialect, too',
    text: withKey("jsonSchemaDialect: «CC123»'https://example.com/dialect'\npaths: {}\n"),
  },
  {
    claim: 'the dialects of OpenAPI and its base are known',
    text: withKey("jsonSchemaDialect: 'https://spec.openapis.org/oas/3.1/dialect/base'\npaths: {}\n").replace(
      'components: {',
      'components: { schemas: { A: { $schema: "https://json-schema.org/draft/2020-12/schema" } },',
    ),
  },
  {
    claim: 'variables of a server are declared',
    text: withKey("servers: [{ url: /v1 }, { url: «CC215»'https://{host}/{host}' }]\npaths: {}\n"),
  },
  {
    claim: 'the default of a variable is one of its values',
    text: withKey("servers: [{ url: '/{v}', variables: { v: { enum: [v1, v2], default: «CC215»v3 } } }]\npaths: {}\n"),
  },
  {
    claim: 'servers of a path item and an operation are not served',
    text: withKey(
      `paths:\n  /a:\n    «CC216»servers: [{ url: /v2 }]\n    get: { operationId: a, «CC216»servers: [{ url: /v3 }], ${responses} }\n`,
    ),
  },
  {
    claim: 'a server URL says its scheme',
    text: withKey("servers: [{ url: «CC213»'//example.com/v1' }]\npaths: {}\n"),
  },
  { claim: 'a server URL may be relative', text: withKey('servers: [{ url: ./v1 }]\npaths: {}\n') },
  {
    claim: 'QUERY is not answered',
    text: new32(withKey(`paths:\n  /a:\n    «CC217»query: { operationId: a, ${responses} }\n`)),
  },
  {
    claim: 'other methods are not answered',
    text: new32(
      withKey(`paths:\n  /a:\n    additionalOperations: { «CC217»LINK: { operationId: a, ${responses} } }\n`),
    ),
  },
  {
    claim: 'a query string is not one value',
    text: new32(parameter('{ name: a, in: «CC217»querystring, content: { application/json: {} } }')),
  },
  {
    claim: 'the style `cookie` is not read',
    text: new32(parameter('{ name: a, in: cookie, style: «CC217»cookie, schema: { type: string } }')),
  },
  {
    claim: 'a deep object is an object',
    text: parameter('{ name: a, in: query, style: «CC219»deepObject, schema: { type: array } }'),
  },
  {
    claim: 'a deep object is exploded',
    text: parameter('{ name: a, in: query, style: «CC219»deepObject, explode: false, schema: { type: object } }'),
  },
  {
    claim: 'a single value has no delimiters',
    text: parameter('{ name: a, in: query, style: «CC219»pipeDelimited, schema: { type: string } }'),
  },
  {
    claim: 'a delimited list is not exploded',
    text: parameter('{ name: a, in: query, style: «CC219»spaceDelimited, explode: true, schema: { type: array } }'),
  },
  {
    claim: 'lists of lists have no text form',
    text: parameter('{ name: «CC219»a, in: query, schema: { type: array, items: { type: array } } }'),
  },
  {
    claim: 'objects in objects have no text form, also behind references',
    text: withComponents(
      '  schemas: { Inner: { properties: { b: {} } }, Outer: { allOf: [{ properties: { inner: { $ref: "#/components/schemas/Inner" } } }] } }',
      `paths:\n  /a:\n    get: { operationId: a, parameters: [{ name: a, in: query, style: «CC219»deepObject, schema: { $ref: '#/components/schemas/Outer' } }], ${responses} }\n`,
    ),
  },
  {
    claim: 'JSON holds anything',
    text: parameter(
      '{ name: a, in: query, content: { application/json: { schema: { type: array, items: { type: array } } } } }',
    ),
  },
  { claim: 'a tag is declared once', text: withKey('tags: [{ name: a }, { name: «CC220»a }]\npaths: {}\n') },
  {
    claim: 'the parent of a tag is declared',
    text: new32(withKey('tags: [{ name: a, parent: «CC221»b }, { name: c, parent: a }]\npaths: {}\n')),
  },
  {
    claim: 'a tag does not descend from itself',
    text: new32(withKey('tags: [{ name: a, parent: «CC221»b }, { name: b, parent: «CC221»a }]\npaths: {}\n')),
  },
  {
    claim: 'a link leads to an operation',
    text: withKey(`paths:
  /a:
    get:
      operationId: a
      responses:
        '200':
          description: A
          links:
            one: { operationId: a }
            two: { operationId: «CC222»b }
            three: { operationRef: '#/paths/~1a/get' }
            four: { operationRef: «CC222»'#/paths/~1a/put' }
            five: { operationRef: 'https://example.com/api#/paths/~1a/put' }
`),
  },
  {
    claim: 'a parameter is declared once, also through a reference',
    text: withComponents(
      '  parameters: { A: { name: a, in: query, schema: {} } }',
      `paths:\n  /a:\n    get: { operationId: a, parameters: [{ name: a, in: query, schema: {} }, «CC207»{ $ref: '#/components/parameters/A' }], ${responses} }\n`,
    ),
  },
]
