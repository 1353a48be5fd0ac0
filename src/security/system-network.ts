/** The machine's own answers to what the egress guard asks: names and interfaces. Nothing is decided here. */
import { Resolver } from 'node:dns/promises'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Address, EgressPolicy, ResolveName } from './egress-guard.ts'

/** Gives up after 1 + 2 + 4 seconds, so that a server that never answers for one family leaves time to connect by the other. */
const patience = { timeout: 1_000, tries: 3 }
const loopback: readonly Address[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]

/** Resolves by the hosts file and the DNS servers of this machine. */
export const systemResolveName: ResolveName = createResolveName()

/**
 * Resolves by the hosts file and the given DNS servers, by default those of this machine. Not by `dns.lookup`: the system's resolver works on
 * few threads and cannot be called off, so a few names that never answer would hold up everybody's (WH-33).
 *
 * @example createResolveName(['127.0.0.1:5353'])
 */
export function createResolveName(servers?: readonly string[]): ResolveName {
  return async (hostname, signal) => {
    if (hostname === 'localhost') return loopback
    const listed = await readHostsFile(hostname)
    return listed.length > 0 ? listed : askServers(hostname, servers, signal)
  }
}

/** Either family will do; rejects when neither has an address. */
async function askServers(
  hostname: string,
  servers: readonly string[] | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly Address[]> {
  const resolver = new Resolver(patience)
  if (servers !== undefined) resolver.setServers(servers)
  signal?.throwIfAborted()
  const cancel = () => resolver.cancel()
  signal?.addEventListener('abort', cancel)
  try {
    const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
    if (four.status === 'rejected' && six.status === 'rejected') throw four.reason
    return [...toAddresses(four, 4), ...toAddresses(six, 6)]
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}

function toAddresses(answer: PromiseSettledResult<readonly string[]>, family: 4 | 6): readonly Address[] {
  return answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family })) : []
}

/** Containers are given names this way; read anew each time, since it changes under a running process. */
async function readHostsFile(hostname: string): Promise<readonly Address[]> {
  const text = await readFile('/etc/hosts', 'utf8').catch(() => '')
  return text.split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().toLowerCase().split(/\s+/)
    const family = isIP(address)
    return (family === 4 || family === 6) && names.includes(hostname) ? [{ address, family }] : []
  })
}

/**
 * The policy of a deployment, with this machine's own interfaces refused.
 *
 * @example systemEgressPolicy({ allowLoopback: config.egress.allowLoopback })
 */
export function systemEgressPolicy(options: { readonly allowLoopback: boolean }): EgressPolicy {
  return { allowLoopback: options.allowLoopback, ports: [443, 8443], ownAddresses: interfaceAddresses }
}

function interfaceAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address))
}
