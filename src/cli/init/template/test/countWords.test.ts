import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { type TestApp, testApp } from 'coatcheck/testing'
import { registry } from '../generated/registry.ts'

let service: TestApp
let headers: { readonly 'x-api-key': string }

before(async () => {
  service = await testApp({ registry })
  headers = { 'x-api-key': await service.issueKey() }
})
after(() => service.stop())

test('counts the words of a text', async () => {
  const job = await submit('To be,\n\nor not to be')
  const result = await service.call('GET', `${job}/result`, { headers })
  assert.deepEqual(result.json(), { words: 6, paragraphs: 2 })
})

test('fails on a text without words', async () => {
  const job = await submit('?!')
  const status = await service.call('GET', `${job}/status`, { headers })
  assert.match(status.text, /no-words/)
})

test('refuses what the spec does not allow', async () => {
  const answer = await service.call('POST', '/word-counts', { headers, json: { text: 7 } })
  assert.equal(answer.status, 400)
})

test('tells its limits at once', async () => {
  const answer = await service.call('GET', '/limits', { headers })
  assert.deepEqual(answer.json(), { maxCharacters: 100_000 })
})

/** The path of the job, once it is done. */
async function submit(text: string): Promise<string> {
  const accepted = await service.call('POST', '/word-counts', { headers, json: { text } })
  assert.equal(accepted.status, 202)
  const job = new URL(accepted.headers.location ?? '').pathname
  let status = 'queued'
  while (/queued|running/.test(status)) {
    await setTimeout(20)
    const answer = await service.call('GET', `${job}/status`, { headers })
    status = answer.text.match(/"status":\s*"(\w+)"/)?.[1] ?? 'unknown'
  }
  return job
}
