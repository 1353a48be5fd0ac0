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

/** For pino's `redact`: members that never reach a log, at the top of a log line and one and two levels down. */
export const redactPaths: readonly string[] = [
  'authorization',
  'cookie',
  '["set-cookie"]',
  '["x-api-key"]',
  '["proxy-authorization"]',
  '["webhook-signature"]',
  'secret',
  'secretKey',
  'sealedSecret',
  'key',
  'apiKey',
  'password',
  'token',
].flatMap((name) => [name, nested('*', name), nested('*.*', name)])

function nested(parent: string, name: string): string {
  return name.startsWith('[') ? `${parent}${name}` : `${parent}.${name}`
}
