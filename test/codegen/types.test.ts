import { join } from 'node:path'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import { oddSpec } from './odd-spec.ts'
import { asGenerated, generateFrom, generateText, makeProject, putFiles, repository, sampleSpec } from './project.ts'

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

/** What the repository's own strict settings say about a project's files, as 'file: message'. */
function typeErrors(project: string, roots = ['generated/registry.ts', 'generated/openapi.ts']): readonly string[] {
  const config = ts.readConfigFile(join(repository, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...config.config, include: [] }, ts.sys, repository)
  const program = ts.createProgram(
    roots.map((path) => join(project, path)),
    { ...options, typeRoots: [join(repository, 'node_modules/@types')] },
    sharingHost(options, project),
  )
  return ts.getPreEmitDiagnostics(program).flatMap(({ file, messageText }) => {
    const path = file?.fileName ?? ''
    if (!path.startsWith(project)) return []
    return [`${path.slice(project.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`]
  })
}

const parsed = new Map<string, ts.SourceFile | undefined>()

/** Parses what lies outside the projects once for all of them. */
function sharingHost(options: ts.CompilerOptions, project: string): ts.CompilerHost {
  const host = ts.createCompilerHost(options)
  const getSourceFile: ts.CompilerHost['getSourceFile'] = (file, ...rest) => {
    if (file.startsWith(project)) return host.getSourceFile(file, ...rest)
    if (!parsed.has(file)) parsed.set(file, host.getSourceFile(file, ...rest))
    return parsed.get(file)
  }
  return { ...host, getSourceFile }
}

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
    ['an undeclared failure', 'createReport', `async (_input, job) => { throw job.fail('nope') }`, '"nope"'],
    ['a wrong result', 'createReport', `async () => ({ id: 1 })`, 'CreateReport'],
    ['a missing result', 'checkLinks', `async () => {}`, 'CheckLinks'],
    ['an unknown member of the body', 'createReport', `({ body }) => { throw body.datasets }`, 'datasets'],
    ['a parameter there is not', 'getReport', `({ query }) => { throw query.limit }`, 'limit'],
    ['a body there is not', 'listReports', `({ body }) => { throw body.length }`, "'body' is possibly 'undefined'"],
    [
      'a wrong detail of progress',
      'importContacts',
      `async (_input, job) => { await job.progress(1, '', { row: 1 }); throw 1 }`,
      'row',
    ],
    ['JSON where a file is due', 'createThumbnails', `async () => ({ path: 'x' })`, 'CreateThumbnails'],
    ['an undeclared status', 'getReport', `(_input, request) => request.respond(418, undefined)`, '418'],
    ['an operation that the spec has lost', 'makeReport', '() => { throw 1 }', 'makeReport'],
  ] as const
  let errors: readonly string[] | undefined

  /** One project holds them all, since a type check takes its time. */
  async function misfitErrors(): Promise<readonly string[]> {
    const files = misfits.map(([, id, run], index) => [`handlers/misfit-${index}.ts`, define(id, run)] as const)
    const project = await makeProject({ ...sample, ...Object.fromEntries(files) })
    return typeErrors(
      project,
      files.map(([file]) => file),
    )
  }

  it.each(misfits.map((row, index) => [row[0], index, row[3]] as const))(
    '%s is a type error that names it',
    async (_title, index, named) => {
      errors ??= await misfitErrors()
      const own = errors.filter((error) => error.startsWith(`handlers/misfit-${index}.ts: `))
      expect(own.join('\n')).toContain(named)
    },
  )
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
