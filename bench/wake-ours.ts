/** Entry of a process: hands requests to our idle service one at a time, as plain values. Arguments: project, database, jobs. Prints the milliseconds from each to the start of its handler. */
import { issueKey } from './issue-key.ts'
import { openApp, submit } from './our-app.ts'
import { timeWakes } from './time-wakes.ts'

const [project = '', file = '', jobs = ''] = process.argv.slice(2)
const app = await openApp(project, file, 'all')
await app.start({ origin: 'http://localhost' })
const key = issueKey(project, file)
const times = await timeWakes(Number(jobs), (started) => {
  Object.assign(globalThis, { benchStarted: started })
  return submit(app, key)
})
console.log(JSON.stringify({ times }))
process.exit(0)
