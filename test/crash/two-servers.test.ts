/** Two servers on one database file, both asked at once. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { keyIn } from '../cli/caller.ts'
import { generated } from '../cli/project.ts'
import { until } from './support/pause.ts'

const pairs = 60

it('two servers on one file accept and run beside each other: nothing is lost, nothing happens twice (I1, I2, I5, I8)', async () => {
  await using project = await generated()
  const file = join(project.directory, '.coatcheck/jobs.db')
  const first = await project.start(['--dev-key'])
  const second = await project.start()
  const key = keyIn(first.lines)
  const submit = async (origin: string, idempotencyKey: string): Promise<string> => {
    const answer = await fetch(`${origin}/doubles`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key, 'idempotency-key': idempotencyKey },
      body: JSON.stringify({ number: 2 }),
    })
    expect(answer.status).toBe(202)
    return /job_\w+/.exec(answer.headers.get('location') ?? '')?.[0] ?? ''
  }
  const own = (origin: string, name: string) =>
    Array.from({ length: pairs }, (_, number) => submit(origin, `${name}-${number}`))
  const [ofFirst, ofSecond, both, again] = await Promise.all(
    [own(first.origin, 'a'), own(second.origin, 'b'), own(first.origin, 'c'), own(second.origin, 'c')].map((all) =>
      Promise.all(all),
    ),
  )
  // The same key is the same job, whoever is asked.
  expect(again).toEqual(both)
  const ids = new Set([ofFirst, ofSecond, both].flat())
  expect(ids.size).toBe(3 * pairs)

  const database = new Database(file, { readonly: true })
  const column = (sql: string): readonly unknown[] => database.prepare(sql).pluck().all()
  await until(() => column("select 1 from job where state <> 'succeeded'").length === 0)
  expect(new Set(column('select id from job'))).toEqual(ids)
  expect(column('select count(*) from run')).toEqual([3 * pairs])
  expect(column("select count(*) from event where kind = 'succeeded'")).toEqual([3 * pairs])
  expect(column('select count(distinct worker) from run')).toEqual([2])
  for (const service of [first, second]) {
    service.signal('SIGTERM')
    expect(await service.ended).toBe(0)
  }
  database.close()
}, 60_000)
