/** A process that has no file descriptor left when it starts a run: `node exhausted-process.ts <project> thread|process`. It prints how two runs end. */
import { closeSync, openSync } from 'node:fs'
import { createProcessRunner } from '../../src/runners/process/process-runner.ts'
import { createThreadRunner } from '../../src/runners/thread/thread-runner.ts'
import { requestFor } from './request.ts'

const [project = '', name] = process.argv.slice(2)
const setting = { project, most: 1, memoryBytes: 67_108_864, observe: () => {} }
const runner = name === 'thread' ? createThreadRunner(setting) : createProcessRunner(setting)

const held = holdAll()
const first = await runner.start(requestFor('answer')).done
for (const descriptor of held) closeSync(descriptor)
const second = await runner.start(requestFor('answer')).done
process.stdout.write(JSON.stringify([first, second]))
await runner.stop()

function holdAll(): readonly number[] {
  const descriptors: number[] = []
  try {
    for (;;) descriptors.push(openSync('/dev/null', 'r'))
  } catch {
    return descriptors
  }
}
