/** What every access store has to do, as a list of named cases; a store's tests run each against an empty database. */
import assert from 'node:assert/strict'
import type { AccessStore, ApiKeyRecord } from '../access/store.ts'
import { after, toInstant } from '../base/clock.ts'
import { type Runtime, systemRuntime } from '../base/runtime.ts'
import type { ConformanceCase } from './job-store-conformance.ts'

/** What a store's author hands in: how to open one over an empty database. */
export interface AccessStoreHarness {
  open(runtime: Runtime): Promise<{ readonly store: AccessStore; close(): Promise<void> }>
}

const start = toInstant(1_767_225_600_000)

type Case = (harness: AccessStoreHarness) => ConformanceCase

function holds(name: string, body: (store: AccessStore) => Promise<void>): Case {
  return (harness) => ({
    name,
    run: async () => {
      const { store, close } = await harness.open(systemRuntime(() => {}))
      try {
        await body(store)
      } finally {
        await close()
      }
    },
  })
}

function key(id: string, changes: Partial<ApiKeyRecord> = {}): ApiKeyRecord {
  return {
    id,
    prefix: 'ak_live',
    lastFour: '7aI1',
    digest: Uint8Array.from({ length: 32 }, (_, index) => index),
    owner: 'dev',
    tenant: 'default',
    scopes: ['reports:write', 'reports:read'],
    createdAt: start,
    ...changes,
  }
}

/**
 * The cases for one store.
 *
 * @example for (const { name, run } of accessStoreConformance(harness)) it(name, run)
 */
export function accessStoreConformance(harness: AccessStoreHarness): readonly ConformanceCase[] {
  return cases.map((toCase) => toCase(harness))
}

const cases: readonly Case[] = [
  holds('a key is found as it was added', async (store) => {
    const added = key('7Qm3Xw9ZbK2c', { expiresAt: after(start, 1) })
    await store.addKey(added)
    const found = await store.findKey(added.id)
    assert.ok(found !== undefined)
    assert.deepEqual({ ...found, digest: Uint8Array.from(found.digest) }, added)
  }),

  holds('an unknown key is not found', async (store) => {
    assert.equal(await store.findKey('7Qm3Xw9ZbK2c'), undefined)
  }),

  holds('a second key of the same id is refused, and the first stays', async (store) => {
    await store.addKey(key('one'))
    await assert.rejects(store.addKey(key('one', { owner: 'other' })))
    assert.equal((await store.findKey('one'))?.owner, 'dev')
  }),

  holds('keys are listed newest first', async (store) => {
    await store.addKey(key('old'))
    await store.addKey(key('new', { createdAt: after(start, 1) }))
    assert.deepEqual(
      (await store.listKeys()).map(({ id }) => id),
      ['new', 'old'],
    )
  }),

  holds('revoking keeps the first time and says whether there is such a key (AK-6)', async (store) => {
    await store.addKey(key('one'))
    assert.equal(await store.revokeKey('one', after(start, 5)), true)
    assert.equal(await store.revokeKey('one', after(start, 9)), true)
    assert.equal(await store.revokeKey('two', start), false)
    assert.equal((await store.findKey('one'))?.revokedAt, after(start, 5))
  }),

  holds('the last use never goes back, and an unknown key is passed over (AK-7)', async (store) => {
    await store.addKey(key('one'))
    await store.touchKeys([
      { id: 'one', at: after(start, 9) },
      { id: 'two', at: start },
      { id: 'one', at: after(start, 5) },
    ])
    assert.equal((await store.findKey('one'))?.lastUsedAt, after(start, 9))
  }),

  holds('of many who keep a secret the first wins, and all get the same', async (store) => {
    assert.equal(await store.findSecret('pepper'), undefined)
    const kept = await Promise.all(['a', 'b', 'c'].map((candidate) => store.keepSecret('pepper', candidate)))
    assert.deepEqual(kept, ['a', 'a', 'a'])
    assert.equal(await store.findSecret('pepper'), 'a')
    assert.equal(await store.findSecret('other'), undefined)
  }),
]
