/** Entry of a process: queues jobs with a peer, then runs all of them. Arguments: name, where, jobs, concurrency. Prints the milliseconds of the running. */
import { sampleBody } from '../noop-body.ts'
import { openQueue } from './queue.ts'

const [name = '', where = '', jobs = '', concurrency = ''] = process.argv.slice(2)
const queue = await openQueue(name, where)
for (let left = Number(jobs); left > 0; left -= 1_000) {
  await queue.addMany(Array.from({ length: Math.min(left, 1_000) }, () => sampleBody))
}
const ended = Promise.withResolvers<void>()
let done = 0
const began = performance.now()
await queue.work(Number(concurrency), () => {
  done += 1
  if (done === Number(jobs)) ended.resolve()
})
await ended.promise
console.log(JSON.stringify({ ms: performance.now() - began }))
process.exit(0)
