/** The writer thread's entry: it waits for the disk, so that the main thread need not. Reads no settings; all is in what it is started with. */
import { parentPort, workerData } from 'node:worker_threads'
import { systemRuntime } from '../../base/runtime.ts'
import { hostWriter } from './writer-host.ts'
import type { WriterTask } from './writer-messages.ts'

if (parentPort === null) throw new TypeError('This file is the entry of a thread.')
await hostWriter(parentPort, workerData as WriterTask, systemRuntime)
