/** How SQLite means to run each statement: none that a request, a worker or the sweep waits for reads a whole table or sorts. */
import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Connection, connectWriter } from '../../../src/stores/sqlite/connect.ts'
import { migrate } from '../../../src/stores/sqlite/migrate.ts'
import { statementText } from '../../../src/stores/sqlite/sql.ts'

const folder = new URL('../../../src/stores/sqlite/sql/', import.meta.url)
const statements = readdirSync(folder).map((name) => name.replace(/\.sql$/, ''))
/** Read by a person now and then, and allowed to take their time: their first line says so. */
const hot = statements.filter((name) => !/^-- operator\b/.test(statementText(name)))

let directory: string
let database: Connection

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'coatcheck-plans-'))
  database = connectWriter(join(directory, 'jobs.db'), { mustExist: false, busyTimeoutMs: 1_000 })
  migrate(database, 'jobs.db')
})

afterAll(async () => {
  database.close()
  await rm(directory, { recursive: true })
})

function planOf(text: string): readonly string[] {
  const names = [...text.matchAll(/:([a-zA-Z]+)/g)].flatMap(([, name]) => (name === undefined ? [] : [name]))
  const values = Object.fromEntries(names.map((name) => [name, name === 'known' ? '{}' : 1]))
  const steps = database.prepare<[object], { detail: string }>(`explain query plan ${text}`).all(values)
  return steps.map(({ detail }) => detail)
}

/** Tables that hold a handful of rows, whatever the load. */
const small = ['worker', 'schedule', 'contract', 'meta', 'secret', 'known']

/** What these sort is few, whatever the load: deliveries in flight, endpoints with something due, endpoints of one owner. */
const sortsFew = ['count-sending-deliveries', 'list-due-endpoints', 'list-endpoints']

describe('the plan of', () => {
  it.each(hot)('%s reads no table from end to end', (name) => {
    const scanned = planOf(statementText(name)).flatMap((step) => /^SCAN (\w+)$/.exec(step)?.[1] ?? [])
    expect(scanned.filter((table) => grows(table))).toEqual([])
  })

  it.each(hot.filter((name) => !sortsFew.includes(name)))('%s sorts nothing', (name) => {
    expect(planOf(statementText(name)).filter((step) => step.includes('TEMP B-TREE'))).toEqual([])
  })

  it('a statement that does both is noticed', () => {
    const plan = planOf('select owner from job order by created_at')
    expect(plan).toEqual(['SCAN job', 'USE TEMP B-TREE FOR ORDER BY'])
    expect(grows('job')).toBe(true)
  })
})

/** Aliases of subqueries are no tables. */
function grows(table: string): boolean {
  const isTable = database.prepare("select 1 from sqlite_schema where type = 'table' and name = ?").get(table)
  return isTable !== undefined && !small.includes(table)
}
