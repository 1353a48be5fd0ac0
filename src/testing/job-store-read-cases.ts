/** Reading: a caller finds and lists their own jobs and nobody else's; definitions have their numbers. */
import assert from 'node:assert/strict'
import { after } from '../base/clock.ts'
import type { JobId } from '../base/ids.ts'
import type { Reader } from '../jobs/store.ts'
import { caller, operator, type WorldCases } from './job-store-world.ts'

const strangers: readonly Reader[] = [
  { ...caller, owner: 'api-key:other' },
  { ...caller, tenant: 'other' },
]

export const readCases: WorldCases = {
  "somebody else's job is like an unknown one, to read, list, cancel and forget (OW-1, R-STA-13)": async (world) => {
    const { id } = await world.submit()
    for (const stranger of strangers) {
      assert.equal(await world.store.find(id, stranger), undefined)
      assert.equal(await world.store.cancel(id, stranger), undefined)
      assert.equal(await world.store.forget(id, stranger), undefined)
      assert.deepEqual(await world.store.list({ limit: 10 }, stranger), { jobs: [] })
    }
    assert.equal(await world.store.find('job_unknown' as JobId, caller), undefined)
    assert.equal((await world.store.find(id, caller))?.job.state, 'ready')
    assert.equal((await world.store.find(id, operator))?.job.state, 'ready')
  },
  'pages go from new to old and do not shift when jobs come in (R-STA-19)': async (world) => {
    const ids: JobId[] = []
    for (let count = 0; count < 5; count += 1) ids.unshift((await world.submit()).id)
    const first = await world.store.list({ limit: 2 }, caller)
    await world.submit()
    assert.ok(first.next !== undefined)
    const second = await world.store.list({ limit: 2, after: first.next }, caller)
    assert.ok(second.next !== undefined)
    const third = await world.store.list({ limit: 2, after: second.next }, caller)
    assert.deepEqual(
      [...first.jobs, ...second.jobs, ...third.jobs].map(({ id }) => id),
      ids,
    )
    assert.equal(third.next, undefined)
  },
  'a list is narrowed by operation, state and age (R-STA-19)': async (world) => {
    const old = await world.submit({ job: { operation: 'other' } })
    await world.time.advance(10)
    const waiting = await world.submit({ delayMs: 10 })
    const canceled = await world.submit()
    await world.store.cancel(canceled.id, operator)
    const ids = async (query: object) =>
      (await world.store.list({ limit: 10, ...query }, caller)).jobs.map(({ id }) => id)
    assert.deepEqual(await ids({ operations: ['other', 'none'] }), [old.id])
    assert.deepEqual(await ids({ states: ['waiting', 'canceled'] }), [canceled.id, waiting.id])
    assert.deepEqual(await ids({ states: [] }), [])
    assert.deepEqual(await ids({ createdAfter: after(world.now(), -10) }), [canceled.id, waiting.id])
  },
  'jobs are counted by operation and state': async (world) => {
    await world.submit()
    await world.submit()
    await world.submit({ job: { operation: 'other' }, delayMs: 5 })
    const counts = (await world.store.statistics()).map(({ operation, state, count }) => [operation, state, count])
    assert.deepEqual(counts, [
      ['other', 'waiting', 1],
      ['work', 'ready', 2],
    ])
  },
  'a definition is numbered when it first comes and keeps its number (D17)': async (world) => {
    const number = async (hashes: Readonly<Record<string, string>>) =>
      Object.fromEntries(await world.store.registerContract(Object.entries(hashes).map(([id, hash]) => ({ id, hash }))))
    assert.deepEqual(await number({ work: 'a', other: 'a' }), { work: 1, other: 1 })
    assert.deepEqual(await number({ work: 'b', other: 'a' }), { work: 2, other: 1 })
    assert.deepEqual(await number({ work: 'a' }), { work: 1 })
    assert.deepEqual(await number({ work: 'c' }), { work: 3 })
  },
}
