import { existsSync, readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { notImplemented } from '../../src/api/define-handler.ts'
import type { Operation } from '../../src/contract/operation.ts'
import type { Registry } from '../../src/contract/registry.ts'
import { describeMatrix } from './matrix.ts'
import { type ServiceOptions, serve } from './service.ts'

const report = {
  id: 'r1',
  dataset: 'github',
  groupBy: 'a',
  measure: 'b',
  rows: 1,
  groups: [],
  chart: '',
  createdAt: '2026-01-01T00:00:00Z',
}

interface Request {
  readonly signal: AbortSignal
  readonly log: { info(fields: object, message: string): void }
  respond(status: number, body?: unknown, headers?: Record<string, string>): unknown
  problem(status: number, detail?: string): Error
}

/** `getReport` with another declaration. */
const redeclared =
  (change: Partial<Operation>): ((registry: Registry) => Registry) =>
  (registry) => ({
    ...registry,
    contract: {
      ...registry.contract,
      operations: registry.contract.operations.map((operation) =>
        operation.id === 'getReport' ? { ...operation, ...change } : operation,
      ),
    },
  })

const getReport = (run: (input: never, request: Request) => unknown, more: ServiceOptions = {}): ServiceOptions => ({
  runs: { getReport: run },
  ...more,
})

describeMatrix('a synchronous operation', (open) => {
  it('gets the request typed by the spec, and its value is the declared answer', async () => {
    const seen: unknown[] = []
    const service = await serve(open, {
      runs: {
        listReports: (input: unknown) => {
          seen.push(input)
          return { reports: [report] }
        },
      },
    })
    const answer = await service.ask('GET', '/v1/reports')
    expect([answer.status, answer.headers['content-type'], answer.json()]).toEqual([
      200,
      'application/json',
      { reports: [report] },
    ])
    expect(seen).toMatchObject([{ query: { limit: 20 }, params: {}, principal: { subject: 'api-key:tester' } }])
    await service.ask('GET', '/v1/reports?limit=5')
    expect(seen[1]).toMatchObject({ query: { limit: 5 } })
  })

  it('a path parameter is decoded once (HS-2)', async () => {
    const seen: unknown[] = []
    const run = ({ params }: { params: { reportId: string } }) => {
      seen.push(params.reportId)
      return report
    }
    const { ask } = await serve(open, getReport(run))
    for (const id of ['a%2Fb', 'a%252Fb', '..%2f', '%C3%A4'])
      expect((await ask('GET', `/v1/reports/${id}`)).status).toBe(200)
    expect(seen).toEqual(['a/b', 'a%2Fb', '../', 'ä'])
  })

  it('a value that does not fit the contract is 500, told to the operator and never sent', async () => {
    const service = await serve(
      open,
      getReport(() => ({ ...report, rows: 'secret' })),
    )
    const answer = await service.ask('GET', '/v1/reports/r1')
    expect(answer.json()).toMatchObject({ status: 500, code: 'internal-error' })
    expect(answer.text).not.toContain('secret')
    const [told] = service.observed.filter(({ name }) => name === 'request.failed')
    expect(String(told?.cause)).toContain('/rows')
  })

  it.each([
    ['a function', () => () => report],
    ['nothing', () => undefined],
    ['a status that the spec does not declare', (_input: never, request: Request) => request.respond(299, report)],
    ['a problem that is none', (_input: never, request: Request) => request.problem(200)],
  ])('%s is 500', async (_what, run) => {
    const declared = (operation: Operation) => operation.responses.filter(({ status }) => status !== 'default')
    const { ask } = await serve(open, {
      runs: { getReport: run },
      change: (registry) => {
        const own = registry.contract.operations.find(({ id }) => id === 'getReport')
        return own === undefined ? registry : redeclared({ responses: declared(own) })(registry)
      },
    })
    expect((await ask('GET', '/v1/reports/r1')).status).toBe(500)
  })

  it('request.problem is a problem: of the catalogue where one fits, the bare status otherwise (R-ERR-1)', async () => {
    const run = ({ params }: { params: { reportId: string } }, request: Request) => {
      throw request.problem(Number(params.reportId), 'told so')
    }
    const { ask, door } = await serve(open, getReport(run))
    const missing = await ask('GET', '/v1/reports/404')
    expect(missing.headers['content-type']).toBe('application/problem+json')
    expect(missing.json()).toMatchObject({
      type: `${door.origin}/v1/problems/not-found`,
      status: 404,
      detail: 'told so',
    })
    expect((await ask('GET', '/v1/reports/409')).json()).toMatchObject({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      code: 'http-409',
    })
  })

  it('request.respond chooses a declared status and headers', async () => {
    const run = (_input: never, request: Request) => request.respond(200, report, { 'X-Seen': 'yes' })
    const answer = await (await serve(open, getReport(run))).ask('GET', '/v1/reports/r1')
    expect([answer.status, answer.headers['x-seen'], answer.json()]).toEqual([200, 'yes', report])
  })

  it('an answer without content is empty', async () => {
    const change = redeclared({ responses: [{ status: 204, description: '', headers: [], content: [] }] })
    const { ask } = await serve(
      open,
      getReport(() => undefined, { change }),
    )
    const answer = await ask('GET', '/v1/reports/r1')
    expect([answer.status, answer.text]).toEqual([204, ''])
  })

  it('text and bytes go out under their media type; among several the client chooses', async () => {
    const content = ['text/csv', 'application/octet-stream'].map((mediaType) => ({ mediaType, validated: false }))
    const change = redeclared({ responses: [{ status: 200, description: '', headers: [], content }] })
    const { ask } = await serve(
      open,
      getReport(() => Buffer.from('a,b'), { change }),
    )
    const get = async (accept: string) =>
      (await ask('GET', '/v1/reports/r1', { headers: { accept } })).headers['content-type']
    expect([await get('*/*'), await get('application/octet-stream'), await get('image/png')]).toEqual([
      'text/csv',
      'application/octet-stream',
      'text/csv',
    ])
  })

  it('anything thrown is 500 without a trace of it (R-ERR-1)', async () => {
    const run = () => {
      throw new Error('SELECT secret')
    }
    const answer = await (await serve(open, getReport(run))).ask('GET', '/v1/reports/r1')
    expect([answer.status, answer.text.includes('SELECT')]).toEqual([500, false])
  })

  it('a stub is 501', async () => {
    const { ask } = await serve(open, {
      change: (registry) => ({
        ...registry,
        handlers: { ...registry.handlers, getReport: notImplemented('getReport') },
      }),
    })
    expect((await ask('GET', '/v1/reports/r1')).json()).toMatchObject({ status: 501, code: 'not-implemented' })
  })

  it('an upload is a file for as long as its request', async () => {
    const body = { required: true, maxBytes: 100, content: [{ mediaType: 'text/csv', kind: 'stream' }] } as const
    const seen: { path: string; size: number; there: boolean }[] = []
    const run = ({ body: { path, size } }: { body: { path: string; size: number } }) => {
      seen.push({ path, size, there: existsSync(path) })
      return report
    }
    const service = await serve(open, getReport(run, { change: redeclared({ method: 'PUT', requestBody: body }) }))
    const headers = { 'content-type': 'text/csv' }
    expect((await service.ask('PUT', '/v1/reports/r1', { body: 'a,b', headers })).status).toBe(200)
    expect(seen).toMatchObject([{ size: 3, there: true }])
    expect((await service.ask('PUT', '/v1/reports/r1', { body: 'x'.repeat(101), headers })).status).toBe(413)
    expect(readdirSync(`${service.databaseFile}.files`)).toEqual([])
  })

  it('what a handler logs is observed with its request', async () => {
    const service = await serve(
      open,
      getReport((_input, request) => {
        request.log.info({ rows: 3 }, 'Read it')
        return report
      }),
    )
    await service.ask('GET', '/v1/reports/r1')
    expect(service.observed).toContainEqual(
      expect.objectContaining({
        name: 'request.log',
        facts: expect.objectContaining({ rows: 3, message: 'Read it', operation: 'getReport' }),
      }),
    )
  })
})
