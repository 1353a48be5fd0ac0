import { type Case, withBlock, withComponents, withKey } from '../compile-text.ts'

interface Parts {
  readonly block: string
  readonly parameters?: string
  readonly body?: string
  readonly responses?: string
  readonly rest?: string
}

const order =
  '{ type: object, required: [project], properties: { project: { type: string }, size: { type: integer }, tags: { type: array } } }'
const jsonBody = (schema: string, required = true): string =>
  `requestBody: { required: ${required}, content: { application/json: { schema: ${schema} } } }`

/** `POST /things` with a block in flow style. */
const withPolicy = ({
  block,
  parameters = '[]',
  body = jsonBody(order),
  responses = "{ '204': { description: Done } }",
  rest = 'summary: Made',
}: Parts): string =>
  withKey(`paths:
  /things:
    post:
      operationId: makeThing
      x-async-operation: ${block}
      parameters: ${parameters}
      ${body}
      responses: ${responses}
      ${rest}
`)

const withKeyOf = (key: string, mark = ''): string =>
  withPolicy({
    block: `{ concurrency: { limit: 1, key: ${mark}${key} } }`,
    parameters:
      '[{ name: page, in: query, schema: { type: integer } }, { name: X-Team, in: header, required: true, schema: { type: string } }]',
  })

const concurrencyCases: readonly Case[] = [
  { claim: 'a key that every request has is fine', text: withKeyOf("'$request.body#/project'") },
  { claim: 'a key may stand in braces', text: withKeyOf("'{$request.body#/project}'") },
  { claim: 'a header is found whatever its case', text: withKeyOf('$request.header.x-team') },
  { claim: 'a key names a property', text: withKeyOf("'$request.body#/projcet'", '«CC313»') },
  { claim: 'a key names a declared parameter', text: withKeyOf('$request.query.pages', '«CC313»') },
  { claim: 'a key comes from the request', text: withKeyOf("'$result#/id'", '«CC313»') },
  { claim: 'a key is an expression', text: withKeyOf('project', '«CC313»') },
  { claim: 'a key is one plain value', text: withKeyOf("'$request.body#/tags'", '«CC313»') },
  { claim: 'a key that may be absent is hinted at', text: withKeyOf("'$request.body#/size'", '«CC314»') },
  { claim: 'an optional parameter may be absent, too', text: withKeyOf('$request.query.page', '«CC314»') },
  {
    claim: 'a body that may be left out may leave the key out',
    text: withPolicy({
      block: "{ concurrency: { limit: 1, key: «CC314»'$request.body#/project' } }",
      body: jsonBody(order, false),
    }),
  },
  {
    claim: 'a key that one alternative requires may be absent',
    text: withPolicy({
      block: "{ concurrency: { limit: 1, key: «CC314»'$request.body#/project' } }",
      body: jsonBody(
        `{ type: object, properties: { project: { type: string } }, anyOf: [${order}, { required: [team] }] }`,
      ),
    }),
  },
  {
    claim: 'a key of a body that is no JSON names nothing',
    text: withPolicy({
      block: "{ concurrency: { limit: 1, key: «CC313»'$request.body#/project' } }",
      body: 'requestBody: { required: true, content: { text/csv: {} } }',
    }),
  },
  { claim: 'concurrency has a limit', text: withPolicy({ block: '{ «CC101»concurrency: { onConflict: queue } }' }) },
  { claim: 'at least one job runs', text: withPolicy({ block: '{ concurrency: { limit: «CC103»0 } }' }) },
]

const withSchedule = (schedule: string, parts: Partial<Parts> = {}): string =>
  withPolicy({ block: `{ schedule: ${schedule} }`, ...parts })
const withMarkedSchedule = (schedule: string, parts: Partial<Parts> = {}): string =>
  withPolicy({ block: `{ «CC317»schedule: ${schedule} }`, ...parts })
const input = 'input: { project: a }'

const scheduleCases: readonly Case[] = [
  {
    claim: 'a schedule with its zone and its input is fine',
    text: withSchedule(`{ cron: '30 3 * * MON', timezone: Europe/Berlin, ${input} }`),
  },
  ...['0 3 * *', '61 * * * *', '0 0 30 2 *', '0 0 * * sunday', 'daily'].map((cron) => ({
    claim: `${cron} names no time`,
    text: withSchedule(`{ cron: «CC315»'${cron}', ${input} }`),
  })),
  ...['Europe/Belrin', '+02:00', 'Mars/Olympus'].map((zone) => ({
    claim: `${zone} is no time zone`,
    text: withSchedule(`{ cron: '0 3 * * *', timezone: «CC316»'${zone}', ${input} }`),
  })),
  {
    claim: 'a required body is given',
    text: withMarkedSchedule("{ cron: '0 3 * * *' }"),
  },
  {
    claim: 'an optional body may be left out',
    text: withSchedule("{ cron: '0 3 * * *' }", { body: jsonBody(order, false) }),
  },
  {
    claim: 'a required parameter cannot be given',
    text: withMarkedSchedule(`{ cron: '0 3 * * *', ${input} }`, {
      parameters: '[{ name: team, in: query, required: true, schema: { type: string } }]',
    }),
  },
  {
    claim: 'input needs a body that takes JSON',
    text: withMarkedSchedule(`{ cron: '0 3 * * *', ${input} }`, { body: 'description: None' }),
  },
  {
    claim: 'the input fits the body, and what does not is pointed at',
    text: withSchedule("{ cron: '0 3 * * *', input: { project: «CC318»7, size: «CC318»big } }"),
  },
  {
    claim: 'a missing member is reported where it should stand',
    text: withSchedule("{ cron: '0 3 * * *', input: «CC318»{ size: 7 } }"),
  },
  {
    claim: 'a scheduled run that is refused is noticed by nobody',
    text: withPolicy({
      block: `{ «CC319»schedule: { cron: '0 3 * * *', ${input} }, concurrency: { limit: 1, onConflict: reject } }`,
    }),
  },
  { claim: 'a schedule has a time', text: withPolicy({ block: '{ «CC101»schedule: { timezone: UTC } }' }) },
]

const thing = '{ application/json: { schema: { type: object } } }'
const csv = "{ '200': { description: Made, content: { text/csv: {} } } }"

const answerCases: readonly Case[] = [
  {
    claim: 'a media type is one that the response has',
    text: withPolicy({
      block: '{ result: { «CC320»mediaType: image/png } }',
      responses: "{ '200': { description: Made, content: { text/csv: {} } } }",
    }),
  },
  {
    claim: 'a range of the response covers the media type',
    text: withPolicy({
      block: '{ result: { mediaType: image/png } }',
      responses: "{ '200': { description: Made, content: { 'image/*': {} } } }",
    }),
  },
  {
    claim: 'two schemas of one result are one too many',
    text: withPolicy({
      block: '{ result: { «CC320»schema: { type: string } } }',
      responses: `{ '200': { description: Made, content: ${thing} } }`,
    }),
  },
  {
    claim: 'the same schema may stand twice',
    text: withPolicy({
      block: '{ result: { schema: { type: object } } }',
      responses: `{ '200': { description: Made, content: ${thing} } }`,
    }),
  },
  {
    claim: 'a 204 has no result',
    text: withPolicy({ block: '{ result: { «CC320»schema: { type: object } } }' }),
  },
  {
    claim: '`mode: both` declares what it answers at once (R-INI-5)',
    text: withPolicy({
      block: '{ «CC600»mode: «CC321»both, result: { schema: { type: object } } }',
      responses: '{ default: { description: Odd } }',
    }),
  },
  {
    claim: 'a file does not stand in the job document (R-STA-1)',
    text: withPolicy({ block: '{ completion: «CC322»inline }', responses: csv }),
  },
  {
    claim: 'a first guess is within the total',
    text: withBlock('        estimate: «CC312»2h\n        timeout: { total: 1h }'),
  },
  { claim: 'a wait has a cap', text: withBlock('        wait: «CC103»6m') },
  { claim: 'retention is a day at least', text: withBlock('        retention: «CC103»23h') },
  { claim: 'a retry is a table, not a list', text: withBlock('        retry: «CC102»[]') },
  { claim: 'a priority has three values', text: withBlock('        priority: «CC103»urgent') },
  { claim: 'a visibility has two values', text: withBlock('        visibility: «CC103»everybody') },
]

const dated = (keys: string): string => withPolicy({ block: 'true', rest: keys.replaceAll(', ', '\n      ') })

const lifecycleCases: readonly Case[] = [
  {
    claim: 'an end after the beginning is fine but for the server (R-DEP-1)',
    text: dated('deprecated: true, «CC600»x-deprecated-since: 2027-01-01, «CC600»x-sunset: 2027-03-31'),
  },
  {
    claim: 'it may end on the day it is deprecated (R-DEP-1)',
    text: dated("deprecated: true, «CC600»x-deprecated-since: '2027-01-01', «CC600»x-sunset: '2027-01-01'"),
  },
  { claim: 'a date is a day', text: dated("deprecated: true, x-sunset: «CC103»'2027-03'") },
  { claim: 'a time is no date', text: dated("deprecated: true, x-sunset: «CC103»'2027-03-31T00:00:00Z'") },
  { claim: 'a year alone is no date', text: dated('deprecated: true, x-sunset: «CC102»2027') },
  { claim: 'a date is on the calendar', text: dated('deprecated: true, «CC600»x-sunset: «CC324»2027-02-29') },
  { claim: 'a leap day is on the calendar', text: dated('deprecated: true, «CC600»x-sunset: 2028-02-29') },
  {
    claim: 'it does not end before it is deprecated (R-DEP-1)',
    text: dated('deprecated: true, «CC600»x-deprecated-since: 2027-03-31, «CC600»x-sunset: «CC325»2027-01-01'),
  },
  { claim: 'deprecation is said in plain OpenAPI, too', text: dated('«CC600»«CC326»x-deprecated-since: 2027-01-01') },
]

const limited = (limit: string, block = 'true'): string => withPolicy({ block, rest: `«CC600»x-rate-limit: ${limit}` })

const limitCases: readonly Case[] = [
  {
    claim: 'every limit of what makes jobs is fine but for the server (R-LIM-1)',
    text: limited('{ submit: { limit: 10, window: 1m }, poll: { limit: 60, window: 1m }, concurrentJobs: 3 }'),
  },
  { claim: 'a limit is known', text: limited('{ «CC100»submits: { limit: 10, window: 1m } }').replace('«CC600»', '') },
  { claim: 'a rate has a window', text: limited('{ «CC101»submit: { limit: 10 } }').replace('«CC600»', '') },
  {
    claim: 'a window is a second at least',
    text: limited('{ submit: { limit: 1, window: «CC103»10ms } }').replace('«CC600»', ''),
  },
  {
    claim: 'nothing at all is no limit',
    text: limited('{ submit: { limit: «CC103»0, window: 1m } }').replace('«CC600»', ''),
  },
  { claim: 'lists belong to no operation', text: limited('{ «CC327»list: { limit: 1, window: 1m } }') },
  {
    claim: 'what makes no jobs has no polls',
    text: withKey(
      "paths:\n  /a:\n    get: { operationId: a, «CC600»x-rate-limit: { submit: { limit: 1, window: 1m }, «CC327»poll: { limit: 1, window: 1m }, «CC327»concurrentJobs: 1 }, responses: { '204': { description: None } } }\n",
    ),
  },
  { claim: 'a patient client is not limited (R-LIM-1)', text: limited('{ poll: «CC328»{ limit: 5, window: 1m } }') },
  {
    claim: 'polls far apart fit a small limit (R-LIM-1)',
    text: limited('{ poll: { limit: 5, window: 1m } }', '{ poll: { initial: 20s } }'),
  },
  {
    claim: 'the limit of the root is reported where it stands',
    text: withPolicy({ block: 'true' }).replace(
      'paths:',
      '«CC600»x-rate-limit: { poll: «CC328»{ limit: 5, window: 1m } }\npaths:',
    ),
  },
]

const resource = (thing: string, parameter: string, expression: string): string =>
  withComponents(
    `  schemas: { Thing: ${thing} }`,
    `paths:
  /things:
    post:
      operationId: makeThing
      x-async-operation: { result: { operation: getThing, parameters: { ${expression} } } }
      responses: { '201': { description: Made, content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } } } }
  /things/{id}:
    parameters: [${parameter}]
    get: { operationId: getThing, responses: { '204': { description: None } } }
`,
  )
const plainId = '{ name: id, in: path, required: true, schema: { type: string } }'

const resourceCases: readonly Case[] = [
  {
    claim: 'a value that every result has makes its URL',
    text: resource(
      '{ type: object, required: [id], properties: { id: { type: integer } } }',
      plainId,
      'id: $result#/id',
    ),
  },
  {
    claim: 'a value that a result may lack is hinted at',
    text: resource('{ type: object, properties: { id: { type: integer } } }', plainId, 'id: «CC329»$result#/id'),
  },
  ...['array', 'object', 'boolean'].map((type) => ({
    claim: `a value of type ${type} makes no URL`,
    text: resource(
      `{ type: object, required: [id], properties: { id: { type: ${type} } } }`,
      plainId,
      'id: «CC323»$result#/id',
    ),
  })),
  {
    claim: 'a parameter that takes a list gets none',
    text: resource(
      '{ type: object, required: [id], properties: { id: { type: string } } }',
      '{ name: id, in: path, required: true, schema: { type: array, items: { type: string } } }',
      '«CC323»id: $result#/id',
    ),
  },
]

export const policyCases: readonly Case[] = [
  ...concurrencyCases,
  ...scheduleCases,
  ...answerCases,
  ...lifecycleCases,
  ...limitCases,
  ...resourceCases,
]
