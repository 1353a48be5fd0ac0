import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { describe, expect, it } from 'vitest'
import { canonicalAddress, classifyAddress } from '../../src/security/address.ts'

const ipv4 = fc.ipV4()
const ipv6 = fc.ipV6()

const refusedByIpaddr = (address: string) => ipaddr.process(address).range() !== 'unicast'

describe('an address', () => {
  it.each([
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['::1', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['::127.0.0.1', 'refused'],
    ['::', 'refused'],
    ['::ffff:10.1.2.3', 'refused'],
    ['::ffff:8.8.8.8', 'public'],
    ['::ffff:0:127.0.0.1', 'refused'],
    ['64:ff9b::7f00:1', 'refused'],
    ['2606:4700::200:5efe:7f00:1', 'refused'],
    ['2606:4700:4700::1111', 'public'],
    ['2a00:1450:4001:81b::200e', 'public'],
    ['8.8.8.8', 'public'],
    ['172.15.255.255', 'public'],
    ['172.32.0.0', 'public'],
    ['100.63.255.255', 'public'],
    ['100.128.0.0', 'public'],
    ['168.63.129.16', 'refused'],
    ['168.63.129.17', 'public'],
    ['fe80::1%eth0', 'refused'],
    ['127.1', 'refused'],
    ['0x7f000001', 'refused'],
    ['', 'refused'],
    ['localhost', 'refused'],
  ])('%s is %s (SS-7, SS-8)', (address, kind) => {
    expect(classifyAddress(address)).toBe(kind)
  })

  it('that ipaddr.js calls special is never public here (SS-7, SS-8)', () => {
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6), (address) => {
        fc.pre(refusedByIpaddr(address))
        return classifyAddress(address) !== 'public'
      }),
      { numRuns: 5_000 },
    )
  })

  it('is IPv6 and public only inside 2000::/3 (SS-7)', () => {
    fc.assert(
      fc.property(ipv6, (address) => {
        const parsed = ipaddr.IPv6.parse(address)
        fc.pre(!parsed.isIPv4MappedAddress())
        return classifyAddress(address) !== 'public' || parsed.match(ipaddr.IPv6.parse('2000::'), 3)
      }),
      { numRuns: 5_000 },
    )
  })

  it('reads the same groups as the URL parser, however it is written', () => {
    fc.assert(
      fc.property(ipv6, (address) => {
        const byUrl = new URL(`https://[${address}]/`).hostname.slice(1, -1)
        return (
          canonicalAddress(address) === canonicalAddress(byUrl) && classifyAddress(address) === classifyAddress(byUrl)
        )
      }),
      { numRuns: 5_000 },
    )
  })

  it('reads the same groups as ipaddr.js, which takes every dotted ending for a mapped one', () => {
    fc.assert(
      fc.property(ipv6, (address) => {
        fc.pre(!address.includes('.'))
        const parsed = ipaddr.IPv6.parse(address)
        const expected = parsed.isIPv4MappedAddress() ? parsed.toIPv4Address().toString() : parsed.toNormalizedString()
        return canonicalAddress(address) === expected
      }),
      { numRuns: 5_000 },
    )
  })

  it('mapped into IPv6 is judged like the IPv4 address it is (SS-7)', () => {
    fc.assert(
      fc.property(ipv4, (address) => classifyAddress(`::ffff:${address}`) === classifyAddress(address)),
      { numRuns: 2_000 },
    )
  })
})
