import { type Case, withComponents, withKey } from '../compile-text.ts'

const responses = `responses: { '200': { description: Things } }`
const get = (id: string): string => `{ operationId: ${id}, ${responses} }`

export const operationCases: readonly Case[] = [
  {
    claim: 'an async operation needs its operationId',
    text: withKey(`paths:\n  /things:\n    «CC200»post: { x-async-operation: true, ${responses} }\n`),
  },
  {
    claim: 'a synchronous operation should have its operationId',
    text: withKey(`paths:\n  /things:\n    «CC214»get: { ${responses} }\n`),
  },
  {
    claim: 'operationIds that become one file are refused',
    text: withKey(`paths:\n  /a:\n    get: ${get("'get thing'")}\n  /b:\n    get: ${get('«CC202»get-thing')}\n`),
  },
  {
    claim: 'a slash in an operationId makes a folder',
    text: withKey(`paths:\n  /a:\n    get: ${get('meta/root')}\n  /b:\n    get: ${get('Get a thing')}\n`),
  },
  {
    claim: 'an operationId has no empty part',
    text: withKey(`paths:\n  /a:\n    get: ${get('«CC203»meta//root')}\n  /b:\n    get: ${get('«CC203»/root')}\n`),
  },
  {
    claim: 'an operationId leads to no hidden file',
    text: withKey(`paths:\n  /a:\n    get: ${get('«CC203»meta/.root')}\n`),
  },
  {
    claim: 'an operationId is unique',
    text: withKey(`paths:\n  /a:\n    get: ${get('same')}\n  /b:\n    get: ${get('«CC201»same')}\n`),
  },
  {
    claim: 'operationIds differ in more than case',
    text: withKey(`paths:\n  /a:\n    get: ${get('getThing')}\n  /b:\n    get: ${get('«CC202»getthing')}\n`),
  },
  { claim: 'an operationId cannot be a path', text: withKey(`paths:\n  /a:\n    get: ${get('«CC203»../escape')}\n`) },
  {
    claim: 'an operationId cannot be an inherited member',
    text: withKey(`paths:\n  /a:\n    get: ${get('«CC203»constructor')}\n`),
  },
  {
    claim: 'an operationId cannot be a prototype name in another case',
    text: withKey(`paths:\n  /a:\n    get: ${get('«CC203»ToString')}\n`),
  },
  { claim: 'an operationId cannot be a device', text: withKey(`paths:\n  /a:\n    get: ${get('«CC203»nul')}\n`) },
  {
    claim: 'an operationId may hold dots and dashes',
    text: withKey(`paths:\n  /a:\n    get: ${get('things.list-all')}\n`),
  },
  {
    claim: 'paths that differ in parameter names only are one path',
    text: withKey(`paths:
  /a/{x}:
    get: { operationId: a, parameters: [{ name: x, in: path, required: true, schema: {} }], ${responses} }
  «CC204»/a/{y}:
    put: { operationId: b, parameters: [{ name: y, in: path, required: true, schema: {} }], ${responses} }
`),
  },
  {
    claim: 'a fixed segment and a parameter are two paths',
    text: withKey(
      `paths:\n  /a/{x}:\n    parameters: [{ name: x, in: path, required: true, schema: {} }]\n    get: ${get('a')}\n  /a/b:\n    get: ${get('b')}\n`,
    ),
  },
  { claim: 'the jobs path is taken', text: withKey(`paths:\n  «CC205»/jobs:\n    get: ${get('a')}\n`) },
  {
    claim: 'what is below the jobs path is taken',
    text: withKey(`paths:\n  «CC205»/jobs/mine:\n    get: ${get('a')}\n`),
  },
  {
    claim: 'the jobs path can be moved away',
    text: withKey(`x-async-defaults: { jobsPath: /work }\npaths:\n  /jobs:\n    get: ${get('a')}\n`),
  },
  {
    claim: 'the jobs path cannot be moved onto the docs',
    text: withKey(`x-async-defaults: { jobsPath: «CC205»/docs }\npaths: {}\n`),
  },
  {
    claim: 'the published document is taken',
    text: withKey(`paths:\n  «CC205»/openapi.json:\n    get: ${get('a')}\n`),
  },
  { claim: 'the problem pages are taken', text: withKey(`paths:\n  «CC205»/problems/gone:\n    get: ${get('a')}\n`) },
  { claim: 'health is taken at the root', text: withKey(`paths:\n  «CC205»/healthz:\n    get: ${get('a')}\n`) },
  {
    claim: 'health is free below a server path',
    text: withKey(`servers: [{ url: /v1 }]\npaths:\n  /healthz:\n    get: ${get('a')}\n`),
  },
  { claim: 'a parameter of the path is declared', text: withKey(`paths:\n  /a/{x}:\n    «CC206»get: ${get('a')}\n`) },
  {
    claim: 'a path parameter is in the path',
    text: withKey(
      `paths:\n  /a:\n    parameters:\n      - { name: «CC206»x, in: path, required: true, schema: {} }\n    get: ${get('a')}\n    put: ${get('b')}\n`,
    ),
  },
  {
    claim: 'a path parameter is required',
    text: withKey(
      `paths:\n  /a/{x}:\n    parameters:\n      - «CC206»{ name: x, in: path, schema: {} }\n    get: ${get('a')}\n`,
    ),
  },
  {
    claim: 'a parameter is declared once',
    text: withKey(`paths:
  /a:
    get:
      operationId: a
      parameters:
        - { name: X-Trace, in: header, schema: {} }
        - «CC207»{ name: x-trace, in: header, schema: {} }
      ${responses}
`),
  },
  {
    claim: 'an operation may override a parameter of its path item',
    text: withKey(
      `paths:\n  /a:\n    parameters: [{ name: x, in: query, schema: {} }]\n    get: { operationId: a, parameters: [{ name: x, in: query, schema: { type: integer } }], ${responses} }\n`,
    ),
  },
  { claim: 'braces hold names', text: withKey(`paths:\n  «CC208»/a/{}:\n    get: ${get('a')}\n`) },
  {
    claim: 'parameters may fill segments or parts of them',
    text: withKey(
      `paths:\n  /{x}/a-{y}.{z}/b:\n    parameters:\n${['x', 'y', 'z'].map((name) => `      - { name: ${name}, in: path, required: true, schema: {} }\n`).join('')}    get: ${get('a')}\n`,
    ),
  },
  { claim: 'a path has no empty segment', text: withKey(`paths:\n  «CC208»/a//b:\n    get: ${get('a')}\n`) },
  {
    claim: 'two parameters have something between them',
    text: withKey(
      `paths:\n  «CC208»/a/{x}{y}:\n    parameters:\n      - { name: x, in: path, required: true, schema: {} }\n      - { name: y, in: path, required: true, schema: {} }\n    get: ${get('a')}\n`,
    ),
  },
  { claim: 'a path holds no query', text: withKey(`paths:\n  «CC208»/a?b=c:\n    get: ${get('a')}\n`) },
  {
    claim: 'a path names a parameter once',
    text: withKey(
      `paths:\n  «CC208»/a/{x}/b/{x}:\n    parameters: [{ name: x, in: path, required: true, schema: {} }]\n    get: ${get('a')}\n`,
    ),
  },
  {
    claim: 'content of a parameter is JSON',
    text: withKey(
      `paths:\n  /a:\n    get: { operationId: a, parameters: [{ name: x, in: query, content: { «CC209»text/csv: {} } }], ${responses} }\n`,
    ),
  },
  {
    claim: 'a pattern is a regular expression',
    text: withComponents("  schemas: { A: { pattern: «CC210»'[a-' } }", 'paths: {}'),
  },
  {
    claim: 'a pattern property is one, too',
    text: withComponents("  schemas: { A: { patternProperties: { «CC210»'(': {} } } }", 'paths: {}'),
  },
  {
    claim: 'a back-reference needs a bound (IN-1)',
    text: withComponents("  schemas: { A: { pattern: «CC211»'^(a+)\\1$' } }", 'paths: {}'),
  },
  {
    claim: 'look-around needs a bound (IN-1)',
    text: withComponents("  schemas: { A: { pattern: «CC211»'^(?=.*[0-9]).+$' } }", 'paths: {}'),
  },
  {
    claim: 'with a bound look-around is fine (IN-1)',
    text: withComponents("  schemas: { A: { pattern: '^(?=.*[0-9]).+$', maxLength: 64 } }", 'paths: {}'),
  },
  {
    claim: 'nested repetition runs in linear time (IN-1)',
    text: withComponents("  schemas: { A: { pattern: '^(a|a)*$' } }", 'paths: {}'),
  },
  {
    claim: 'a media type has two parts',
    text: withKey(
      `paths:\n  /a:\n    post: { operationId: a, requestBody: { content: { «CC212»json: {} } }, ${responses} }\n`,
    ),
  },
  { claim: 'a server is reached by http', text: withKey('servers: [{ url: «CC213»ftp://example.com }]\npaths: {}\n') },
  {
    claim: 'a server URL has no query',
    text: withKey("servers: [{ url: «CC213»'https://example.com/?a=b' }]\npaths: {}\n"),
  },
  {
    claim: 'variables of a server URL take their defaults',
    text: withKey(
      "servers: [{ url: 'https://{region}.example.com/v1', variables: { region: { default: eu } } }]\npaths: {}\n",
    ),
  },
]
