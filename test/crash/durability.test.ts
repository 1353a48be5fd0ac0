import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keyIn } from '../cli/caller.ts'
import { generated } from '../cli/project.ts'
import { until } from './support/pause.ts'
import { judgeTrace, readSystemCalls, straceArguments, type Trace } from './support/system-calls.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const canTrace = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0
if (!canTrace) console.warn('strace cannot be used here, so nothing shows that a 202 waits for the disk: install it')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coatcheck-trace-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Submits so many jobs at once to a traced server and judges what its system calls say about them. */
async function traced(
  count: number,
  home: string = repository,
  variables: Readonly<Record<string, string>> = {},
): Promise<Trace> {
  await using project = await generated()
  const log = join(folder, 'calls')
  const server = `exec strace -D ${straceArguments(log).join(' ')} "${process.execPath}" "${home}/bin/coatcheck.js" "$@"`
  const service = await project.start(['--dev-key'], { variables, executable: 'bash', node: ['-c', server] })
  const key = keyIn(service.lines)
  const agent = new Agent({ keepAlive: true })
  await Promise.all(
    Array.from({ length: count }, () => answerTo(request(`${service.origin}/healthz`, { agent }).end())),
  )
  // What arrives on open connections while the server stands still is read in one turn, and so committed together.
  service.signal('SIGSTOP')
  const sent = Array.from({ length: count }, (_, number) => sendDouble(service.origin, { agent, key, number }))
  await Promise.all(sent.map(({ handedOver }) => handedOver))
  service.signal('SIGCONT')
  const jobs = await Promise.all(sent.map(({ job }) => job))
  service.signal('SIGTERM')
  await service.ended
  await until(() =>
    /^\d+ \+\+\+ exited with 0 \+\+\+$/m.test(readFileSync(log, 'utf8').split('\n').slice(-2).join('\n')),
  )
  return judgeTrace(readSystemCalls(log), jobs)
}

describe.runIf(canTrace)('a 202 (by the system calls of the server)', () => {
  it('leaves after the log that holds its job was brought to the disk (I1, D2)', async () => {
    const { early, kept, syncs } = await traced(1)
    expect({ early, kept: kept.length, syncs }).toEqual({ early: [], kept: 1, syncs: 1 })
  })

  it('leaves so for each job of a group, and the group shares the wait (I1, D2)', async () => {
    const { early, kept, syncs } = await traced(40)
    expect({ early, kept: kept.length }).toEqual({ early: [], kept: 40 })
    expect(syncs).toBeLessThan(40)
  })

  it('leaves so where a thread of its own writes, and waits (I1, D2)', async () => {
    const { early, kept, syncs } = await traced(40, repository, { COATCHECK_DATABASE_WRITER: 'thread' })
    expect({ early, kept: kept.length }).toEqual({ early: [], kept: 40 })
    expect(syncs).toBeLessThan(40)
  })

  it.each([
    {
      server: 'answers before the commit',
      file: 'jobs/service.js',
      before: 'const accept = () => service.store.accept(submission);',
      after:
        "const accept = async () => { void service.store.accept(submission); return { kind: 'inserted', job: submission.job }; };",
    },
    {
      server: 'does not wait for the disk',
      file: 'stores/sqlite/connect.js',
      before: "'synchronous = full'",
      after: "'synchronous = off'",
    },
  ])('is seen to leave early by this measure where the server $server', async ({ file, before, after }) => {
    const { early } = await traced(3, changedCopy(file, before, after))
    expect(early).toHaveLength(3)
  })
})

/** `handedOver` once all of the request is the system's business; `job` once it is answered. */
function sendDouble(
  origin: string,
  { agent, key, number }: { readonly agent: Agent; readonly key: string; readonly number: number },
): { readonly handedOver: Promise<unknown>; readonly job: Promise<string> } {
  const headers = { 'content-type': 'application/json', 'x-api-key': key }
  const outgoing = request(`${origin}/doubles`, { method: 'POST', headers, agent })
  const job = answerTo(outgoing).then(({ headers: { location = '' }, statusCode }) => {
    expect(statusCode).toBe(202)
    return /job_\w+/.exec(location)?.[0] ?? ''
  })
  outgoing.end(JSON.stringify({ number }))
  return { handedOver: once(outgoing, 'finish'), job }
}

async function answerTo(outgoing: ClientRequest): Promise<IncomingMessage> {
  const [answer]: IncomingMessage[] = await once(outgoing, 'response')
  if (answer === undefined) throw new Error('no answer')
  answer.resume()
  await once(answer, 'end')
  return answer
}

/** A package of which one file says something else. */
function changedCopy(file: string, before: string, after: string): string {
  const home = join(folder, 'changed')
  for (const part of ['bin', 'dist', 'package.json'])
    cpSync(join(repository, part), join(home, part), { recursive: true })
  symlinkSync(join(repository, 'node_modules'), join(home, 'node_modules'))
  const path = join(home, 'dist', file)
  const text = readFileSync(path, 'utf8')
  expect(text).toContain(before)
  writeFileSync(path, text.replace(before, after))
  return home
}
