/**
 * Runs beside the handler in each child process: tells the worker that the child can run at all, and ends the child with everything it
 * started when the worker is gone. It says nothing of what the handler does.
 */
import { Socket } from 'node:net'
import { parentPort } from 'node:worker_threads'
import { systemSleep } from '../../base/sleep.ts'
import { endOwnGroup } from './end-own-group.ts'
import { beatEveryMs, lifeline } from './lifeline.ts'

const line = new Socket({ fd: lifeline })
line.on('error', () => {})
// Only the worker holds the other end, so its end is the worker's, however that came.
line.on('close', endOwnGroup)
line.resume()
void beatForEver()
parentPort?.postMessage('watching')

async function beatForEver(): Promise<never> {
  for (;;) {
    await systemSleep(beatEveryMs)
    line.write('.')
  }
}
