import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { isJsonObject, type JsonValue } from '../../src/base/json.ts'
import { extensionFields, extensionShapes } from '../../src/compiler/shapes/extension-shapes.ts'
import type { Contract } from '../../src/contract/contract.ts'
import { compileText } from './compile-text.ts'

/** Uses every key of the extension at least once. */
const text = `openapi: 3.1.0
info: { title: Prints, version: '1' }
servers: [{ url: 'https://prints.example.com/v1' }]
security: [{ key: ['prints:write'] }]
x-async-defaults:
  jobsPath: /work/jobs
  retention: 2d
  poll: { initial: 2s }
  scopes: { read: prints:read }
x-rate-limit:
  submit: { limit: 100, window: 1m }
  poll: { limit: 60, window: 1m }
  list: { limit: 10, window: 1m }
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }
  schemas:
    Order:
      type: object
      required: [project, callbackUrl]
      properties: { project: { type: string }, callbackUrl: { type: string, format: uri } }
    Print: { type: object, required: [id], properties: { id: { type: string } } }
paths:
  /prints:
    post:
      operationId: makePrint
      deprecated: true
      x-deprecated-since: 2027-01-01
      x-sunset: '2027-12-31'
      x-rate-limit: { submit: { limit: 5, window: PT10S }, concurrentJobs: 3 }
      x-async-operation:
        mode: both
        result: { operation: getPrint, parameters: { printId: $result#/id }, schema: { $ref: '#/components/schemas/Print' }, mediaType: application/json }
        progress: { type: object, properties: { page: { type: integer } } }
        partial: { type: array }
        errors:
          - { code: out-of-ink, status: 503, title: There is no ink, retriable: true }
          - { code: odd-paper }
        retry: { maxAttempts: 3, backoff: linear, initial: 2s, max: 1m, jitter: none }
        timeout: { attempt: 5m, total: 1h, start: 30m }
        poll: { max: 30s }
        wait: 10s
        cancel: { grace: 5s }
        completion: inline
        estimate: 90s
        retention: 30d
        tombstone: 1d
        idempotency: { required: true, window: 48h }
        concurrency: { limit: 2, key: '{$request.body#/project}', onConflict: reject }
        priority: high
        maxBody: 5MB
        scopes: { cancel: [prints:cancel] }
        visibility: tenant
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
      responses: { '201': { description: Printed, content: { application/json: { schema: { $ref: '#/components/schemas/Print' } } } } }
      callbacks:
        printed:
          '{$request.body#/callbackUrl}':
            post: { x-webhook: { on: [succeeded, succeeded, progress], payload: full, retry: [5s, PT5M] }, responses: { 2XX: { description: Received } } }
        watched:
          '{$request.body#/callbackUrl}':
            x-webhook: { on: [started] }
            post: { responses: { 2XX: { description: Received } } }
  /prints/{printId}:
    get:
      operationId: getPrint
      parameters: [{ name: printId, in: path, required: true, schema: { type: string } }]
      x-rate-limit: { submit: { limit: 9, window: 1s } }
      responses: { '200': { description: The print } }
  /cleanings:
    post:
      operationId: clean
      security: []
      x-public: true
      x-async-operation:
        schedule: { cron: '0 3 * * *', timezone: Europe/Berlin, input: { deep: true }, catchUp: all, overlap: allow }
        cancel: false
        timeout: 1m
        scopes: { read: [] }
      requestBody: { content: { application/json: { schema: { type: object } } } }
      responses: { '204': { description: Clean } }
webhooks:
  printDone:
    post: { x-webhook: { payload: full }, responses: { 2XX: { description: Received } } }
  documented:
    post: { responses: { 2XX: { description: Received } } }
`

const { spec, diagnostics } = compileText(text)

function compiled(): Contract {
  if (spec === undefined) throw new Error(JSON.stringify(diagnostics))
  return spec.contract
}

const policyOf = (id: string) => compiled().operations.find((operation) => operation.id === id)?.async
const standardDelays = [
  5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 50_400_000, 72_000_000, 86_400_000,
]

describe('a spec that uses every key', () => {
  it('really does', () => {
    const used = namesIn(parse(text))
    const named = [...Object.values(extensionFields), ...Object.values(extensionShapes).map(({ fields }) => fields)]
    expect(named.flatMap((fields) => Object.keys(fields)).filter((key) => !used.has(key))).toEqual([])
  })

  it('compiles, and start refuses what cannot be served yet (D12)', () => {
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(new Set(diagnostics.filter(({ refusesStart }) => refusesStart).map(({ code }) => code))).toEqual(
      new Set(['CC600']),
    )
  })

  it('has the root in its contract', () => {
    expect(compiled()).toMatchObject({
      jobsPath: '/work/jobs',
      scopes: ['prints:cancel', 'prints:read', 'prints:write'],
      rateLimit: {
        submit: { limit: 100, windowMs: 60_000 },
        poll: { limit: 60, windowMs: 60_000 },
        list: { limit: 10, windowMs: 60_000 },
      },
    })
    expect(compiled().webhooks).toEqual([
      { name: 'printDone', on: ['succeeded', 'failed', 'canceled'], payload: 'full', retryMs: standardDelays },
    ])
  })

  it('has the whole policy, the operation over the root and the root over the table', () => {
    expect(policyOf('makePrint')).toEqual({
      mode: 'both',
      result: {
        kind: 'resource',
        status: 201,
        mediaType: 'application/json',
        operation: 'getPrint',
        path: '/prints/{printId}',
        parameters: { printId: '$result#/id' },
      },
      errors: [
        { code: 'out-of-ink', status: 503, title: 'There is no ink', retriable: true },
        { code: 'odd-paper', status: 422, title: 'Odd paper', retriable: false },
      ],
      retry: { maxAttempts: 3, backoff: 'linear', initialMs: 2_000, maxMs: 60_000, jitter: 'none' },
      timeout: { attemptMs: 300_000, totalMs: 3_600_000, startMs: 1_800_000 },
      poll: { initialMs: 2_000, maxMs: 30_000 },
      waitMs: 10_000,
      cancel: { allowed: true, graceMs: 5_000 },
      completion: 'inline',
      estimateMs: 90_000,
      retentionMs: 2_592_000_000,
      tombstoneMs: 86_400_000,
      idempotency: { required: true, windowMs: 172_800_000 },
      concurrency: { limit: 2, key: '$request.body#/project', onConflict: 'reject' },
      priority: 'high',
      scopes: { read: ['prints:read'], cancel: ['prints:cancel'] },
      visibility: 'tenant',
      callbacks: [
        {
          name: 'printed',
          expression: '$request.body#/callbackUrl',
          on: ['succeeded', 'progress'],
          payload: 'full',
          retryMs: [5_000, 300_000],
        },
        {
          name: 'watched',
          expression: '$request.body#/callbackUrl',
          on: ['started'],
          payload: 'thin',
          retryMs: standardDelays,
        },
      ],
      validatesProgress: true,
      validatesPartial: true,
    })
  })

  it('has what the operation says outside of its block', () => {
    const operation = compiled().operations.find(({ id }) => id === 'makePrint')
    expect(operation).toMatchObject({
      deprecated: true,
      deprecation: { since: '2027-01-01', sunset: '2027-12-31' },
      rateLimit: {
        submit: { limit: 5, windowMs: 10_000 },
        poll: { limit: 60, windowMs: 60_000 },
        list: { limit: 10, windowMs: 60_000 },
        concurrentJobs: 3,
      },
      requestBody: { maxBytes: 5_000_000 },
    })
  })

  it('gives an operation that makes no jobs its own limits alone', () => {
    const operation = compiled().operations.find(({ id }) => id === 'getPrint')
    expect(operation?.rateLimit).toEqual({ submit: { limit: 9, windowMs: 1_000 } })
  })

  it('has schedules with their input', () => {
    const operation = compiled().operations.find(({ id }) => id === 'clean')
    expect(operation?.security).toEqual([])
    expect(policyOf('clean')).toMatchObject({
      schedule: {
        cron: '0 3 * * *',
        timezone: 'Europe/Berlin',
        input: { deep: true },
        catchUp: 'all',
        overlap: 'allow',
      },
      cancel: { allowed: false },
      timeout: { attemptMs: 60_000 },
      retentionMs: 172_800_000,
    })
  })

  it('counts limits and dates of the root as no part of what a job is (D17)', () => {
    const hashes = (source: string) => compileText(source).spec?.contract.operations.map(({ hash }) => hash)
    expect(hashes(text.replace('limit: 100', 'limit: 101'))).toEqual(hashes(text))
    expect(hashes(text.replace('maxAttempts: 3', 'maxAttempts: 4'))).not.toEqual(hashes(text))
  })
})

/** Every member name at any depth. */
function namesIn(value: JsonValue): ReadonlySet<string> {
  const names = (each: JsonValue): readonly string[] => {
    if (Array.isArray(each)) return each.flatMap(names)
    return isJsonObject(each) ? Object.entries(each).flatMap(([name, member]) => [name, ...names(member)]) : []
  }
  return new Set(names(value))
}
