/** The stores of one database as one value: whoever has it need not know on which thread they write. */
import type { AccessStore } from '../../access/store.ts'
import type { Fault } from '../../base/fault.ts'
import type { Runtime } from '../../base/runtime.ts'
import type { LeaseStore } from '../../jobs/lease-store.ts'
import type { ScheduleStore } from '../../jobs/schedule-store.ts'
import type { JobStore } from '../../jobs/store.ts'
import type { DeliveryStore } from '../../webhooks/store.ts'
import { sqliteAccessStore } from './access.ts'
import { sqliteDeliveryStore } from './deliveries.ts'
import { sqliteJobStore } from './jobs.ts'
import { sqliteLeaseStore } from './leases.ts'
import type { SqliteDatabase } from './open.ts'
import { sqliteScheduleStore } from './schedules.ts'

export interface Stores {
  readonly jobs: JobStore
  readonly leases: LeaseStore
  readonly schedules: ScheduleStore
  readonly deliveries: DeliveryStore
  readonly access: AccessStore
}

/** With the database they are in, which ends with them. */
export interface OpenStores extends Stores {
  /** Refuses whatever comes after: the file is not the one that was opened any more. */
  fail(fault: Fault): void
  /** Commits what waits, empties the log and closes the file. Closing twice is fine. */
  close(): Promise<void>
}

/** All stores of an open database, on the thread that opened it. */
export function sqliteStores(db: SqliteDatabase, runtime: Runtime): OpenStores {
  return {
    jobs: sqliteJobStore(db, runtime),
    leases: sqliteLeaseStore(db),
    schedules: sqliteScheduleStore(db, runtime),
    deliveries: sqliteDeliveryStore(db, runtime),
    access: sqliteAccessStore(db),
    fail: db.fail,
    close: db.close,
  }
}
