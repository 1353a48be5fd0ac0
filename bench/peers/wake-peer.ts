/** Entry of a process: adds jobs to an idle peer one at a time. Arguments: name, where, jobs. Prints the milliseconds from `add` to each handler. */
import { sampleBody } from '../noop-body.ts'
import { timeWakes } from '../time-wakes.ts'
import { openQueue } from './queue.ts'

const [name = '', where = '', jobs = ''] = process.argv.slice(2)
const queue = await openQueue(name, where)
let started = () => {}
await queue.work(10, () => started())
const times = await timeWakes(Number(jobs), (hear) => {
  started = hear
  return queue.add(sampleBody)
})
console.log(JSON.stringify({ times }))
process.exit(0)
