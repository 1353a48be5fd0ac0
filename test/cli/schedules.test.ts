/** A schedule in a real process: runs by itself, survives SIGKILL, and catches up on what it missed. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { untilTrue } from '../api/service.ts'
import { handler, makeProject, spec, type TestProject } from './project.ts'

const everySecond = `        schedule: { cron: '* * * * * *', timezone: UTC, input: { number: 21 }, catchUp: all }\n`

describe('a schedule', () => {
  it('runs by itself, and after a kill not one of its times is missing or there twice (I15)', async () => {
    await using project = await makeScheduled()
    const first = await project.start()
    await untilTrue('two times have run', async () => fires(project).length >= 2)
    first.signal('SIGKILL')
    await first.ended
    const before = fires(project).length
    await project.start()
    await untilTrue('it has caught up', async () => fires(project).length >= before + 2)
    const times = fires(project)
    expect(times).toEqual(times.map((_, index) => (times[0] ?? 0) + index * 1_000))
    expect(jobs(project)).toBeGreaterThanOrEqual(times.length)
  })

  it('is listed with its next time and what became of the last', async () => {
    await using project = await makeScheduled()
    await project.start()
    await untilTrue('a time has run', async () => fires(project).length > 0)
    const { stdout, code } = await project.run(['schedules', 'ls', '--json'])
    expect(code).toBe(0)
    const { schedules } = JSON.parse(stdout)
    expect(schedules).toEqual([
      {
        operation: 'double',
        revision: 1,
        cron: '* * * * * *',
        timezone: 'UTC',
        skipped: 0,
        next: expect.stringMatching(/T.*Z$/),
        last: { time: expect.stringMatching(/T.*Z$/), outcome: 'accepted', job: expect.stringMatching(/^job_/) },
      },
    ])
    expect((await project.run(['schedules', 'ls'])).stdout).toContain('double     * * * * * *  UTC')
  })
})

async function makeScheduled(): Promise<TestProject> {
  const scheduled = spec.replace(/(x-async-operation:\n)/, `$1${everySecond}`)
  const project = makeProject({ 'spec/openapi.yaml': scheduled, 'handlers/double.ts': handler })
  expect(await project.run(['generate'])).toMatchObject({ code: 0 })
  return project
}

function fires(project: TestProject): readonly number[] {
  return read(project, (db) => db.prepare<[], number>('select fire_at from fire order by fire_at').pluck().all())
}

function jobs(project: TestProject): number {
  return read(project, (db) => Number(db.prepare('select count(*) from job').pluck().get()))
}

function read<Value>({ directory }: TestProject, query: (db: Database.Database) => Value): Value {
  const db = new Database(join(directory, '.coatcheck/jobs.db'), { readonly: true })
  try {
    return query(db)
  } finally {
    db.close()
  }
}
