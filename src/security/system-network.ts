/** The machine's own answers to what the egress guard asks: names and interfaces. Nothing is decided here. */
import { lookup } from 'node:dns/promises'
import { networkInterfaces } from 'node:os'
import type { EgressPolicy, ResolveName } from './egress-guard.ts'

/** Resolves as the operating system does, hosts file included. */
export const systemResolveName: ResolveName = async (hostname) => {
  const found = await lookup(hostname, { all: true })
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
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
