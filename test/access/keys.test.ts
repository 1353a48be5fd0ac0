import { createSecretKey } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { apiKeyVerifier } from '../../src/access/api-key-verifier.ts'
import { type KeyRing, openKeyRing } from '../../src/access/key-ring.ts'
import { issueKey, listKeys, revokeKey, verifyKey } from '../../src/access/keys.ts'
import type { AccessStore } from '../../src/access/store.ts'
import { after as later } from '../../src/base/clock.ts'
import type { Observation } from '../../src/base/observe.ts'
import type { Runtime } from '../../src/base/runtime.ts'
import { createSealer } from '../../src/security/sealing.ts'
import { sqliteAccessStore } from '../../src/stores/sqlite/access.ts'
import { openDatabase, type SqliteDatabase } from '../../src/stores/sqlite/open.ts'
import { createFakeClock, type FakeClock } from '../../src/testing/fake-clock.ts'
import { createSeededRandom } from '../../src/testing/seeded-random.ts'

const sealer = createSealer(Uint8Array.from({ length: 32 }, () => 9))
let folder: string
let time: FakeClock
let runtime: Runtime
let db: SqliteDatabase
let calls: string[]
let observed: Observation[]
let store: AccessStore
let ring: KeyRing

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coatcheck-'))
  time = createFakeClock()
  observed = []
  const observe = (observation: Observation) => void observed.push(observation)
  runtime = { clock: time.clock, sleep: time.sleep, random: createSeededRandom(3), observe }
  db = await openDatabase(join(folder, 'jobs.db'), { runtime, mode: 'server' })
  calls = []
  store = counting(sqliteAccessStore(db))
  ring = await openKeyRing(store, sealer, runtime)
})

afterEach(async () => {
  await db.close()
  await rm(folder, { recursive: true })
})

/** The real store, noting which of its verbs were called. */
function counting(real: AccessStore): AccessStore {
  return new Proxy(real, {
    get: (target, verb, receiver) => {
      calls.push(String(verb))
      return Reflect.get(target, verb, receiver)
    },
  })
}

const issue = (changes: Partial<Parameters<typeof issueKey>[1]> = {}) =>
  issueKey(ring, { owner: 'dev', scopes: ['reports:write'], ...changes })

describe('a key', () => {
  it('stands for its owner, so that a second key of the owner sees the same jobs (D14)', async () => {
    const first = await issue({ scopes: ['reports:write', 'reports:read', 'reports:write'] })
    const second = await issue()
    expect(await verifyKey(ring, first.key)).toEqual({
      kind: 'verified',
      principal: { subject: 'api-key:dev', tenant: 'default', scopes: ['reports:write', 'reports:read'] },
    })
    expect(await verifyKey(ring, second.key)).toMatchObject({ principal: { subject: 'api-key:dev' } })
    expect(first.key).not.toBe(second.key)
  })

  it('is verified through the scheme of the spec', async () => {
    const scheme = { type: 'apiKey', in: 'header', name: 'X-API-Key' } as const
    const verifier = apiKeyVerifier(scheme, ring)
    const { key } = await issue({ tenant: 'acme' })
    expect(verifier.scheme).toBe(scheme)
    expect(await verifier.verify(key)).toMatchObject({ kind: 'verified', principal: { tenant: 'acme' } })
  })

  it('that was mistyped is refused without asking the database (AK-1)', async () => {
    const { key } = await issue()
    calls.length = 0
    expect(await verifyKey(ring, `${key.slice(0, -1)}!`)).toEqual({ kind: 'invalid', reason: 'malformed' })
    expect(await verifyKey(ring, '')).toEqual({ kind: 'invalid', reason: 'malformed' })
    expect(calls).toEqual([])
  })

  it('of a known id with another secret is refused (AK-3)', async () => {
    // Its record is in the store, with the digest of something else.
    const { key } = await issueKey(
      { ...ring, pepper: createSecretKey(new Uint8Array(32)) },
      { owner: 'dev', scopes: [] },
    )
    expect(await verifyKey(ring, key)).toEqual({ kind: 'invalid', reason: 'unknown' })
  })

  it('takes the same steps whether unknown, wrong, expired or revoked (AK-3)', async () => {
    const unknown = (
      await issueKey({ ...ring, store: { ...store, addKey: async () => {} } }, { owner: 'x', scopes: [] })
    ).key
    const wrong = (await issueKey({ ...ring, pepper: createSecretKey(new Uint8Array(32)) }, { owner: 'x', scopes: [] }))
      .key
    const revoked = await issue()
    const expired = await issue({ expiresAt: time.clock.now() })
    await revokeKey(ring, revoked.record.id)
    const reasons: unknown[] = []
    for (const key of [unknown, wrong, revoked.key, expired.key]) {
      calls.length = 0
      reasons.push(await verifyKey(ring, key))
      expect(calls).toEqual(['findKey'])
    }
    expect(reasons).toEqual(['unknown', 'unknown', 'revoked', 'expired'].map((reason) => ({ kind: 'invalid', reason })))
  })

  it('is refused from the moment it is revoked (AK-6)', async () => {
    const { key, record } = await issue()
    expect((await verifyKey(ring, key)).kind).toBe('verified')
    expect(await revokeKey(ring, record.id)).toBe(true)
    expect((await verifyKey(ring, key)).kind).toBe('invalid')
    expect(await revokeKey(ring, 'unknown')).toBe(false)
  })

  it('is good until it expires, and not in that moment', async () => {
    const { key } = await issue({ expiresAt: later(time.clock.now(), 1_000) })
    await time.advance(999)
    expect((await verifyKey(ring, key)).kind).toBe('verified')
    await time.advance(1)
    expect(await verifyKey(ring, key)).toEqual({ kind: 'invalid', reason: 'expired' })
  })
})

describe('the list', () => {
  it('shows what a key is and nothing to call with (AK-4)', async () => {
    const { key, record } = await issue({ environment: 'test' })
    await time.advance(1)
    const revoked = await issue()
    await revokeKey(ring, revoked.record.id)
    const [second, first] = await listKeys(ring)
    expect(first).toEqual({
      id: record.id,
      prefix: 'ak_test',
      lastFour: key.slice(-4),
      owner: 'dev',
      tenant: 'default',
      scopes: ['reports:write'],
      createdAt: record.createdAt,
      state: 'active',
    })
    expect(second?.state).toBe('revoked')
    expect(JSON.stringify([first, second])).not.toContain(key.slice(21, 40))
  })
})

describe('the last use', () => {
  const lastUsed = async () => (await listKeys(ring))[0]?.lastUsedAt
  const noted = () => calls.filter((verb) => verb === 'touchKeys').length

  it('is noted at most once a minute (AK-7)', async () => {
    const { key } = await issue()
    const start = time.clock.now()
    await Promise.all(Array.from({ length: 20 }, () => verifyKey(ring, key)))
    await time.advance(59_999)
    await verifyKey(ring, key)
    expect(noted()).toBe(1)
    expect(await lastUsed()).toBe(start)
    await time.advance(1)
    await verifyKey(ring, key)
    await time.advance(0)
    expect(noted()).toBe(2)
    expect(await lastUsed()).toBe(later(start, 60_000))
  })

  it('that cannot be noted fails no request, and is told to the operator', async () => {
    const { key } = await issue()
    const cause = new Error('disk full')
    const broken = { ...ring, store: { ...store, touchKeys: () => Promise.reject(cause) } }
    expect((await verifyKey(broken, key)).kind).toBe('verified')
    await time.advance(0)
    expect(observed).toMatchObject([{ name: 'key.use-not-noted', level: 'warn', cause }])
    expect(broken.noting.size).toBe(0)
  })
})

describe('the pepper', () => {
  it('is made once and the same for all who open the keys (AK-2)', async () => {
    const { key } = await issue()
    const again = await openKeyRing(store, sealer, runtime)
    expect(again.pepper.equals(ring.pepper)).toBe(true)
    expect((await verifyKey(again, key)).kind).toBe('verified')
    expect(ring.pepper.symmetricKeySize).toBe(32)
  })

  it('does not open under another secret key (SE-2)', async () => {
    const opening = openKeyRing(store, createSealer(new Uint8Array(32)), runtime)
    await expect(opening).rejects.toMatchObject({ code: 'secret-unreadable' })
  })

  it('and the keys stand nowhere in the database’s files (SE-3)', async () => {
    const { key } = await issue()
    await verifyKey(ring, key)
    for (const name of await readdir(folder)) {
      const bytes = (await readFile(join(folder, name))).toString('latin1')
      const secrets = [
        key,
        key.slice(21, 53),
        ring.pepper.export().toString('hex'),
        ring.pepper.export().toString('latin1'),
      ]
      for (const secret of secrets) expect(bytes.includes(secret)).toBe(false)
    }
  })
})
