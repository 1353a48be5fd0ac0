/**
 * A process that runs handlers in children: `node worker-process.ts <project> <operation>…`. It prints what they log; on SIGINT it asks them
 * to stop and prints how they ended.
 */
import { toJobId } from '../../src/base/ids.ts'
import type { RunRequest } from '../../src/jobs/runner.ts'
import { createProcessRunner } from '../../src/runners/process/process-runner.ts'
import { running } from '../jobs/support/jobs.ts'

const [project = '', ...operations] = process.argv.slice(2)
const runner = createProcessRunner({ project, most: 4, memoryBytes: 67_108_864, observe: () => {} })
const runs = operations.map((operation) => runner.start(requestFor(operation)))

process.once('SIGINT', async () => {
  for (const run of runs) run.abort('shutdown')
  process.stdout.write(`${JSON.stringify(await Promise.all(runs.map(({ done }) => done)))}\n`)
  await runner.stop()
})

function requestFor(operation: string): RunRequest {
  const id = toJobId(`job_${operation.padEnd(22, '0')}`) ?? running.id
  const principal = { subject: 'api-key:dev', tenant: 'default', scopes: [] }
  const input = { params: {}, query: {}, headers: {}, cookies: {}, body: { kind: 'none' }, principal } as const
  const job = { ...running, id, operation }
  return {
    claim: { fence: { incarnation: 'here', job: id, epoch: 1 }, job, input, steps: new Map() },
    handler: { operation, run: () => undefined },
    hooks: {
      progress: async () => {},
      partial: async () => {},
      saveStep: async () => {},
      bodyPath: () => undefined,
      log: (_level, _fields, message) => void process.stdout.write(`${message}\n`),
    },
  }
}
