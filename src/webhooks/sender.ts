/** Sends one webhook: guard, connect, post, all under one deadline (WH-39). Says what came of it and never throws for anything a receiver does. */
import type { Sleep } from '../base/sleep.ts'
import { packageVersion } from '../config/version.ts'
import {
  checkUrl,
  type EgressPolicy,
  type ResolveName,
  resolveTarget,
  type VettedUrl,
} from '../security/egress-guard.ts'
import { openSocket } from './connect.ts'
import type { SendOutcome } from './delivery.ts'
import { exchange } from './exchange.ts'

/** How this deployment sends. */
export interface Egress {
  readonly policy: EgressPolicy
  readonly resolveName: ResolveName
  readonly sleep: Sleep
  /** Of one attempt, DNS and connecting included. */
  readonly timeoutMs: number
  /** PEM of a certificate authority to trust instead of the well-known ones. */
  readonly certificateAuthority?: string
}

export interface Outgoing {
  readonly url: string
  /** Beside those every webhook carries. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

const connectMs = 5_000
const userAgent = `coatcheck/${packageVersion}`

/**
 * Sends a webhook once.
 *
 * @example await sendWebhook({ url, headers: { 'webhook-id': id, … }, body }, egress) // { kind: 'answered', status: 204 }
 */
export async function sendWebhook(outgoing: Outgoing, egress: Egress): Promise<SendOutcome> {
  const checked = checkUrl(outgoing.url, egress.policy)
  if (!checked.ok) {
    const isAddress = checked.reason === 'address' || checked.reason === 'name'
    return { kind: 'refused', code: isAddress ? 'blocked_address' : 'invalid_url' }
  }
  const done = new AbortController()
  const deadline = abortsAfter(egress.timeoutMs, egress.sleep, done.signal)
  try {
    return await attempt(checked.value, outgoing, egress, deadline)
  } finally {
    done.abort()
  }
}

async function attempt(
  url: VettedUrl,
  outgoing: Outgoing,
  egress: Egress,
  deadline: AbortSignal,
): Promise<SendOutcome> {
  const resolving = resolveTarget(url, egress.policy, egress.resolveName, deadline)
  const target = await Promise.race([resolving, aborted(deadline)])
  if (target === 'aborted') return { kind: 'broken', code: 'timeout' }
  if (!target.ok) {
    return target.reason === 'dns' ? { kind: 'broken', code: 'dns' } : { kind: 'refused', code: target.reason }
  }
  const connected = await connectInTime(url, target.value, egress, deadline)
  if (connected.kind === 'connected') {
    return exchange(connected.socket, { url, body: outgoing.body, headers: headersOf(url, outgoing) }, deadline)
  }
  const { code } = connected
  return code === 'blocked_address' ? { kind: 'refused', code } : { kind: 'broken', code }
}

async function connectInTime(
  url: VettedUrl,
  target: Parameters<typeof openSocket>[0]['target'],
  egress: Egress,
  deadline: AbortSignal,
) {
  const done = new AbortController()
  const signal = AbortSignal.any([deadline, abortsAfter(connectMs, egress.sleep, done.signal)])
  try {
    const authority = egress.certificateAuthority
    return await openSocket({
      url,
      target,
      signal,
      ...(authority === undefined ? {} : { certificateAuthority: authority }),
    })
  } finally {
    done.abort()
  }
}

function headersOf(url: VettedUrl, outgoing: Outgoing): Record<string, string> {
  return {
    host: new URL(url.origin).host,
    'user-agent': userAgent,
    accept: '*/*',
    'accept-encoding': 'identity',
    'content-type': 'application/json',
    'content-length': String(outgoing.body.length),
    connection: 'close',
    ...outgoing.headers,
  }
}

/** A signal that aborts after `ms` of the injected sleep, unless `done` comes first. */
function abortsAfter(ms: number, sleep: Sleep, done: AbortSignal): AbortSignal {
  const controller = new AbortController()
  void sleep(ms, done).then(() => {
    if (!done.aborted) controller.abort()
  })
  return controller.signal
}

function aborted(signal: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve('aborted'), { once: true }))
}
