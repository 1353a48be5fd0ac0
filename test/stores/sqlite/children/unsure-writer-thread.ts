/** A writer thread whose first commit has an unknown outcome, and who answers nothing after it. */
import { parentPort } from 'node:worker_threads'

parentPort?.on('message', ({ kind }) => {
  if (kind === 'close') parentPort?.close()
  else parentPort?.postMessage({ kind: 'fail-stop', error: { code: 'commit-unknown', message: 'no disk' } })
})
parentPort?.postMessage({ kind: 'ready' })
