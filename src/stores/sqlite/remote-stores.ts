/**
 * The stores of a database whose writer is another thread. Verbs that write are asked of it; verbs that only read are done here, on a
 * connection that waits for nobody's commit, and see whatever was answered before.
 */
import type { Runtime } from '../../base/runtime.ts'
import type { Claim, JobStore, KnownRevision } from '../../jobs/store.ts'
import { accessReadings } from './access.ts'
import { deliveryReadings } from './deliveries.ts'
import { jobReadings, largeValuesOf } from './jobs.ts'
import { findDeadWorkers } from './leases.ts'
import type { ReadDoor } from './read-door.ts'
import { prepareRepeat } from './repeat-job.ts'
import { scheduleReadings } from './schedules.ts'
import type { Stores } from './stores.ts'
import { fromThrownError } from './thrown-error.ts'
import type { AskWriter, SentClaim } from './writer-verbs.ts'

/** The stores behind a read-only door and a writer that is asked. */
export function remoteStores(db: ReadDoor, ask: AskWriter, runtime: Runtime): Stores {
  return {
    jobs: remoteJobStore(db, ask, runtime),
    leases: {
      renew: (lease) => ask('leases.renew', lease),
      end: (worker) => ask('leases.end', worker),
    },
    schedules: {
      ...scheduleReadings(db),
      register: (...given) => ask('schedules.register', ...given),
      unregister: (operations) => ask('schedules.unregister', operations),
      fire: (firing) => ask('schedules.fire', firing),
    },
    deliveries: {
      ...deliveryReadings(db),
      claim: (request) => ask('deliveries.claim', request),
      saveBody: (...given) => ask('deliveries.saveBody', ...given),
      settle: (...given) => ask('deliveries.settle', ...given),
    },
    access: {
      ...accessReadings(db),
      addKey: (key) => ask('access.addKey', key),
      revokeKey: (...given) => ask('access.revokeKey', ...given),
      touchKeys: (uses) => ask('access.touchKeys', uses),
      keepSecret: (...given) => ask('access.keepSecret', ...given),
    },
  }
}

function remoteJobStore(db: ReadDoor, ask: AskWriter, runtime: Runtime): JobStore {
  const reading = { db, large: largeValuesOf(db, runtime) }
  return {
    ...jobReadings(db, runtime),
    accept: (submission) => ask('jobs.accept', submission),
    repeat: async (id, reader, draft) => {
      const prepared = await prepareRepeat(reading, id, reader, draft)
      if (prepared?.kind !== 'drafted') return prepared
      const { input: _, ...drafted } = prepared
      return ask('jobs.repeat', id, reader, drafted)
    },
    cancel: (...given) => ask('jobs.cancel', ...given),
    forget: (...given) => ask('jobs.forget', ...given),
    claim: async ({ known, ...request }) => {
      const plain = new Map([...known].map(([operation, one]) => [operation, toPlainRevision(one)]))
      return (await ask('jobs.claim', { ...request, known: plain })).map(toClaim)
    },
    settle: (...given) => ask('jobs.settle', ...given),
    progress: (...given) => ask('jobs.progress', ...given),
    saveStep: (...given) => ask('jobs.saveStep', ...given),
    releaseRun: (fence) => ask('jobs.releaseRun', fence),
    sweep: async ({ isDead, ...request }) => {
      const dead = db.read((sql) => findDeadWorkers(sql, isDead)).map(({ host }) => host)
      return ask('jobs.sweep', { ...request, dead })
    },
    registerContract: (operations) =>
      ask(
        'jobs.registerContract',
        operations.map(({ id, hash }) => ({ id, hash })),
      ),
  }
}

/** Whoever knows an operation knows its handler as well, which stays on this side. */
function toPlainRevision({ revision, concurrency }: KnownRevision): KnownRevision {
  return { revision, ...(concurrency === undefined ? {} : { concurrency: { limit: concurrency.limit } }) }
}

function toClaim({ unreadable, ...claim }: SentClaim): Claim {
  return unreadable === undefined ? claim : { ...claim, unreadable: fromThrownError(unreadable) }
}
