/**
 * Entry of a process: queues jobs with our service, then runs all of them in a worker without HTTP. Arguments: project, database, jobs, and
 * what else the new database holds: `queued 1000000` or `finished 1000000`. Prints the milliseconds from the worker's start to its last
 * settlement on the disk.
 */

import { setTimeout as wait } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { issueKey } from './issue-key.ts'
import { openApp, submit } from './our-app.ts'

const [project = '', file = '', jobs = '', kind = '', others = '0'] = process.argv.slice(2)

/** By table: what a copy has in place of its pattern's values. */
const copied: readonly { readonly table: string; readonly keys: Readonly<Record<string, string>> }[] = [
  { table: 'job_io', keys: { job: 'n' } },
  { table: 'event', keys: { seq: 'null', id: "'evt_' || printf('%022d', n) || p.number", job: 'n' } },
  { table: 'run', keys: { job: 'n' } },
  {
    table: 'job',
    keys: { seq: 'n', id: "'job_' || printf('%022d', n)", run_at: 'p.run_at + n', expires_at: 'p.expires_at + n' },
  },
]

const isNew = await accept(Number(jobs))
if (isNew && kind !== 'none') multiply(kind === 'queued' ? 'ready' : 'succeeded', Number(others))
console.log(JSON.stringify({ ms: await drain(Number(jobs)) }))
process.exit(0)

/** Whether this made the first jobs of the database. */
async function accept(count: number): Promise<boolean> {
  const app = await openApp(project, file, 'http')
  await app.start({ origin: 'http://localhost' })
  const key = await issueKey(project, file)
  const before = query('select count(*) from (select 1 from job limit 1)')
  for (let left = count; left > 0; left -= 200) {
    await Promise.all(Array.from({ length: Math.min(left, 200) }, () => submit(app, key)))
  }
  await app.stop()
  if (before === 0 && kind === 'finished') await drain(count).then(() => accept(count))
  return before === 0
}

/** Rows like one that is there: as many statements as a million jobs would take would be a measurement of their own. */
function multiply(state: string, count: number): void {
  const database = new Database(file)
  database.pragma('synchronous = off')
  // What a finished job was sent is not taken in after it: so it comes before its job.
  database.pragma('foreign_keys = off')
  const { seq: pattern } = database.prepare('select seq from job where state = ? limit 1').get(state) as { seq: number }
  const first = Number(database.prepare('select max(seq) from job').pluck().get()) + 1
  const numbers = `with recursive n (n) as (select ${first} union all select n + 1 from n where n < ${first + count - 1})`
  for (const { table, keys } of copied) {
    const columns = database.prepare(`select name from pragma_table_info('${table}')`).pluck().all() as string[]
    const values = columns.map((column) => keys[column] ?? `p.${column}`)
    database.exec(
      `${numbers} insert into ${table} (${columns.join(', ')}) select ${values.join(', ')} from n cross join ${table} p where p.${table === 'job' ? 'seq' : 'job'} = ${pattern}`,
    )
  }
  database.exec('pragma wal_checkpoint(truncate)')
  database.close()
}

async function drain(count: number): Promise<number> {
  let started = 0
  Object.assign(globalThis, {
    benchStarted: () => {
      started += 1
    },
  })
  const app = await openApp(project, file, 'worker')
  const database = new Database(file, { readonly: true })
  const running = database.prepare("select 1 from job where state = 'running' limit 1")
  const began = performance.now()
  await app.start({ origin: 'http://localhost' })
  while (started < count) await wait(2)
  const all = performance.now()
  if (kind !== 'queued') while (running.get() !== undefined) await wait(2)
  const ms = (kind === 'queued' ? all : performance.now()) - began
  database.close()
  await app.stop()
  return ms
}

function query(sql: string): unknown {
  const database = new Database(file, { readonly: true })
  const value = database.prepare(sql).pluck().get()
  database.close()
  return value
}
