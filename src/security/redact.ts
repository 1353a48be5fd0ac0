/** What logs may show of things that carry secrets (LG-1): URLs without path and query, objects without credentials. */
import { createHash } from 'node:crypto'

/**
 * A URL as its origin and a short hash of the rest: enough to tell two apart, nothing to call.
 *
 * @example redactUrl('https://a.example/hook?token=1') // 'https://a.example/#5f2c…'
 */
export function redactUrl(url: string): string {
  if (!URL.canParse(url)) return '[not a URL]'
  const { protocol, host, href } = new URL(url)
  return `${protocol}//${host}/#${createHash('sha256').update(href).digest('hex').slice(0, 12)}`
}

const credentialNames = [
  'authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'proxy-authorization',
  'webhook-signature',
  'secret',
  'secretKey',
  'sealedSecret',
  'key',
  'apiKey',
  'password',
  'token',
] as const

/** For pino's `redact`: members that never reach a log, at the top of a log line and one and two levels down. */
export const redactPaths: readonly string[] = credentialNames
  .map((name) => (name.includes('-') ? `["${name}"]` : name))
  .flatMap((name) => [name, nested('*', name), nested('*.*', name)])

function nested(parent: string, name: string): string {
  return name.startsWith('[') ? `${parent}${name}` : `${parent}.${name}`
}

const hiddenNames: ReadonlySet<string> = new Set(credentialNames.map((name) => name.toLowerCase()))

/**
 * For what becomes text before a logger sees it: the value, unless it stands under a credential's name, in any case and at any depth.
 *
 * @example toFacts({ request: { headers: { Authorization: 'Bearer …' } } }, showInLog)
 */
export function showInLog(name: string, value: unknown): unknown {
  return hiddenNames.has(name.toLowerCase()) ? '[Redacted]' : value
}
