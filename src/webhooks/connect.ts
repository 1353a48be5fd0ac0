/**
 * Opens the socket of one attempt: to a pinned address and no other, with the peer compared before a byte is written (SS-6). No pool,
 * no TLS session kept, no proxy of the environment (WH-42, WH-43).
 */
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Pinned, VettedUrl } from '../security/egress-guard.ts'

export interface ConnectRequest {
  readonly url: VettedUrl
  readonly target: Pinned
  /** PEM of a certificate authority to trust instead of the well-known ones. */
  readonly certificateAuthority?: string
  /** Aborts when the time for connecting is over. */
  readonly signal: AbortSignal
}

export type Connected =
  | { readonly kind: 'connected'; readonly socket: Socket }
  | { readonly kind: 'failed'; readonly code: 'connect' | 'tls' | 'timeout' | 'blocked_address' }

/** Always settles. On `failed` the socket is gone. */
export async function openSocket(request: ConnectRequest): Promise<Connected> {
  const { url, target, signal } = request
  const plain = connectTcp({ host: url.hostname, port: url.port, lookup: lookupOf(target), noDelay: true })
  if (!(await reaches(plain, 'connect', signal))) return failed(plain, signal, 'connect')
  if (!target.admits(plain.remoteAddress)) return failed(plain, signal, 'blocked_address')
  if (!url.secure) return { kind: 'connected', socket: plain }
  const secure = connectTls({ socket: plain, ...tlsOptions(request) })
  return (await reaches(secure, 'secureConnect', signal))
    ? { kind: 'connected', socket: secure }
    : failed(secure, signal, 'tls')
}

/** Node asks this instead of DNS; it never asks for a literal, whose address the guard has judged as it stands. */
function lookupOf(target: Pinned): LookupFunction {
  return (_hostname, options, callback) => {
    const [first] = target.addresses
    if (options.all) callback(null, [...target.addresses])
    else callback(null, first?.address ?? '', first?.family)
  }
}

/** The certificate has to be for the host of the URL; SNI names hosts only, never addresses (RFC 6066 section 3). */
function tlsOptions({ url, certificateAuthority }: ConnectRequest) {
  return {
    host: url.hostname,
    ...(isIP(url.hostname) === 0 ? { servername: url.hostname } : {}),
    ...(certificateAuthority === undefined ? {} : { ca: certificateAuthority }),
    minVersion: 'TLSv1.2' as const,
    ALPNProtocols: ['http/1.1'],
  }
}

function reaches(socket: Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const give = () => socket.destroy()
    const settle = (reached: boolean) => {
      signal.removeEventListener('abort', give)
      resolve(reached)
    }
    // Stays on the socket for good: an error nobody listens to would end the process.
    socket.on('error', () => settle(false))
    socket.once('close', () => settle(false))
    socket.once(event, () => settle(true))
    signal.addEventListener('abort', give)
    if (signal.aborted) give()
  })
}

function failed(socket: Socket, signal: AbortSignal, code: Extract<Connected, { kind: 'failed' }>['code']): Connected {
  socket.destroy()
  return { kind: 'failed', code: signal.aborted ? 'timeout' : code }
}
