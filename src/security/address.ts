/**
 * Which IP addresses may be called. Deny by default: an IPv4 address is public unless the table names its block, an IPv6 address only
 * inside 2000::/3 and outside the table; whatever cannot be read is refused. Judges addresses, never names.
 */
import { BlockList, isIP } from 'node:net'

export type AddressClass = 'public' | 'loopback' | 'refused'

/** SS-8: special-purpose blocks of RFC 6890 and its registry, multicast, future use, and the metadata address of Azure. */
const refusedIpv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '168.63.129.16/32',
] as const

/** SS-7: what is not ordinary unicast within 2000::/3. */
const refusedIpv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'] as const

const ipv4Table = toBlockList(refusedIpv4, 'ipv4')
const ipv6Table = toBlockList(refusedIpv6, 'ipv6')
const ipv6Unicast = toBlockList(['2000::/3'], 'ipv6')

/**
 * Classifies an address literal without brackets, as `URL.hostname`, DNS and `socket.remoteAddress` give it.
 *
 * @example classifyAddress('::ffff:7f00:1') // 'loopback'
 */
export function classifyAddress(address: string): AddressClass {
  if (isIP(address) === 4) return classifyIpv4(address)
  const groups = isIP(address) === 6 ? ipv6Groups(address) : undefined
  if (groups === undefined) return 'refused'
  const mapped = mappedIpv4(groups)
  if (mapped !== undefined) return classifyIpv4(mapped)
  if (groups.join(':') === '0:0:0:0:0:0:0:1') return 'loopback'
  const allowed = ipv6Unicast.check(address, 'ipv6') && !ipv6Table.check(address, 'ipv6') && !isIsatap(groups)
  return allowed ? 'public' : 'refused'
}

/**
 * One spelling for each address (mapped IPv4 as IPv4, IPv6 in full groups), so that two texts can be compared.
 *
 * @example canonicalAddress('::ffff:1.2.3.4') // '1.2.3.4'
 */
export function canonicalAddress(address: string): string {
  const groups = isIP(address) === 6 ? ipv6Groups(address) : undefined
  return groups === undefined ? address : (mappedIpv4(groups) ?? groups.map((group) => group.toString(16)).join(':'))
}

function toBlockList(blocks: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const block of blocks) {
    const [network = '', prefix] = block.split('/')
    list.addSubnet(network, Number(prefix), family)
  }
  return list
}

function classifyIpv4(address: string): AddressClass {
  if (address.startsWith('127.')) return 'loopback'
  return ipv4Table.check(address, 'ipv4') ? 'refused' : 'public'
}

/** The eight groups as numbers; undefined for a scoped address ('fe80::1%eth0'), which no remote peer can have. */
function ipv6Groups(address: string): readonly number[] | undefined {
  if (address.includes('%')) return undefined
  const [head = '', tail] = address.replace(/[\d.]+$/, dottedTail).split('::')
  const left = toNumbers(head)
  const right = toNumbers(tail ?? '')
  return [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right]
}

/** '::ffff:127.0.0.1' ends in dotted decimals; written as two groups like the rest. */
function dottedTail(tail: string): string {
  if (!tail.includes('.')) return tail
  const [a = 0, b = 0, c = 0, d = 0] = tail.split('.').map(Number)
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
}

function toNumbers(groups: string): readonly number[] {
  return groups === '' ? [] : groups.split(':').map((group) => Number.parseInt(group, 16))
}

/** ::ffff:0:0/96. */
function mappedIpv4(groups: readonly number[]): string | undefined {
  if (groups.slice(0, 6).join(':') !== '0:0:0:0:0:65535') return undefined
  const [high = 0, low = 0] = groups.slice(6)
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
}

/** RFC 5214: interface ids 0000:5efe and 0200:5efe carry an IPv4 address that a router would unwrap. */
function isIsatap(groups: readonly number[]): boolean {
  return groups[5] === 0x5efe && (groups[4] === 0 || groups[4] === 0x0200)
}
