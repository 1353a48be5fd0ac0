import { type Case, withKey } from '../compile-text.ts'

/** An async POST with a 202 of the designer's own. */
const withAccepted = (accepted: string): string =>
  withKey(`paths:
  /things:
    post:
      operationId: makeThing
      x-async-operation: true
      parameters: [{ name: team, in: query, schema: { type: string } }]
      responses:
        '204': { description: Done }
        '202':
          description: Taken
          ${accepted}
`)

const headers = (written: string): string => withAccepted(`headers: { ${written} }`)
const json = (schema: string): string => withAccepted(`content: { application/json: { schema: ${schema} } }`)
const links = (parameters: string): string =>
  withAccepted(`links: { next: { operationId: makeThing, parameters: { ${parameters} } } }`)

export const acceptedCases: readonly Case[] = [
  { claim: 'a description alone contradicts nothing', text: withAccepted('x-a: 1') },
  ...[
    'Location: { schema: { type: string, format: uri } }',
    'location: { required: true, schema: { type: string } }',
    'Operation-Location: { schema: { type: string, format: uri-reference } }',
    'Retry-After: { schema: { type: integer } }',
    'Retry-After: { schema: { type: string } }',
    'Retry-After: { schema: { type: [integer, "null"], minimum: 1 } }',
    'Cache-Control: { schema: { const: no-store } }',
    'Link: { schema: { type: array, items: { type: string } } }',
    'X-Trace: { schema: { type: string } }',
    'Content-Type: { required: true, schema: { type: string } }',
  ].map((written) => ({ claim: `${written} is kept`, text: headers(written) })),
  ...[
    '«CC308»Location: { schema: { type: integer } }',
    "«CC308»Location: { schema: { type: string, pattern: '^/jobs/' } }",
    '«CC308»Operation-Location: { schema: { type: boolean } }',
    '«CC308»Retry-After: { schema: { type: string, format: date-time } }',
    '«CC308»Retry-After: { schema: { type: string, format: http-date } }',
    '«CC308»retry-after: { schema: { type: integer, minimum: 60 } }',
    '«CC308»Cache-Control: { schema: { enum: [no-cache] } }',
    '«CC308»X-Trace: { required: true, schema: { type: string } }',
  ].map((written) => ({
    claim: `${written.replace('«CC308»', '')} is not what is sent (R-INI-1)`,
    text: headers(written),
  })),
  {
    claim: 'a schema like the job document is kept',
    text: json(
      '{ type: object, required: [id, status], properties: { id: { type: string }, status: { enum: [queued, running, succeeded, failed] }, links: { type: array } } }',
    ),
  },
  { claim: 'JSON without a schema is kept', text: withAccepted('content: { application/json: {} }') },
  { claim: 'a range that JSON falls into is kept', text: withAccepted("content: { 'application/*': {} }") },
  {
    claim: 'a member that the job document lacks is not sent',
    text: json('«CC308»{ type: object, required: [ticket] }'),
  },
  {
    claim: 'a member of another type is not sent',
    text: json('{ type: object, properties: { id: «CC308»{ type: integer } } }'),
  },
  {
    claim: 'members that are not listed are sent as well',
    text: json('«CC308»{ type: object, additionalProperties: false, properties: { id: { type: string } } }'),
  },
  { claim: 'a job document is no list', text: json('«CC308»{ type: array }') },
  { claim: 'other media types are not sent', text: withAccepted('content: { «CC308»text/plain: {} }') },
  ...["'$response.body#/id'", "'$response.header.Location'", '$request.query.team', 'constant', '7', '$url'].map(
    (value) => ({ claim: `a link may pass on ${value}`, text: links(`team: ${value}`) }),
  ),
  ...[
    "'$response.body#/jobId'",
    "'$response.header.X-Job'",
    '$request.query.teams',
    "'$request.body#/id'",
    '$nothing',
  ].map((value) => ({ claim: `a link cannot pass on ${value}`, text: links(`team: «CC308»${value}`) })),
  {
    claim: 'a response and a header behind references are judged as well',
    text: `${withKey('').replace(
      'components: { ',
      "components: { responses: { Taken: { description: Taken, headers: { «CC308»Location: { $ref: '#/components/headers/Where' } } } }, headers: { Where: { schema: { type: integer } } }, ",
    )}paths:
  /things:
    post:
      operationId: makeThing
      x-async-operation: true
      responses: { '204': { description: Done }, '202': { $ref: '#/components/responses/Taken' } }
`,
  },
]
