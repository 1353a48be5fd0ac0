/** What a client of the test project does over HTTP. */
import { expect } from 'vitest'
import type { TestProject } from './project.ts'

/** The key that `start --dev-key` printed. */
export function keyIn(lines: readonly string[]): string {
  const key = lines.map((line) => /^first key: (ak_\w+)$/.exec(line)?.[1]).find((found) => found !== undefined)
  expect(key).toBeDefined()
  return key ?? ''
}

/** Asks for a number to be doubled. */
export function post(origin: string, key: string, number: number, more: object = {}): Promise<Response> {
  return fetch(`${origin}/doubles`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify({ number, ...more }),
  })
}

/** The same, accepted: the id of its job. */
export async function submit(origin: string, key: string, number: number, more: object = {}): Promise<string> {
  const response = await post(origin, key, number, more)
  expect(response.status).toBe(202)
  return /job_\w+/.exec(response.headers.get('location') ?? '')?.[0] ?? ''
}

/** Asks `jobs show`, with these options, until the job has that status. */
export async function untilStatus(
  project: TestProject,
  job: string,
  status: string,
  options: readonly string[] = [],
): Promise<void> {
  for (;;) {
    const { stdout } = await project.run(['jobs', 'show', job, '--json', ...options])
    if (JSON.parse(stdout).status === status) return
  }
}
