/** A writer thread that opens, and breaks at the first call. */
import { parentPort } from 'node:worker_threads'

parentPort?.on('message', () => {
  throw new RangeError('out of memory')
})
parentPort?.postMessage({ kind: 'ready' })
