import { join } from 'node:path'
import { describe, it } from 'vitest'
import { sqliteJobStore } from '../../../src/stores/sqlite/jobs.ts'
import { openDatabase } from '../../../src/stores/sqlite/open.ts'
import { sqliteScheduleStore } from '../../../src/stores/sqlite/schedules.ts'
import { type ScheduleStoreHarness, scheduleStoreConformance } from '../../../src/testing/schedule-store-conformance.ts'
import { freshFolder } from './harness.ts'

const harness: ScheduleStoreHarness = {
  open: async (runtime) => {
    const folder = freshFolder()
    const file = join(folder.path, 'jobs.db')
    const first = await openDatabase(file, { runtime, mode: 'server' })
    const databases = [first]
    return {
      schedules: sqliteScheduleStore(first, runtime),
      jobs: sqliteJobStore(first, runtime),
      another: async () => {
        const database = await openDatabase(file, { runtime, mode: 'server' })
        databases.push(database)
        return sqliteScheduleStore(database, runtime)
      },
      close: async () => {
        for (const database of databases.reverse()) await database.close()
        folder.remove()
      },
    }
  },
}

describe('the schedule store on SQLite', () => {
  it.each(scheduleStoreConformance(harness))('$name', ({ run }) => run())
})
