import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../src/base/json.ts'
import { compileProject } from '../../src/compiler/compile.ts'
import { findOperation } from '../../src/contract/contract.ts'

const compilation = await compileProject(fileURLToPath(new URL('../../spec/openapi.yaml', import.meta.url)))
const contract = compilation.spec?.contract
const policyOf = (id: string) => (contract === undefined ? undefined : findOperation(contract, id)?.async)

describe('the sample', () => {
  it('compiles without a diagnostic', () => {
    expect(compilation.diagnostics).toEqual([])
  })

  it('gives the service its name, its base and its scopes', () => {
    expect(contract).toMatchObject({
      format: 1,
      title: 'Stacks',
      version: '1.0.0',
      serverPath: '/v1',
      jobsPath: '/jobs',
      scopes: ['contacts:write', 'links:check', 'media:write', 'reports:read', 'reports:write'],
      securitySchemes: { apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' } },
    })
    expect(contract).not.toHaveProperty('serverUrl')
    expect(contract?.specHash).toMatch(/^[0-9a-f]{64}$/)
  })

  it('lists the operations in the order of the spec', () => {
    expect(contract?.operations.map(({ id, method, path }) => `${id} ${method} ${path}`)).toEqual([
      'createReport POST /reports',
      'listReports GET /reports',
      'getReport GET /reports/{reportId}',
      'createThumbnails POST /thumbnails',
      'importContacts POST /contacts/imports',
      'checkLinks POST /links/checks',
    ])
  })

  it('has every default filled in, the root over the table and the operation over both', () => {
    expect(policyOf('createReport')).toEqual({
      mode: 'async',
      result: {
        kind: 'resource',
        status: 201,
        mediaType: 'application/json',
        operation: 'getReport',
        path: '/reports/{reportId}',
        parameters: { reportId: '$result#/id' },
      },
      errors: [
        { code: 'unreadable-data', status: 422, title: 'The data cannot be read', retriable: false },
        { code: 'unknown-column', status: 422, title: 'The data set has no such column', retriable: false },
      ],
      retry: { maxAttempts: 5, backoff: 'exponential', initialMs: 1_000, maxMs: 600_000, jitter: 'full' },
      timeout: { attemptMs: 600_000 },
      poll: { initialMs: 1_000, maxMs: 30_000 },
      waitMs: 30_000,
      cancel: { allowed: true, graceMs: 10_000 },
      completion: 'see-other',
      estimateMs: expect.any(Number),
      retentionMs: 2_592_000_000,
      tombstoneMs: 604_800_000,
      idempotency: { required: false, windowMs: 86_400_000 },
      priority: 'normal',
      scopes: { read: [], cancel: [] },
      visibility: 'owner',
      callbacks: [
        {
          name: 'reportFinished',
          expression: '$request.body#/callbackUrl',
          on: ['succeeded', 'failed', 'canceled'],
          payload: 'thin',
          retryMs: [1_000, 2_000, 5_000, 30_000, 300_000, 1_800_000, 7_200_000],
        },
      ],
      validatesProgress: false,
      validatesPartial: false,
    })
  })

  it('streams what is not JSON, up to the declared size', () => {
    const operation = contract && findOperation(contract, 'createThumbnails')
    expect(operation?.requestBody).toEqual({
      required: true,
      content: [{ mediaType: 'image/*', kind: 'stream' }],
      maxBytes: 25_000_000,
    })
    expect(operation?.async?.result).toEqual({ kind: 'file', status: 200, mediaType: 'image/webp' })
    expect(operation?.async?.timeout).toEqual({ attemptMs: 120_000 })
  })

  it('has a progress schema where the spec gives one', () => {
    expect(policyOf('importContacts')).toMatchObject({
      result: { kind: 'json', status: 200, mediaType: 'application/json' },
      idempotency: { required: false, windowMs: 172_800_000 },
      timeout: { attemptMs: 600_000, totalMs: 3_600_000 },
      validatesProgress: true,
      validatesPartial: false,
    })
    expect(policyOf('checkLinks')).toMatchObject({
      retry: { maxAttempts: 6, initialMs: 1_000, maxMs: 30_000 },
      cancel: { allowed: true, graceMs: 5_000 },
    })
  })

  it('lowers parameters, and responses with the default last', () => {
    const operation = contract && findOperation(contract, 'listReports')
    expect(operation?.parameters).toEqual([
      {
        name: 'limit',
        in: 'query',
        required: false,
        style: 'form',
        explode: true,
        json: false,
        shape: { kind: 'primitive', types: ['integer'] },
        default: 20,
      },
    ])
    expect(operation?.responses.map(({ status }) => status)).toEqual([200, 'default'])
    expect(operation?.responses[1]?.content).toEqual([{ mediaType: 'application/problem+json', validated: true }])
  })

  it('compiles to the same contract every time', async () => {
    const again = await compileProject(fileURLToPath(new URL('../../spec/openapi.yaml', import.meta.url)))
    const toText = (value: unknown): string => canonicalJson(JSON.parse(JSON.stringify(value)))
    expect(toText(again.spec)).toBe(toText(compilation.spec))
  })
})
