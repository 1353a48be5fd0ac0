import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'vitest'
import { sqliteDeliveryStore } from '../../src/stores/sqlite/deliveries.ts'
import { sqliteJobStore } from '../../src/stores/sqlite/jobs.ts'
import { sqliteLeaseStore } from '../../src/stores/sqlite/leases.ts'
import { openDatabase } from '../../src/stores/sqlite/open.ts'
import { deliveryStoreConformance } from '../../src/testing/delivery-store-conformance.ts'
import type { DeliveryStoreHarness } from '../../src/testing/delivery-store-world.ts'

const harness: DeliveryStoreHarness = {
  open: async (runtime) => {
    const folder = await mkdtemp(join(tmpdir(), 'coatcheck-'))
    const db = await openDatabase(join(folder, 'jobs.db'), { runtime, mode: 'server' })
    return {
      jobs: sqliteJobStore(db, runtime),
      leases: sqliteLeaseStore(db),
      deliveries: sqliteDeliveryStore(db, runtime),
      close: async () => {
        await db.close()
        await rm(folder, { recursive: true })
      },
    }
  },
}

describe('the delivery store on SQLite', () => {
  it.each(deliveryStoreConformance(harness))('$name', ({ run }) => run())
})
