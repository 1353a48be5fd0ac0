/** The client of the demo: any HTTP client would do. */
import { setTimeout as sleep } from 'node:timers/promises'
import { ClaimFailed, claim } from './claim.ts'
import { type Answer, type Ask, ask } from './transcript.ts'

export interface Client {
  /** Public base with the server path. */
  readonly base: string
  readonly key: string
}

/** Submits and checks the 202. */
export async function submit(client: Client, path: string, request: Ask): Promise<Answer> {
  const answer = await ask(`${client.base}${path}`, client.key, { method: 'POST', ...request })
  if (answer.status !== 202 || request.quiet !== true)
    claim(answer.status === 202, '202 Accepted, with the job in Location')
  return answer
}

export function submitJson(client: Client, path: string, body: object, quiet = false): Promise<Answer> {
  const request = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), quiet }
  return submit(client, path, request)
}

/** Follows `Retry-After` until the answer is no longer an unfinished job; every poll is shown unless `quiet`. */
export async function poll(client: Client, url: string, quiet = false): Promise<Answer> {
  let seen = ''
  for (;;) {
    const answer = await ask(url, client.key, { quiet, seen })
    seen = answer.text
    const retryAfter = answer.headers.get('retry-after')
    if (answer.status !== 200 || retryAfter === null) return answer
    await sleep(Number(retryAfter) * 1000)
  }
}

/** Waits until the job's status is one of these, looking often and saying nothing. */
export async function waitFor(client: Client, statusUrl: string, ...statuses: readonly string[]): Promise<Answer> {
  for (;;) {
    const answer = await ask(statusUrl, client.key, { quiet: true })
    if (statuses.includes(answer.json.status)) return answer
    await sleep(50)
  }
}

/** A header that must be there. */
export function header(answer: Answer, name: string): string {
  const value = answer.headers.get(name)
  if (value === null) throw new ClaimFailed(`the answer has ${name}`)
  return value
}
