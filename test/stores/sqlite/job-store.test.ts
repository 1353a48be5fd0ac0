import { describe, it } from 'vitest'
import { jobStoreConformance } from '../../../src/testing/job-store-conformance.ts'
import { leaseStoreConformance } from '../../../src/testing/lease-store-conformance.ts'
import { sqliteHarness } from './harness.ts'

describe('the job store on SQLite', () => {
  for (const { name, run } of jobStoreConformance(sqliteHarness)) it(name, run)
})

describe('the lease store on SQLite', () => {
  for (const { name, run } of leaseStoreConformance(sqliteHarness)) it(name, run)
})
