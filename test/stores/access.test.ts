import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'vitest'
import { sqliteAccessStore } from '../../src/stores/sqlite/access.ts'
import { openDatabase } from '../../src/stores/sqlite/open.ts'
import { type AccessStoreHarness, accessStoreConformance } from '../../src/testing/access-store-conformance.ts'

const harness: AccessStoreHarness = {
  open: async (runtime) => {
    const folder = await mkdtemp(join(tmpdir(), 'coatcheck-'))
    const db = await openDatabase(join(folder, 'jobs.db'), { runtime, mode: 'server' })
    return {
      store: sqliteAccessStore(db),
      close: async () => {
        await db.close()
        await rm(folder, { recursive: true })
      },
    }
  },
}

describe('the access store on SQLite', () => {
  it.each(accessStoreConformance(harness))('$name', ({ run }) => run())
})
