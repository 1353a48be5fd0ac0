import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, expect, it } from 'vitest'
import { type Receiver, receive } from './support/receiver.ts'
import { openService, owner, type Service } from './support/service.ts'

const closers: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function opened(): Promise<{ readonly service: Service; readonly receiver: Receiver }> {
  const service = await openService()
  const receiver = await receive((response) => response.writeHead(204).end())
  closers.push(service.close, receiver.close)
  return { service, receiver }
}

/** Every value of every table. */
function everythingIn(folder: string): string {
  const database = new Database(join(folder, 'jobs.db'), { readonly: true })
  const tables = database.prepare(`select name from sqlite_schema where type = 'table'`).pluck().all()
  const rows = tables.map((table) => database.prepare(`select * from "${table}"`).all())
  database.close()
  return JSON.stringify(rows)
}

const failure = { code: 'out-of-paper', title: 'Out of paper', status: 500, retriable: false, detail: 'canary-detail' }

it('a failed job that is forgotten before its webhook is sent is told without the words of its failure (R-RES-5)', async () => {
  const { service, receiver } = await opened()
  const job = await service.finishJob(`${receiver.url}&token=canary-url`, {
    callback: { on: ['failed'] },
    outcome: { kind: 'failed', failure },
  })
  expect(everythingIn(service.folder)).toContain('canary-detail')
  await service.jobs.forget(job.id, owner)
  expect(everythingIn(service.folder)).not.toContain('canary-detail')
  expect(await service.attempt()).toBe(1)
  const [request] = receiver.received
  expect(request?.target).toBe('/hook?x=1&token=canary-url')
  expect(request?.body.toString()).toContain('out-of-paper')
  expect(request?.body.toString()).not.toContain('canary')
  expect(everythingIn(service.folder)).not.toContain('canary')
})

it('a job that is forgotten after its webhook was sent leaves neither the name of its file nor its callback (R-RES-5)', async () => {
  const { service, receiver } = await opened()
  const file = { name: 'result', size: 1, mediaType: 'text/plain', sha256: '0'.repeat(64), filename: 'canary-file.txt' }
  const job = await service.finishJob(`${receiver.url}&token=canary-url`, { result: { kind: 'file', file } })
  expect(await service.attempt()).toBe(1)
  expect(everythingIn(service.folder)).toContain('canary-url')
  await service.jobs.forget(job.id, owner)
  expect(everythingIn(service.folder)).not.toContain('canary')
})
