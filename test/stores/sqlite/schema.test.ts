import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { statementText } from '../../../src/stores/sqlite/sql.ts'

const store = fileURLToPath(new URL('../../../src/stores/sqlite/', import.meta.url))
const statements = readdirSync(join(store, 'sql')).map((name) => name.replace(/\.sql$/, ''))

const migrations = readdirSync(join(store, 'migrations'))
  .sort()
  .map((name) => readFileSync(join(store, 'migrations', name), 'utf8'))

let database: Database.Database
beforeEach(() => {
  database = new Database(':memory:')
  database.pragma('foreign_keys = on')
  for (const migration of migrations) database.exec(migration)
  insertJob(1, 'ready')
})
afterEach(() => database.close())

const columns: Readonly<Record<string, Readonly<Record<string, string | number | null>>>> = {
  waiting: { why: 'delay', run_at: 1 },
  ready: { run_at: 1 },
  running: { run_at: 1, worker: 'wrk_1' },
  succeeded: { finished_at: 5, expires_at: 9 },
  failed: { finished_at: 5, expires_at: 9, failure: '{"code":"no","detail":"secret"}' },
  canceled: { finished_at: 5, expires_at: 9 },
}

function insertJob(seq: number, state: string, changes: object = {}): void {
  const row: Readonly<Record<string, string | number | null>> = {
    seq,
    id: `job_${seq}`,
    operation: 'work',
    contract_revision: 1,
    tenant: 'default',
    owner: 'dev',
    state,
    priority: 1,
    revision: 3,
    attempt: 1,
    max_attempts: 3,
    crashes: 0,
    interrupts: 0,
    epoch: 2,
    created_at: 1,
    updated_at: 1,
    retention_ms: 1,
    tombstone_ms: 1,
    ...columns[state],
    ...changes,
  }
  const names = Object.keys(row)
  database.prepare(`insert into job (${names}) values (${names.map((name) => `:${name}`)})`).run(row)
}

const finished = ['succeeded', 'failed', 'canceled']
const unfinished = ['waiting', 'ready', 'running']

describe('the database file itself', () => {
  it.each(
    finished.flatMap((from) =>
      [...unfinished, ...finished].filter((to) => to !== from).map((to): [string, string] => [from, to]),
    ),
  )('refuses to let a %s job become %s (I3, I4)', (from, to) => {
    insertJob(2, from)
    const cleared = { why: null, run_at: null, worker: null, finished_at: null, expires_at: null, failure: null }
    const next = { ...cleared, ...columns[to] }
    const changes = Object.entries(next).map(([name, value]) => `${name} = ${value === null ? 'null' : `'${value}'`}`)
    const update = () => database.exec(`update job set state = '${to}', ${changes} where seq = 2`)
    expect(update).toThrow(/finished job/)
  })

  it.each([
    ['failure = \'{"code":"other"}\''],
    ['finished_at = 6'],
    ['expires_at = 10'],
    ['attempt = 2'],
    ['epoch = 3'],
  ])('refuses %s on a finished job (I4)', (change) => {
    insertJob(2, 'failed')
    expect(() => database.exec(`update job set ${change} where seq = 2`)).toThrow(/finished job/)
  })

  it('lets a finished job be forgotten, once (R-RES-5)', () => {
    insertJob(2, 'failed')
    database.exec(
      `update job set forgotten_at = 6, expires_at = 6, revision = 4, failure = json_remove(failure, '$.detail') where seq = 2`,
    )
    expect(() => database.exec('update job set forgotten_at = 7 where seq = 2')).toThrow(/finished job/)
  })

  it.each([
    ['ready', { worker: 'wrk_1' }],
    ['running', { worker: null }],
    ['ready', { finished_at: 1, expires_at: 2 }],
    ['succeeded', { finished_at: null, expires_at: null }],
    ['waiting', { why: null }],
    ['ready', { run_at: null }],
    ['ready', { cancel_requested_at: 1 }],
    ['failed', { failure: null }],
    ['ready', { forgotten_at: 1 }],
    ['ready', { attempt: 4 }],
    ['queued', { run_at: null }],
  ])('refuses a %s job with %j (I9, I10)', (state, changes) => {
    expect(() => insertJob(2, state, changes)).toThrow(/CHECK/)
  })

  it.each([['epoch = 1'], ['revision = 2'], ["owner = 'other'"], ["tenant = 'other'"], ["id = 'job_9'"]])(
    'refuses %s on any job (I7)',
    (change) => {
      expect(() => database.exec(`update job set ${change}`)).toThrow(/never go back/)
    },
  )

  it('refuses to delete an unfinished job (I21)', () => {
    for (const [index, state] of unfinished.entries()) insertJob(10 + index, state)
    expect(() => database.exec('delete from job where seq >= 10')).toThrow(/unfinished/)
  })

  it('refuses to change a result or to bring one back (I4)', () => {
    insertJob(2, 'ready', { revision: 1 })
    database.exec(`insert into job_io (job, input) values (2, '{}')`)
    database.exec(`update job_io set result = '1' where job = 2`)
    expect(() => database.exec(`update job_io set result = '2' where job = 2`)).toThrow(/result/)
    database.exec(
      `update job set state = 'succeeded', run_at = null, finished_at = 5, expires_at = 9, revision = 2 where seq = 2`,
    )
    expect(() => database.exec(`update job_io set result = null where job = 2`)).toThrow(/result/)
    database.exec('delete from job_io where job = 2')
    expect(() => database.exec(`insert into job_io (job, input) values (2, '{}')`)).toThrow(/forgotten/)
  })

  it('holds one open run for a job, and closes it once (I9)', () => {
    database.exec('insert into run (job, epoch, worker, started_at) values (1, 1, 1, 1)')
    const second = () => database.exec('insert into run (job, epoch, worker, started_at) values (1, 2, 1, 1)')
    expect(second).toThrow(/UNIQUE/)
    database.exec(`update run set ended_at = 2, outcome = 'lost'`)
    second()
    expect(() => database.exec(`update run set outcome = 'succeeded' where epoch = 1`)).toThrow(/closed run/)
  })

  it('holds one terminal event for a job, and each number once (I5)', () => {
    const event = (number: number, kind: string) =>
      database.exec(
        `insert into event (id, job, number, kind, at, snapshot) values ('e', 1, ${number}, '${kind}', 1, '{}')`,
      )
    event(1, 'accepted')
    event(2, 'succeeded')
    expect(() => event(2, 'progress')).toThrow(/UNIQUE/)
    expect(() => event(3, 'failed')).toThrow(/UNIQUE/)
  })

  it('keeps the value of a step (I16)', () => {
    database.exec(`insert into step (job, name, epoch, value) values (1, 'load', 1, '1')`)
    expect(() => database.exec(`update step set value = '2'`)).toThrow(/keeps its value/)
  })
})

describe('the statements', () => {
  const plan = (name: string): string => {
    const text = statementText(name)
    const names = [...text.matchAll(/:([a-zA-Z]+)/g)].map(([, value]) => value)
    const values = Object.fromEntries(names.map((value) => [value, value === 'known' ? '{}' : 1]))
    const steps = database.prepare<[object], { detail: string }>(`explain query plan ${text}`).all(values)
    return steps.map(({ detail }) => detail).join('\n')
  }

  it.each(statements)('%s names the tenant, or says in its first line who else it is for (OW-1)', (name) => {
    const text = statementText(name)
    expect(text).toMatch(
      /^-- .*(\b[A-Z]\w+\.\w+|every verb|openDatabase|inspectDatabase|backupDatabase|restoreDatabase|inspectJob|inspectHealth)/,
    )
    const [first = ''] = text.split('\n')
    expect(/\btenant\b/.test(text) || /^-- (worker|sweep|operator)\b/.test(first)).toBe(true)
  })

  it.each(statements)('%s fits the tables', (name) => {
    expect(() => database.prepare(statementText(name))).not.toThrow()
  })

  it.each([
    ['find-claimable', 'SCAN job USING INDEX job_ready'],
    [
      'count-key-holders',
      'SEARCH job USING COVERING INDEX job_key_running (operation=? AND tenant=? AND concurrency_key=?)',
    ],
    ['count-key-holders', 'SEARCH run USING COVERING INDEX run_abandoned (abandoned=?)'],
    ['unpark-next', 'SEARCH job USING INDEX job_parked (operation=? AND tenant=? AND concurrency_key=?)'],
    ['find-parked', 'SEARCH job USING COVERING INDEX job_parked (operation=? AND tenant=? AND concurrency_key=?)'],
    ['unpark-operation', 'SEARCH job USING COVERING INDEX job_parked (operation=?)'],
    ['list-unfinished-of-key', 'USING INDEX job_key_unfinished (operation=? AND tenant=? AND concurrency_key=?)'],
    ['find-abandoned-without-process', 'SEARCH run USING COVERING INDEX run_abandoned (abandoned=?)'],
    ['find-due', 'SEARCH job USING INDEX job_waiting (run_at<?)'],
    ['find-expired', 'SEARCH job USING INDEX job_expiry (expires_at<?)'],
    ['find-deletable', 'SEARCH job USING INDEX job_forgotten (expires_at<?)'],
    ['find-overdue', 'SEARCH job USING INDEX job_deadline (deadline_at<?)'],
    ['find-overdue', 'SEARCH job USING INDEX job_start_by (start_by<?)'],
    ['find-lost', 'SCAN job USING INDEX job_running'],
    ['list-held-jobs', 'SEARCH job USING INDEX job_running (worker=?)'],
    ['list-cancel-requests', 'SEARCH job USING INDEX job_cancel_requested (worker=?)'],
    ['list-jobs', 'SEARCH job USING INDEX job_owner (tenant=? AND owner=? AND seq<?)'],
    ['clear-idempotency-keys', 'USING COVERING INDEX idempotency_expiry (expires_at<?)'],
    ['clear-tombstones', 'USING COVERING INDEX tombstone_expiry (expires_at<?)'],
  ])('%s reads by its partial index and sorts nothing: %s', (name, step) => {
    expect(plan(name)).toContain(step)
    expect(plan(name)).not.toContain('TEMP B-TREE')
    expect(plan(name)).not.toMatch(/^SCAN job$/m)
  })
})
