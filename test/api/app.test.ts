import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { usedSchemes } from '../../src/api/check-registry.ts'
import type { Registry } from '../../src/contract/registry.ts'
import { createTestApp, testApp } from '../../src/testing/test-app.ts'
import { sampleRegistry } from './sample.ts'
import { links } from './service.ts'

const whole = sampleRegistry()

async function refusal(registry: Registry): Promise<unknown> {
  try {
    await (await createTestApp({ registry })).stop()
    return undefined
  } catch (error) {
    return error
  }
}

it('before it has started it answers 503 to everything', async () => {
  const service = await createTestApp({ registry: whole })
  onTestFinished(service.stop)
  for (const path of ['/v1/jobs', '/healthz', '/nowhere']) {
    const answer = await service.call('GET', path)
    expect([answer.status, answer.headers['content-type']]).toEqual([503, 'application/problem+json'])
  }
  await service.start('http://here.invalid:8080')
  expect(service.app.base).toBe('http://here.invalid:8080/v1')
  expect((await service.call('GET', '/healthz')).status).toBe(200)
})

it('a scheme that nobody can verify is refused at the start, by name (SC-2, D12)', async () => {
  const { contract } = whole
  const token = { ...contract, securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } } as const
  expect(await refusal({ ...whole, contract: token })).toMatchObject({
    code: 'spec-invalid',
    message: expect.stringMatching(/apiKey.*http.*Use one of type apiKey/),
  })
  expect(await refusal({ ...whole, contract: { ...contract, securitySchemes: {} } })).toMatchObject({
    code: 'spec-invalid',
  })
})

it('a scheme that no operation asks for needs nobody', () => {
  const unused = { partner: { type: 'oauth2' } } as const
  const schemes = usedSchemes({ ...whole.contract, securitySchemes: { ...whole.contract.securitySchemes, ...unused } })
  expect([...schemes.keys()]).toEqual(['apiKey'])
})

it('a missing handler, or a missing check of a body, is refused at the start (D12)', async () => {
  const { checkLinks: _, ...handlers } = whole.handlers
  expect(await refusal({ ...whole, handlers })).toMatchObject({
    code: 'generated-stale',
    message: expect.stringContaining('checkLinks'),
  })
  const { 'checkLinks.body.0': __, ...validators } = whole.validators
  expect(await refusal({ ...whole, validators })).toMatchObject({ code: 'generated-stale' })
})

it('what the contract says and this version cannot do is refused at the start, by name (D12)', async () => {
  const { contract } = whole
  const rateLimit = { submit: { limit: 1, windowMs: 60_000 } }
  expect(await refusal({ ...whole, contract: { ...contract, rateLimit } })).toMatchObject({
    code: 'spec-invalid',
    message: expect.stringContaining('`x-rate-limit`'),
  })
  const operations = contract.operations.map((operation) => ({ ...operation, rateLimit }))
  expect(await refusal({ ...whole, contract: { ...contract, operations } })).toMatchObject({
    message: expect.stringContaining('createReport'),
  })
})

it('a job survives a stop and a start, and runs then', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'coatcheck-twice-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const first = await testApp({ registry: whole, directory, role: 'http' })
  const key = await first.issueKey()
  const headers = { 'x-api-key': key }
  const accepted = await first.call('POST', '/v1/links/checks', { json: links, headers })
  await first.stop()
  const ran = Promise.withResolvers<void>()
  const checkLinks = async () => {
    ran.resolve()
    return { links: [] }
  }
  const second = await testApp({ registry: sampleRegistry({ checkLinks }), directory })
  onTestFinished(second.stop)
  await ran.promise
  const path = new URL(accepted.headers.location ?? '').pathname
  expect((await second.call('GET', path, { headers })).status).toBeLessThan(400)
})

it('stopping twice, or before it was started, is fine', async () => {
  const service = await createTestApp({ registry: whole })
  await service.app.stop()
  await service.app.stop('now')
  await service.stop()
})
