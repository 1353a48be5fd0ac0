import { beforeAll, describe, expect, it } from 'vitest'
import { oddSpec } from './odd-spec.ts'
import { asGenerated, generateFrom, generateText, makeProject, putFiles, sampleSpec } from './project.ts'
import { completions, typeErrors } from './type-errors.ts'

let sample: Record<string, string>

beforeAll(async () => {
  sample = asGenerated(await generateFrom(sampleSpec))
})

const operations = ['createReport', 'listReports', 'getReport', 'createThumbnails', 'importContacts', 'checkLinks']

/** A stub for every operation, or what the test puts in its place. */
function handlers(own: Readonly<Record<string, string>> = {}): Record<string, string> {
  const stub = (id: string) => `import { notImplemented } from 'coatcheck'\nexport default notImplemented('${id}')\n`
  return Object.fromEntries(operations.map((id) => [`handlers/${id}.ts`, own[id] ?? stub(id)]))
}

const define = (id: string, run: string) =>
  `import { defineHandler } from '../generated/index.ts'\nexport default defineHandler('${id}', ${run})\n`

async function errorsOf(own: Readonly<Record<string, string>>): Promise<readonly string[]> {
  return typeErrors(await makeProject({ ...sample, ...handlers(own) }))
}

describe('handlers that fit', () => {
  it('need no annotation anywhere', async () => {
    const createReport = define(
      'createReport',
      `async ({ body, principal }, job) => {
        const dataset: 'seattle-weather' | 'gapminder-health-income' | 'github' | 'airports' = body.dataset
        const rows = await job.step('load', () => [1, 2])
        await job.progress(40, 'Aggregating')
        if (body.callbackUrl?.startsWith('x')) throw job.fail('unreadable-data', 'The data set has no rows')
        if (rows.length > 9) throw job.snooze('5m')
        job.signal.throwIfAborted()
        return { id: principal.subject, dataset, groupBy: body.groupBy, measure: '', rows: rows.length, groups: [], chart: '', createdAt: '' }
      }`,
    )
    const listReports = define('listReports', `({ query }) => ({ reports: query.limit > 3 ? [] : [] })`)
    const getReport = define(
      'getReport',
      `async ({ params }, request) => {
        if (params.reportId === 'x') throw request.problem(404, 'There is no such report')
        return request.respond(404, { type: 'a', title: 'b', status: 404, code: 'c' })
      }`,
    )
    const createThumbnails = define(
      'createThumbnails',
      `async ({ body, query }, job) => {
        for await (const chunk of body.stream()) job.log.info({ bytes: chunk.length, width: query.width + 1 }, body.path)
        return job.file('/tmp/x.webp', { mediaType: 'image/webp' })
      }`,
    )
    const importContacts = define(
      'importContacts',
      `async (_input, job) => {
        await job.progress(1, 'Row 1', { rows: 1 })
        return { rows: 1, imported: 1, unchanged: 0, rejected: [{ row: 1, reason: 'x' }] }
      }`,
    )
    expect(await errorsOf({ createReport, listReports, getReport, createThumbnails, importContacts })).toEqual([])
  })

  it('stubs fit, too', async () => {
    expect(await errorsOf({})).toEqual([])
  })

  it("fit the odd spec's operations, whatever its names are", async () => {
    const project = await makeProject({
      ...asGenerated(await generateText(oddSpec)),
      'handlers/get-thing.ts': define(
        'get-thing',
        `({ params, query }, request) => request.respond(204, params.id > query.size ? undefined : undefined)`,
      ),
      'handlers/makeThing.ts': define(
        'makeThing',
        `async ({ body }, job) => { if (body && 'colour' in body) await job.partial([body]) }`,
      ),
    })
    expect(typeErrors(project)).toEqual([])
  })
})

describe('handlers that do not fit', () => {
  const misfits = [
    [
      'an undeclared failure',
      'createReport',
      `async (_input, job) => { throw job.fail('nope') }`,
      `Argument of type '"nope"' is not assignable to parameter of type '"createReport declares no error nope"'.`,
    ],
    ['a wrong result', 'createReport', `async () => ({ id: 1 })`, `'HandlerReturn<"createReport", CreateReport>'`],
    ['a missing result', 'checkLinks', `async () => {}`, `'HandlerReturn<"checkLinks", CheckLinks>'`],
    [
      'a value that is not what `$result` points into',
      'createReport',
      `async (_input, job) => ({ reportId: job.id })`,
      `'HandlerReturn<"createReport", CreateReport>'`,
    ],
    ['an unknown member of the body', 'createReport', `({ body }) => { throw body.datasets }`, 'datasets'],
    ['a parameter there is not', 'getReport', `({ query }) => { throw query.limit }`, 'limit'],
    ['a body there is not', 'listReports', `({ body }) => { throw body.length }`, "'body' is possibly 'undefined'"],
    [
      'a wrong detail of progress',
      'importContacts',
      `async (_input, job) => { await job.progress(1, '', { row: 1 }); throw 1 }`,
      `'row' does not exist in type 'ImportContactsProgress'`,
    ],
    [
      'a detail of progress that lacks a member',
      'importContacts',
      `async (_input, job) => { await job.progress(1, '', {}); throw 1 }`,
      `but required in type 'ImportContactsProgress'`,
    ],
    [
      'a failure that is any text',
      'createReport',
      `async ({ body }, job) => { throw job.fail(body.groupBy) }`,
      "parameter of type '`createReport declares no error ${string}`'",
    ],
    [
      'JSON where a file is due',
      'createThumbnails',
      `async () => ({ path: 'x' })`,
      `'HandlerReturn<"createThumbnails", CreateThumbnails>'`,
    ],
    [
      'an undeclared status',
      'getReport',
      `(_input, request) => request.respond(418, undefined)`,
      `Argument of type '418' is not assignable to parameter of type '"getReport declares no answer 418"'.`,
    ],
    [
      'an operation that the spec has lost',
      'makeReport',
      '() => { throw 1 }',
      `Argument of type '"makeReport"' is not assignable to parameter of type '"`,
    ],
  ] as const
  let errors: readonly string[] | undefined

  /** One project holds them all, since a type check takes its time; each stands in a folder of its own under its operation's name. */
  async function misfitErrors(): Promise<readonly string[]> {
    const files = misfits.map(([, id, run], index) => [`${index}/${id}.ts`, define(id, run)] as const)
    const project = await makeProject({ ...sample, ...Object.fromEntries(files) })
    return typeErrors(
      project,
      files.map(([file]) => file),
    )
  }

  it.each(misfits.map(([title, id, , says], index) => ({ title, id, says, index })))(
    '$title is a type error that names the operation $id',
    async ({ id, says, index }) => {
      errors ??= await misfitErrors()
      const own = errors.filter((error) => error.startsWith(`${index}/${id}.ts: `))
      expect(own.join('\n')).toContain(says)
    },
  )
})

describe('a body that has to be narrowed', () => {
  const json =
    'application/json: { schema: { type: object, required: [colour], properties: { colour: { type: string } } } }'
  const operation = (id: string, required: boolean, content: string) => `
  /${id}:
    post:
      operationId: ${id}
      x-async-operation: true
      requestBody: { required: ${required}, content: { ${content} } }
      responses: { "204": { description: Done } }`
  const spec = `openapi: 3.1.0
info: { title: Bodies, version: "1" }
servers: [{ url: https://example.com }]
security: [{ key: [] }]
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key } } }
paths:${operation('paint', false, json)}${operation('scan', true, `${json}, image/png: {}`)}${operation('draw', false, `${json}, image/png: {}`)}${operation('send', false, 'image/png: {}, image/gif: {}')}
`
  const uses = [
    ['paint', `({ body }) => { const { colour }: { colour: string } = body ?? { colour: '' }; throw colour }`],
    ['paint', `({ body }) => { if (body !== undefined) throw body.colour.length }`],
    ['draw', `({ body }) => { if (body && 'colour' in body) throw body.colour.length; throw body?.path }`],
    ['send', `({ body }) => { throw body?.path.length }`],
    ['paint', `({ body }) => { const there: { colour: string } = body; throw there }`],
    ['paint', `({ body }) => { throw body?.color }`],
    ['paint', `({ body }) => { throw body.colour }`],
    ['scan', `({ body }) => { throw body.colour }`],
    ['draw', `({ body }) => { throw body.colour }`],
    ['draw', `({ body }) => { if (body) throw body.colour }`],
  ] as const

  it('has a type that names the operation wherever the compiler names a type', async () => {
    const files = uses.map(([id, run], index) => [`handlers/${index}.ts`, define(id, run)] as const)
    const project = await makeProject({ ...asGenerated(await generateText(spec)), ...Object.fromEntries(files) })
    const errors = typeErrors(
      project,
      files.map(([file]) => file),
    )
    expect(errors).toEqual([
      expect.stringContaining(`handlers/4.ts: Type 'PaintBody | undefined' is not assignable to type`),
      `handlers/5.ts: Property 'color' does not exist on type 'PaintBody'. Did you mean 'colour'?`,
      // Of what may be undefined the compiler names the expression alone.
      `handlers/6.ts: 'body' is possibly 'undefined'.`,
      expect.stringContaining(`handlers/7.ts: Property 'colour' does not exist on type 'ScanBody'.`),
      `handlers/8.ts: 'body' is possibly 'undefined'.`,
      expect.stringContaining(`handlers/8.ts: Property 'colour' does not exist on type 'DrawBody'.`),
      expect.stringContaining(`handlers/9.ts: Property 'colour' does not exist on type 'DrawBody'.`),
    ])
  })
})

describe('what a job reports', () => {
  const spec = oddSpec
    .replace(
      'progress: { type: object, required: [step], properties: { step: { enum: [a, b] } } }',
      'progress: { $ref: "#/components/schemas/Thing" }',
    )
    .replace('operationId: get-thing', 'operationId: makeThingProgress')
  const makeThing = define(
    'makeThing',
    `async (_input, job) => {
      await job.progress(1, '', { colours: 'red' })
      throw job.fail('nope')
    }`,
  )

  it('has a name of the operation also where it is a component, and one that is taken gives way', async () => {
    const files = asGenerated(await generateText(spec))
    expect(files['generated/operations.ts']).toMatch(/interface MakeThingProgressType \{[^}]*next\?: Thing;\s+\}/)
    const project = await makeProject({ ...files, 'handlers/makeThing.ts': makeThing })
    expect(typeErrors(project, ['handlers/makeThing.ts'])).toEqual([
      `handlers/makeThing.ts: Object literal may only specify known properties, but 'colours' does not exist in type 'MakeThingProgressType'. Did you mean to write 'colour'?`,
      `handlers/makeThing.ts: Argument of type '"nope"' is not assignable to parameter of type '"makeThing declares no error nope"'.`,
    ])
  })
})

describe('an editor', () => {
  it('offers the declared codes and statuses where one is due', async () => {
    const project = await makeProject({
      ...sample,
      'fail.ts': define('createReport', `(_input, job) => { throw job.fail('') }`).replace('../', './'),
      'respond.ts': define('getReport', `(_input, request) => request.respond()`).replace('../', './'),
    })
    expect(completions(project, 'fail.ts', `fail('`)).toEqual(
      expect.arrayContaining(['unreadable-data', 'unknown-column']),
    )
    expect(completions(project, 'respond.ts', 'respond(')).toEqual(expect.arrayContaining(['200', '404']))
  })
})

describe('a helper that takes the job', () => {
  it('is typed by the operation alone, whatever its name', async () => {
    const project = await makeProject({
      ...sample,
      'handlers/createReport.ts': `import type { JobContext } from 'coatcheck'
import { type CreateReport, defineHandler } from '../generated/index.ts'
const stop = (job: JobContext<CreateReport>, code: CreateReport['error']) => job.fail(code)
const log = (job: JobContext) => job.log.info({}, job.id)
export default defineHandler('createReport', (_input, job) => { log(job); throw stop(job, 'unknown-column') })
`,
    })
    expect(typeErrors(project, ['handlers/createReport.ts'])).toEqual([])
  })
})

describe('the registry', () => {
  it('a handler under another name is a type error that names both operations', async () => {
    const errors = await errorsOf({ createReport: define('listReports', '() => ({ reports: [] })') })
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatch(/^generated\/registry\.ts: .*createReport/)
    expect(errors[0]).toContain('listReports')
  })

  it('a missing handler is a type error that names its file', async () => {
    const { 'handlers/createReport.ts': _gone, ...rest } = handlers()
    const errors = typeErrors(await makeProject({ ...sample, ...rest }))
    expect(errors).toEqual([expect.stringContaining("Cannot find module '../handlers/createReport.ts'")])
  })

  it('a file that exports no handler is a type error that names the operation', async () => {
    const errors = await errorsOf({ createReport: 'export default { run() {} }\n' })
    expect(errors[0]).toContain('HandlerFor<"createReport">')
  })
})

describe('receivers', () => {
  it("find the callback's types in openapi.ts", async () => {
    const project = await makeProject({ ...sample, ...handlers() })
    const use = `import type { operations, webhooks } from './openapi.ts'
export type One = webhooks['createReport.reportFinished']['post']
export const same = (one: One): operations['onReportFinished'] => one
`
    await putFiles(project, { 'generated/registry.ts': use })
    expect(typeErrors(project)).toEqual([])
  })
})
