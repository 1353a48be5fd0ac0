/**
 * What is said below the pipeline: to bytes that are no HTTP, to a request that HTTP itself does not allow, and when what should never fail
 * has failed. In the same form and with the same protection as every other answer; it knows no request id and no public base.
 */
import { STATUS_CODES } from 'node:http'
import { securityHeaders } from './finish.ts'
import type { HttpResponse } from './message.ts'
import { textResponse } from './respond.ts'

const headers = { ...securityHeaders, 'cache-control': 'no-store' } as const
const mediaType = 'application/problem+json'

/**
 * The problem of a status.
 *
 * @example protocolProblem(417)
 */
export function protocolProblem(status: number): HttpResponse {
  return textResponse(status, mediaType, textOf(status), headers)
}

/** The same for a socket that nothing else writes to; the connection ends with it. */
export function protocolProblemBytes(status: number): string {
  const text = textOf(status)
  const sent = {
    'content-type': mediaType,
    ...headers,
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  }
  const lines = Object.entries(sent).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${text}`
}

/** `about:blank`: nothing of the service was reached, so the status says it all (RFC 9457, 4.2.1). */
function textOf(status: number): string {
  const code = status === 500 ? 'internal-error' : 'bad-request'
  return JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, code, retriable: status === 500 })
}
