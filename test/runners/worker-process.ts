/**
 * A process that runs handlers in children: `node worker-process.ts <project> <operation>…`. It prints what they log; on SIGINT it asks them
 * to stop and prints how they ended.
 */
import { createProcessRunner } from '../../src/runners/process/process-runner.ts'
import { requestFor } from './request.ts'

const [project = '', ...operations] = process.argv.slice(2)
const runner = createProcessRunner({ project, most: 4, memoryBytes: 67_108_864, observe: () => {} })
const print = (_level: string, _fields: object, message: string) => void process.stdout.write(`${message}\n`)
const runs = operations.map((operation) => runner.start(requestFor(operation, print)))

process.once('SIGINT', async () => {
  for (const run of runs) run.abort('shutdown')
  process.stdout.write(`${JSON.stringify(await Promise.all(runs.map(({ done }) => done)))}\n`)
  await runner.stop()
})
