/** The writer thread with a clock that the main thread of a test has set. */
import { getEnvironmentData, parentPort, workerData } from 'node:worker_threads'
import { toInstant } from '../../../../src/base/clock.ts'
import { systemRuntime } from '../../../../src/base/runtime.ts'
import { hostWriter } from '../../../../src/stores/sqlite/writer-host.ts'
import type { WriterTask } from '../../../../src/stores/sqlite/writer-messages.ts'

if (parentPort === null) throw new TypeError('This file is the entry of a thread.')
const time = new Float64Array(getEnvironmentData('told-time') as SharedArrayBuffer)
const now = () => toInstant(time[0] ?? 0)
await hostWriter(parentPort, workerData as WriterTask, (observe) => ({
  ...systemRuntime(observe),
  clock: { now, elapsedMs: now },
}))
