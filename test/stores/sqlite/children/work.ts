/**
 * A server process that works on the jobs of the file it is given, with the guardian's times as it is told. A job's body says what its
 * handler does. Prints what happens, a line each: `ready WORKER`, `run JOB ATTEMPT` before a handler starts, and what was observed.
 */
import { existsSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { createApp } from '../../../../src/app.ts'
import { systemRuntime } from '../../../../src/base/runtime.ts'
import { resolveConfig } from '../../../../src/config/resolve-config.ts'
import { isAsync } from '../../../../src/contract/operation.ts'
import type { Registry } from '../../../../src/contract/registry.ts'
import type { GuardianTerms } from '../../../../src/stores/sqlite/guardian-messages.ts'
import { type HandlerFunction, toRegistry } from '../../../jobs/support/world.ts'
import { patientId } from './patient-id.ts'

export type Work =
  | { readonly do: 'block'; readonly ms: number }
  | { readonly do: 'block-for-ever' }
  | { readonly do: 'wait'; readonly until: string }
  | { readonly do: 'finish' }

const [file = '', setting = '{}'] = process.argv.slice(2)
const { attemptMs = 600_000, ...terms } = JSON.parse(setting) as Partial<GuardianTerms & { readonly attemptMs: number }>

const say = (line: string) => void writeSync(1, `${line}\n`)

const handler: HandlerFunction = async ({ body }, job) => {
  const work = body as Work
  say(`run ${job.id} ${process.pid}`)
  if (work.do === 'block-for-ever') block(Number.POSITIVE_INFINITY)
  if (work.do === 'block') block(work.ms)
  if (work.do === 'wait') while (!existsSync(work.until)) await sleep(10)
  return process.pid
}

/** Burns the processor, as a loop that never awaits does. */
function block(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}

/** Adds an operation whose attempts may take as long as they like. */
function withPatient(registry: Registry): Registry {
  const { contract, handlers } = registry
  const patient = contract.operations.filter(isAsync).map((operation) => ({
    ...operation,
    id: patientId,
    path: '/patient',
    async: { ...operation.async, timeout: { ...operation.async.timeout, attemptMs: 600_000 } },
  }))
  return {
    ...registry,
    contract: { ...contract, operations: [...contract.operations, ...patient] },
    handlers: { ...handlers, [patientId]: { operation: patientId, run: handler } },
  }
}

const project = import.meta.dirname
const config = resolveConfig({ flags: { database: file }, variables: {}, file: {}, project, workingDirectory: project })
const app = await createApp({
  registry: withPatient(toRegistry(handler, { policy: { timeout: { attemptMs } } })),
  config,
  runtime: systemRuntime(({ name, facts, cause }) => say(`${name} ${JSON.stringify(facts)} ${cause ?? ''}`)),
  secretKey: new Uint8Array(32).fill(7),
  processId: process.pid,
  guardian: terms,
  onFailStop: (fault) => {
    say(`fault ${fault.code}`)
    process.exit(1)
  },
})
await app.start({ origin: 'http://127.0.0.1' })
say(`ready ${process.pid}`)
process.once('SIGTERM', () => void app.stop().then(() => process.exit(0)))
// What a listener would do.
setInterval(() => {}, 60_000)
