import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  type Address,
  checkUrl,
  type EgressPolicy,
  resolveTarget,
  type VettedUrl,
} from '../../src/security/egress-guard.ts'
import { systemEgressPolicy, systemResolveName } from '../../src/security/system-network.ts'

const strict: EgressPolicy = { allowLoopback: false, ports: [443, 8443], ownAddresses: () => ['203.0.112.9'] }
const lenient: EgressPolicy = { ...strict, allowLoopback: true }

interface Vector {
  readonly url: string
  readonly canonicalHost: string | null
  readonly verdict: string
}

const vectors = JSON.parse(
  readFileSync(new URL('../fixtures/ssrf-vectors.json', import.meta.url), 'utf8'),
) as readonly Vector[]

function vet(url: string, policy = strict): VettedUrl {
  const checked = checkUrl(url, policy)
  if (!checked.ok) throw new Error(`${url}: ${checked.reason}`)
  return checked.value
}

function verdict(url: string, policy = strict): string {
  const checked = checkUrl(url, policy)
  return checked.ok ? 'allow' : checked.reason
}

const answering =
  (...addresses: readonly string[]) =>
  async (): Promise<readonly Address[]> =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

describe('a URL', () => {
  it.each(vectors)(
    '$url is answered with $verdict (SS-1 to SS-8)',
    async ({ url, verdict: expected, canonicalHost }) => {
      if (expected === 'resolve->refuse:address') {
        const target = await resolveTarget(vet(url), strict, answering('127.0.0.1'))
        expect(target).toEqual({ ok: false, reason: 'blocked_address' })
        return
      }
      // What one URL parser gives up on, another reads as a name; both are refused.
      const reasons =
        expected === 'refuse:unparseable' ? ['unparseable', 'name'] : [expected.replace(/^refuse:|\(.*/g, '')]
      expect(reasons).toContain(verdict(url))
      if (expected === 'allow') expect(vet(url).origin).toBe(`https://${canonicalHost}`)
    },
  )

  it.each([
    'https://017700000001/',
    'https://0177.0.0.1/',
    'https://127.0.0.1./',
    'https://%31%32%37.0.0.1/',
    'https://127。0。0。1/',
    'https://3232235521/',
    'https://2852039166/',
    'https://[::]/',
    'https://[::1]/',
    'https://[64:ff9b:1::a9fe:a9fe]/',
    'https://[2001::1]/',
    'https://[fd20:ce::254]/',
    'https://[febf::1]/',
    'https://[2001:2::1]/',
    'https://[3fff::1]/',
  ])('%s leads to an address that is refused', (url) => {
    expect(verdict(url)).toBe('address')
  })

  it.each([
    ['https://LOCALHOST./', 'name'],
    ['https://a.svc/', 'name'],
    ['https://x.cluster.local/', 'name'],
    ['https://metadata.goog/', 'name'],
    ['https://router.lan/', 'name'],
    ['https://nas.home.arpa/', 'name'],
    ['https://a.com../', 'name'],
    ['//127.0.0.1/', 'raw-form'],
    ['HTTPS://example.com/', 'raw-form'],
    ['file:///etc/passwd', 'raw-form'],
    ['https://127.0.0.1\t.evil.com/', 'raw-character'],
    [' https://example.com/', 'raw-character'],
    ['https://example.com/\u0000', 'raw-character'],
    ['https://exam\u00adple.com/', 'raw-character'],
    ['https://example.com/\u202e', 'raw-character'],
    ['https://example.com/#part', 'fragment'],
    ['https://example.com/#', 'fragment'],
    ['https://@example.com/', 'userinfo'],
    ['https://:@example.com/', 'userinfo'],
    ['https://example.com/a@b?c=d@e', 'allow'],
    ['https://:pw@example.com/', 'userinfo'],
    ['https://example.com:8443/hook?x=1', 'allow'],
    ['https://example.com:80/', 'port'],
    ['https://203.0.112.9/', 'address'],
    [`https://example.com/${'a'.repeat(2_048)}`, 'too-long'],
  ])('%j is answered with %s', (url, expected) => {
    expect(verdict(url)).toBe(expected)
  })

  it('is used through its canonical parts only (SS-3)', () => {
    expect(vet('https://EXAMPLE.com.:8443/hook?x=1')).toEqual({
      secure: true,
      hostname: 'example.com',
      port: 8443,
      target: '/hook?x=1',
      origin: 'https://example.com:8443',
      loopbackOnly: false,
    })
  })
})

describe('allowing loopback', () => {
  it.each(['http://127.0.0.1:3000/hook', 'http://localhost/', 'https://[::1]:9999/', 'https://localhost:1/'])(
    'admits %s (R-WEB-1)',
    (url) => {
      expect(verdict(url, lenient)).toBe('allow')
      expect(vet(url, lenient).loopbackOnly).toBe(true)
    },
  )

  it.each([
    ['http://10.0.0.1/', 'scheme'],
    ['https://10.0.0.1/', 'address'],
    ['http://example.com/', 'scheme'],
    ['https://example.com:3000/', 'port'],
    ['https://foo.localhost/', 'name'],
    ['http://127.0.0.1:0/', 'port'],
    ['http://user@127.0.0.1/', 'userinfo'],
    ['ftp://127.0.0.1/', 'scheme'],
  ])('still answers %s with %s (SS-9)', (url, expected) => {
    expect(verdict(url, lenient)).toBe(expected)
  })

  it('does not let localhost mean another machine', async () => {
    const target = await resolveTarget(vet('http://localhost:3000/', lenient), lenient, answering('93.184.216.34'))
    expect(target).toEqual({ ok: false, reason: 'blocked_address' })
  })

  it('resolves the machine’s own localhost', async () => {
    const target = await resolveTarget(vet('http://localhost:3000/', lenient), lenient, systemResolveName)
    expect(target.ok).toBe(true)
  })
})

describe('a name', () => {
  const url = vet('https://example.com/')

  it('is pinned to all of its public answers (SS-5, SS-6)', async () => {
    const target = await resolveTarget(url, strict, answering('93.184.216.34', '2606:2800:220:1::1'))
    if (!target.ok) throw new Error(target.reason)
    expect(target.value.addresses).toHaveLength(2)
    expect(target.value.admits('::ffff:93.184.216.34')).toBe(true)
    expect(target.value.admits('2606:2800:220:1:0:0:0:1')).toBe(true)
    expect(target.value.admits('127.0.0.1')).toBe(false)
    expect(target.value.admits(undefined)).toBe(false)
  })

  it.each([
    ['a private answer beside a public one', ['93.184.216.34', '10.0.0.7']],
    ['only ::1', ['::1']],
    ['this machine’s own address', ['203.0.112.9']],
    ['this machine’s own address, mapped', ['::ffff:203.0.112.9']],
  ])('with %s is refused as a whole (SS-5, SS-9)', async (_title, addresses) => {
    expect(await resolveTarget(url, strict, answering(...addresses))).toEqual({ ok: false, reason: 'blocked_address' })
  })

  it.each([
    ['no answer', answering()],
    ['more than 32 answers', answering(...Array.from({ length: 33 }, (_, index) => `93.184.216.${index}`))],
    ['an error', () => Promise.reject(new Error('ENOTFOUND'))],
  ])('with %s is a failure of DNS (SS-5)', async (_title, resolveName) => {
    expect(await resolveTarget(url, strict, resolveName)).toEqual({ ok: false, reason: 'dns' })
  })

  it('is not asked for when the host is an address', async () => {
    const asked: string[] = []
    const resolveName = async (hostname: string) => {
      asked.push(hostname)
      return []
    }
    const target = await resolveTarget(vet('https://1.1.1.1/'), strict, resolveName)
    expect(target).toMatchObject({ ok: true, value: { addresses: [{ address: '1.1.1.1', family: 4 }] } })
    expect(asked).toEqual([])
  })
})

it('the policy of a deployment refuses the addresses of this machine’s interfaces (SS-9)', () => {
  expect(systemEgressPolicy({ allowLoopback: false }).ownAddresses()).toContain('127.0.0.1')
})
