/** Every promise of the ports, kept by stores whose commits are another thread's. */
import { join } from 'node:path'
import { describe, it } from 'vitest'
import type { Runtime } from '../../../src/base/runtime.ts'
import { accessStoreConformance } from '../../../src/testing/access-store-conformance.ts'
import { deliveryStoreConformance } from '../../../src/testing/delivery-store-conformance.ts'
import { jobStoreConformance } from '../../../src/testing/job-store-conformance.ts'
import { leaseStoreConformance } from '../../../src/testing/lease-store-conformance.ts'
import { scheduleStoreConformance } from '../../../src/testing/schedule-store-conformance.ts'
import { freshFolder, threadHarness } from './harness.ts'
import { openToldStores } from './told-time.ts'

async function open(runtime: Runtime) {
  const folder = freshFolder()
  const file = join(folder.path, 'jobs.db')
  const stores = await openToldStores(file, runtime)
  const opened = [stores]
  return {
    ...stores,
    store: stores.access,
    another: async () => {
      const other = await openToldStores(file, runtime)
      opened.push(other)
      return other.schedules
    },
    close: async () => {
      for (const each of opened.reverse()) await each.close()
      folder.remove()
    },
  }
}

const all = [
  ...jobStoreConformance(threadHarness),
  ...leaseStoreConformance(threadHarness),
  ...scheduleStoreConformance({ open }),
  ...deliveryStoreConformance({ open }),
  ...accessStoreConformance({ open }),
]

/**
 * A thread is made for each case, and V8 has been seen to end a process in which threads come and go by the hundred (`Check failed:
 * jit_page.has_value()`, Node 24.21). All cases run with COATCHECK_ALL_THREAD_CASES, every fifth one otherwise.
 */
const cases = process.env.COATCHECK_ALL_THREAD_CASES === undefined ? all.filter((_, index) => index % 5 === 0) : all

describe('the stores of a database whose writer is a thread', () => {
  it.each(cases)('$name', ({ run }) => run())
})
