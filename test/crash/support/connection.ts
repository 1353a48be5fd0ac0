/**
 * HTTP with a server that may be gone: a request that is not answered, or answered with 503, is sent again until it is. Whatever else
 * comes back than what was promised is thrown.
 */
import { createHash } from 'node:crypto'
import type { Order } from './orders.ts'
import { pause } from './pause.ts'

export interface Connection {
  /** Resolves with the id of the job, once there is a 202. */
  submit(order: Order): Promise<string>
  /** The status that callers see; undefined when the job is not known. */
  status(job: string): Promise<string | undefined>
  /** Digest of the bytes of the result. */
  result(job: string): Promise<string>
  /** Whether a cancel request was acknowledged. */
  cancel(job: string): Promise<boolean>
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Uint8Array
}

/** A connection to the API below that base. */
export function createConnection(base: string, key: string): Connection {
  const ask = (url: string, request: RequestInit = {}) =>
    askUntilAnswered(url, {
      ...request,
      redirect: 'manual',
      headers: { 'x-api-key': key, ...Object.fromEntries(new Headers(request.headers)) },
    })
  return {
    submit: async ({ path, body, mediaType, key: idempotencyKey }) => {
      const headers = { 'content-type': mediaType, 'idempotency-key': idempotencyKey }
      const answer = await ask(`${base}${path}`, { method: 'POST', headers, body })
      const job = /job_\w+/.exec(answer.headers.get('location') ?? '')?.[0]
      if (answer.status !== 202 || job === undefined) throw unexpected(`POST ${path}`, answer)
      return job
    },
    status: async (job) => {
      const answer = await ask(`${base}/jobs/${job}/status`)
      if (answer.status === 404) return undefined
      if (answer.status !== 200) throw unexpected(`status of ${job}`, answer)
      return JSON.parse(new TextDecoder().decode(answer.bytes)).status
    },
    result: async (job) => {
      const done = await ask(`${base}/jobs/${job}`)
      const place = done.headers.get('location')
      if (done.status !== 303 || place === null) throw unexpected(`end of ${job}`, done)
      const result = await ask(place)
      if (result.status !== 200) throw unexpected(`result of ${job}`, result)
      return createHash('sha256').update(result.bytes).digest('hex')
    },
    cancel: async (job) => (await ask(`${base}/jobs/${job}`, { method: 'DELETE' })).status < 300,
  }
}

async function askUntilAnswered(url: string, request: RequestInit): Promise<Answer> {
  for (;;) {
    const answer = await askOnce(url, request)
    if (answer !== undefined && answer.status !== 503) return answer
    await pause(25)
  }
}

/** Undefined when the server went away before its answer was here. */
async function askOnce(url: string, request: RequestInit): Promise<Answer | undefined> {
  try {
    const { status, headers, ...response } = await fetch(url, request).then(async (answer) => ({
      status: answer.status,
      headers: answer.headers,
      bytes: new Uint8Array(await answer.arrayBuffer()),
    }))
    return { status, headers, ...response }
  } catch {
    return undefined
  }
}

function unexpected(what: string, { status, bytes }: Answer): Error {
  return new Error(`${what}: ${status} ${new TextDecoder().decode(bytes).slice(0, 300)}`)
}
