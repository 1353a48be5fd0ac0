import fc from 'fast-check'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import { describe, expect, it } from 'vitest'
import { toInstant } from '../../src/base/clock.ts'
import { systemRandom } from '../../src/base/random.ts'
import { signWebhook, verifyWebhook } from '../../src/security/signatures.ts'
import {
  newWebhookSecret,
  parseSigningKey,
  parseVerifyingKey,
  type SigningKey,
  type VerifyingKey,
} from '../../src/security/webhook-keys.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek'
const timestamp = '1614265330'
const body = bytes('{"test": 2432232314}')
const sentAt = toInstant(1_614_265_330_000)
const seed = Uint8Array.from({ length: 32 }, () => 7)
const publicText = 'whpk_6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw='
const privateText = `whsk_${Buffer.concat([seed, Buffer.from(publicText.slice(5), 'base64')]).toString('base64')}`

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function signing(text: string): SigningKey {
  const key = parseSigningKey(text)
  if (!key.ok) throw new Error(key.reason)
  return key.value
}

function verifying(text: string): VerifyingKey {
  const key = parseVerifyingKey(text)
  if (!key.ok) throw new Error(key.reason)
  return key.value
}

const headers = (signature: string) => ({
  'webhook-id': id,
  'webhook-timestamp': timestamp,
  'webhook-signature': signature,
})
const verify = (signature: string, keys: readonly VerifyingKey[], now = sentAt) =>
  verifyWebhook(headers(signature), body, { keys, now })

describe('signing', () => {
  it('yields the published signature of a shared secret (WH-8)', async () => {
    const signature = await signWebhook({ id, timestamp, body }, [signing(secret)])
    expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })

  it('yields the published signature of an Ed25519 key (WH-9)', async () => {
    const signature = await signWebhook({ id, timestamp, body }, [signing(privateText)])
    expect(signature).toBe(
      'v1a,2iFnCkcL0nCB7d0lgaT5vmGnQgJl4zcl9qd7UbPYvulcwR3MRYzjXT2JCSEV4dFH3XNALA4OW0zY5fFdGv9GBA==',
    )
  })

  it('lists one signature for each key, in the order given (WH-3)', async () => {
    const signature = await signWebhook({ id, timestamp, body }, [signing(privateText), signing(secret)])
    expect(signature.split(' ').map((entry) => entry.split(',')[0])).toEqual(['v1a', 'v1'])
  })

  it('verifies with the standardwebhooks and svix libraries, and theirs with ours (WH-10)', async () => {
    const plain = newWebhookSecret(systemRandom)
    const at = new Date()
    const seconds = String(Math.floor(at.getTime() / 1000))
    const text = '{"type":"createReport.succeeded","data":{"name":"Zoë ✓"}}'
    const signature = await signWebhook({ id, timestamp: seconds, body: bytes(text) }, [
      signing(privateText),
      signing(plain),
    ])
    const sent = { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signature }
    expect(new StandardWebhook(plain).verify(text, sent)).toEqual(JSON.parse(text))
    expect(() => new SvixWebhook(plain).verify(text, sent)).not.toThrow()
    expect(() => new SvixWebhook(plain).verify(`${text} `, sent)).toThrow()
    const theirs = new StandardWebhook(plain).sign(id, at, text)
    const options = { keys: [verifying(plain)], now: toInstant(at.getTime()) }
    const verified = await verifyWebhook({ ...sent, 'webhook-signature': theirs }, bytes(text), options)
    expect(verified).toEqual({ ok: true, value: { id, timestamp: Number(seconds) } })
  })
})

describe('verifying', () => {
  it('accepts either kind of signature and gives the id back (WH-11)', async () => {
    const signature = await signWebhook({ id, timestamp, body }, [signing(secret), signing(privateText)])
    for (const key of [verifying(secret), verifying(publicText)]) {
      expect(await verify(signature, [key])).toEqual({ ok: true, value: { id, timestamp: 1_614_265_330 } })
    }
  })

  it('never takes a v1 signature for a public key, or the other way round (WH-11)', async () => {
    const shared = await signWebhook({ id, timestamp, body }, [signing(secret)])
    expect((await verify(shared.replace('v1,', 'v1a,'), [verifying(publicText)])).ok).toBe(false)
    expect((await verify(shared.replace('v1,', 'v1a,'), [verifying(secret)])).ok).toBe(false)
  })

  it.each([
    ['299 s old', 299, true],
    ['302 s old', 302, false],
    ['299 s ahead', -299, true],
    ['302 s ahead', -302, false],
  ])('judges a webhook that is %s (WH-11)', async (_title, seconds, accepted) => {
    const signature = await signWebhook({ id, timestamp, body }, [signing(secret)])
    const now = toInstant(sentAt + seconds * 1000)
    expect((await verify(signature, [verifying(secret)], now)).ok).toBe(accepted)
  })

  it.each(['1614265330abc', ' 1614265330', '1614265330.0', '01614265330', '-1', '0x60', ''])(
    'refuses the timestamp %j even when it is signed (WH-11)',
    async (spelling) => {
      const signature = await signWebhook({ id, timestamp: spelling, body }, [signing(secret)])
      const sent = { ...headers(signature), 'webhook-timestamp': spelling }
      expect((await verifyWebhook(sent, body, { keys: [verifying(secret)], now: sentAt })).ok).toBe(false)
    },
  )

  it.each([
    ['a prefix of the right signature', 'v1,g0hM9SsE+OTPJTGt/tmIKtSy'],
    ['the right signature without padding', 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE'],
    ['another spelling of the same bytes', 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF='],
    ['an unknown version', 'v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='],
    ['no version', 'g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='],
  ])('refuses %s (WH-11)', async (_title, signature) => {
    expect(await verify(signature, [verifying(secret)])).toEqual({ ok: false, reason: 'no-matching-signature' })
  })

  it('finds the one that matches behind unknown versions (WH-11)', async () => {
    const good = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    expect((await verify(`v9,AAAA v1,AAAA ${good}`, [verifying(secret)])).ok).toBe(true)
  })

  it('needs all three headers (WH-10)', async () => {
    const complete = headers(await signWebhook({ id, timestamp, body }, [signing(secret)]))
    for (const name of Object.keys(complete)) {
      const sent = { ...complete, [name]: undefined }
      const verified = await verifyWebhook(sent, body, { keys: [verifying(secret)], now: sentAt })
      expect(verified).toEqual({ ok: false, reason: 'missing-header' })
    }
  })

  it('fails for any one flipped byte of id, timestamp, body or signature (WH-10)', async () => {
    const parts = [
      bytes(id),
      bytes(timestamp),
      body,
      bytes(await signWebhook({ id, timestamp, body }, [signing(secret)])),
    ]
    const places = fc
      .integer({ min: 0, max: parts.length - 1 })
      .chain((part) =>
        fc.tuple(fc.constant(part), fc.nat({ max: (parts[part]?.length ?? 1) - 1 }), fc.integer({ min: 1, max: 127 })),
      )
    await fc.assert(
      fc.asyncProperty(places, async ([part, offset, mask]) => {
        const changed = parts.map((whole, index) =>
          index === part ? whole.map((byte, at) => (at === offset ? byte ^ mask : byte)) : whole,
        )
        const [newId, newTimestamp, newBody, newSignature] = changed.map((whole) =>
          Buffer.from(whole).toString('latin1'),
        )
        const sent = {
          'webhook-id': newId,
          'webhook-timestamp': newTimestamp,
          'webhook-signature': newSignature,
        }
        const now = sentAt
        const options = { keys: [verifying(secret)], now, toleranceMs: Number.POSITIVE_INFINITY }
        return !(await verifyWebhook(sent, Buffer.from(newBody ?? '', 'latin1'), options)).ok
      }),
      { numRuns: 400 },
    )
  })
})

describe('keys', () => {
  it('are drawn with 32 random bytes (WH-7)', () => {
    const key = signing(newWebhookSecret(systemRandom))
    expect(key).toMatchObject({ kind: 'v1', secret: { length: 32 } })
  })

  it.each([
    [23, 'wrong-length'],
    [24, undefined],
    [64, undefined],
    [65, 'wrong-length'],
  ])('of %i bytes are judged by the length the standard allows (WH-7)', (length, reason) => {
    const parsed = parseSigningKey(`whsec_${Buffer.alloc(length, 1).toString('base64')}`)
    expect(parsed.ok ? undefined : parsed.reason).toBe(reason)
  })

  it.each([
    ['whpk_AAAA', 'unknown-prefix'],
    ['whsk_AAAA', 'wrong-length'],
    ['whsec_***', 'not-base64'],
    ['MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'unknown-prefix'],
  ])('spelt %s cannot sign', (text, reason) => {
    expect(parseSigningKey(text)).toEqual({ ok: false, reason })
  })

  it.each([
    ['whpk_AAAA', 'wrong-length'],
    [privateText, 'unknown-prefix'],
  ])('spelt %s cannot verify', (text, reason) => {
    expect(parseVerifyingKey(text)).toEqual({ ok: false, reason })
  })
})
