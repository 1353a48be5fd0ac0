/**
 * Decides where this process may send requests on a stranger's behalf (SSRF). A URL is checked when it arrives and again at every
 * send; its name is resolved once, every answer is judged, and the caller must connect to those answers alone. It sends nothing itself.
 */
import { isIP } from 'node:net'
import { ok, type Result, refused } from '../base/result.ts'
import { type AddressClass, canonicalAddress, classifyAddress } from './address.ts'

/** What the deployment allows. */
export interface EgressPolicy {
  /** For development: receivers on this very machine pass, whatever port they listen on and with or without TLS (R-WEB-1). */
  readonly allowLoopback: boolean
  /** Ports of https URLs. */
  readonly ports: readonly number[]
  /** Addresses of this machine, which are refused whatever their class (SS-9); read anew each time, since interfaces come and go. */
  readonly ownAddresses: () => readonly string[]
}

export type UrlRefusal =
  | 'too-long'
  | 'raw-character'
  | 'raw-form'
  | 'unparseable'
  | 'scheme'
  | 'userinfo'
  | 'fragment'
  | 'port'
  | 'name'
  | 'address'

declare const vetted: unique symbol

/** A URL that `checkUrl` let pass. From here on only these parts are used, never the text it came from (SS-3). */
export interface VettedUrl {
  readonly [vetted]: true
  readonly secure: boolean
  /** Canonical: lower case, no brackets, no trailing dot. */
  readonly hostname: string
  readonly port: number
  /** Path and query. */
  readonly target: string
  /** Scheme, host and, unless it is the scheme's own, port. */
  readonly origin: string
  /** Admitted as loopback only: every address behind it has to be one. */
  readonly loopbackOnly: boolean
}

export interface Address {
  readonly address: string
  readonly family: 4 | 6
}

/** Every address of a name; rejects, or gives none, when there is no such name or the signal aborts. One slow name holds up no other. */
export type ResolveName = (hostname: string, signal?: AbortSignal) => Promise<readonly Address[]>

/** The addresses a connection may go to. */
export interface Pinned {
  readonly addresses: readonly Address[]
  /** Whether the peer a socket really reached is one of them (SS-6). */
  admits(remoteAddress: string | undefined): boolean
}

/**
 * Judges the text of a URL, and its address if it is a literal.
 *
 * @example checkUrl('https://127.1/', policy) // { ok: false, reason: 'address' }
 */
export function checkUrl(raw: string, policy: EgressPolicy): Result<VettedUrl, UrlRefusal> {
  const flaw = rawFlaw(raw)
  if (flaw !== undefined) return refused(flaw)
  if (!URL.canParse(raw)) return refused('unparseable')
  const url = new URL(raw)
  const hostname = bareHostname(url)
  const loopbackOnly = policy.allowLoopback && (hostname === 'localhost' || isLoopbackLiteral(hostname))
  const reason = partFlaw(raw, url, loopbackOnly, policy) ?? (loopbackOnly ? undefined : hostFlaw(hostname, policy))
  return reason === undefined ? ok(toVetted(url, hostname, loopbackOnly)) : refused(reason)
}

/** Resolves the host of a vetted URL once; any refused answer refuses the whole set (SS-5). */
export async function resolveTarget(
  url: VettedUrl,
  policy: EgressPolicy,
  resolveName: ResolveName,
  signal?: AbortSignal,
): Promise<Result<Pinned, 'dns' | 'blocked_address'>> {
  const family = isIP(url.hostname)
  const addresses =
    family === 4 || family === 6
      ? [{ address: url.hostname, family } as const]
      : await answers(url.hostname, resolveName, signal)
  if (addresses.length === 0 || addresses.length > 32) return refused('dns')
  const admitted = addresses.every(({ address }) => admits(address, url.loopbackOnly, policy))
  return admitted ? ok(pin(addresses)) : refused('blocked_address')
}

/** SS-1: the URL parser drops tabs and line feeds and reads `\` as `/`, so the text is judged before it is parsed. */
function rawFlaw(raw: string): UrlRefusal | undefined {
  if (raw.length > 2_048) return 'too-long'
  if (/[\p{C}\p{Z}\\]/u.test(raw)) return 'raw-character'
  return /^[a-z][a-z0-9+.-]*:\/\/[^/]/.test(raw) ? undefined : 'raw-form'
}

function bareHostname(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
}

function isLoopbackLiteral(hostname: string): boolean {
  return classifyAddress(hostname) === 'loopback'
}

/** SS-2. */
function partFlaw(raw: string, url: URL, loopbackOnly: boolean, policy: EgressPolicy): UrlRefusal | undefined {
  if (url.protocol !== 'https:' && !(loopbackOnly && url.protocol === 'http:')) return 'scheme'
  // Asked of the text, since the parser drops an empty one.
  if (/^[^:]*:\/\/[^/?#]*@/.test(raw)) return 'userinfo'
  if (url.href.includes('#')) return 'fragment'
  const port = portOf(url)
  return port > 0 && (loopbackOnly || policy.ports.includes(port)) ? undefined : 'port'
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port)
  return url.protocol === 'https:' ? 443 : 80
}

/** SS-4. A literal is judged by its address, a name by its labels. */
function hostFlaw(hostname: string, policy: EgressPolicy): UrlRefusal | undefined {
  if (isIP(hostname) !== 0) return admits(hostname, false, policy) ? undefined : 'address'
  const labels = hostname.split('.')
  if (labels.length < 2 || labels.includes('')) return 'name'
  return privateSuffixes.some((suffix) => hostname === suffix || hostname.endsWith(`.${suffix}`)) ? 'name' : undefined
}

/** Names that mean something inside a network only; `metadata.google.internal` and `cluster.local` fall under them. */
const privateSuffixes = ['localhost', 'local', 'internal', 'home.arpa', 'lan', 'svc', 'metadata.goog']

function toVetted(url: URL, hostname: string, loopbackOnly: boolean): VettedUrl {
  const host = isIP(hostname) === 6 ? `[${hostname}]` : hostname
  const parts = {
    secure: url.protocol === 'https:',
    hostname,
    port: portOf(url),
    target: `${url.pathname}${url.search}`,
    origin: `${url.protocol}//${host}${url.port === '' ? '' : `:${url.port}`}`,
    loopbackOnly,
  }
  return parts as VettedUrl
}

async function answers(hostname: string, resolveName: ResolveName, signal?: AbortSignal): Promise<readonly Address[]> {
  try {
    return await resolveName(hostname, signal)
  } catch {
    return []
  }
}

function admits(address: string, loopbackOnly: boolean, policy: EgressPolicy): boolean {
  const kind: AddressClass = classifyAddress(address)
  if (kind === 'loopback') return policy.allowLoopback
  if (loopbackOnly || kind === 'refused') return false
  return !policy.ownAddresses().some((own) => canonicalAddress(own) === canonicalAddress(address))
}

function pin(addresses: readonly Address[]): Pinned {
  const known = new Set(addresses.map(({ address }) => canonicalAddress(address)))
  return {
    addresses,
    admits: (remoteAddress) => remoteAddress !== undefined && known.has(canonicalAddress(remoteAddress)),
  }
}
