import type { Case } from '../compile-text.ts'

const spec = (
  root: string,
  operation: string,
  scheme = 'type: apiKey, in: header, name: X-Key',
): string => `openapi: 3.1.0
info: { title: Things, version: '1' }
${root}
components: { securitySchemes: { key: { ${scheme} } } }
paths:
  /things:
    get:
      operationId: listThings
      ${operation}
      responses: { '200': { description: Things } }
`

const plain = 'summary: Things'

const flows =
  "type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://example.com/token', scopes: { 'things:read': Read, 'things:write': Write } } }"

const withPublicJobs = (block: string): string => `openapi: 3.1.0
info: { title: Things, version: '1' }
paths:
  /things:
    post:
      operationId: makeThing
      security: []
      x-public: true
      x-async-operation: ${block}
      responses: { '204': { description: Done } }
`

const scopeCases: readonly Case[] = [
  { claim: 'a declared scope is fine', text: spec("security: [{ «CC504»key: ['things:read'] }]", plain, flows) },
  {
    claim: 'a scope is declared by a flow',
    text: spec("security: [{ «CC504»key: ['things:read', «CC506»'things:raed'] }]", plain, flows),
  },
  { claim: 'an apiKey has whatever scopes it is given', text: spec("security: [{ key: ['things:raed'] }]", plain) },
  {
    claim: 'the scopes of jobs are declared, too',
    text: spec("security: [{ «CC504»key: ['things:read'] }]", plain, flows)
      .replace('    get:', '    post:')
      .replace("'200': { description: Things }", "'204': { description: Done }")
      .replace(plain, "x-async-operation: { scopes: { read: «CC506»[things], cancel: ['things:write'] } }"),
  },
  { claim: 'anonymous callers hold no scopes (D14)', text: withPublicJobs('{ scopes: { read: «CC507»[a] } }') },
  { claim: 'anonymous callers share no tenant (D14)', text: withPublicJobs('{ «CC600»visibility: «CC507»tenant }') },
  {
    claim: 'anonymous callers send no key of their own (D14)',
    text: withPublicJobs('{ idempotency: { required: «CC507»true } }'),
  },
  { claim: 'a public operation may have the rest', text: withPublicJobs('{ retention: 2d, cancel: false }') },
]

export const securityCases: readonly Case[] = [
  ...scopeCases,
  {
    claim: 'an operation without any security is refused (SC-2)',
    text: spec('x-a: 1', plain).replace('    get:', '    «CC500»get:'),
  },
  { claim: 'the security of the root is enough (SC-2)', text: spec('security: [{ key: [] }]', plain) },
  { claim: 'an empty list is public only in so many words (SC-2)', text: spec('x-a: 1', '«CC502»security: []') },
  {
    claim: 'an empty list at the root is reported once (SC-2)',
    text: spec('x-a: 1\nsecurity: []', plain).replace('\nsecurity', '\n«CC502»security'),
  },
  {
    claim: 'an empty alternative admits anybody, too (SC-3)',
    text: spec('x-a: 1', '«CC502»security: [{ key: [] }, {}]'),
  },
  {
    claim: 'a public operation that says so is fine (SC-2)',
    text: spec('security: [{ key: [] }]', 'security: []\n      x-public: true'),
  },
  { claim: 'a public operation asks for nothing', text: spec('security: [{ key: [] }]', '«CC503»x-public: true') },
  { claim: 'a scheme is declared', text: spec('security: [{ «CC501»kye: [] }]', plain) },
  { claim: 'a prototype name is no scheme', text: spec('security: [{ «CC501»toString: [] }]', plain) },
  {
    claim: 'a scheme without a verifier is refused (SC-2)',
    text: spec('security: [{ «CC504»key: [] }]', plain, 'type: http, scheme: bearer'),
  },
  {
    claim: 'a key in the query is not verified',
    text: spec('security: [{ «CC504»key: [] }]', plain, 'type: apiKey, in: query, name: key'),
  },
  {
    claim: 'a scheme that nobody uses may be of any type',
    text: spec('x-a: 1', 'security: []\n      x-public: true', 'type: mutualTLS'),
  },
  {
    claim: 'an apiKey has a name and a place',
    text: spec('security: [{ key: [] }]', plain, 'type: apiKey, in: header').replace(
      '{ key: { type',
      '{ «CC505»key: { type',
    ),
  },
]
