/**
 * Everything about jobs that one process runs, wired together: the service that takes them in, the worker that does them, and the sweep
 * that lets time pass. A process that only serves has the service and starts nothing.
 */
import type { JobId } from '../base/ids.ts'
import { identifyProcess } from '../work/host.ts'
import { isFinished } from './job.ts'
import type { ScheduleStore } from './schedule-store.ts'
import { createScheduler } from './scheduler.ts'
import { createJobService, type JobService } from './service.ts'
import type { JobStore } from './store.ts'
import { createSweep, type SweepOptions } from './sweep.ts'
import { createWorker, type WorkerOptions } from './worker.ts'

export interface JobDeskOptions extends Omit<WorkerOptions, 'host'>, Pick<SweepOptions, 'leaseMs'> {
  readonly schedules: ScheduleStore
  /** This process: a later start can tell by it that this one is gone. */
  readonly processId: number
}

export interface JobDesk {
  readonly service: JobService
  /** Whether every place for jobs is taken by code that was abandoned, so that only a new process can go on. */
  isStuck(): boolean
  /** Collects the files that a crash left without a job, takes the lease, and begins to claim, to sweep and to run schedules. */
  start(): Promise<void>
  /** Lets what runs finish or hands it back; with 'now', hands it back at once. Stopping what was not started is fine. */
  stop(how?: 'now'): Promise<void>
}

/** The desk of one process. */
export function createJobDesk(options: JobDeskOptions): JobDesk {
  const host = identifyProcess(options.processId)
  const worker = createWorker({ ...options, host })
  const sweep = createSweep({
    ...options,
    host,
    revoked: (job, by) => {
      if (by === worker.id) worker.noteRevoked(job)
    },
  })
  const scheduler = createScheduler(options)
  let started = false
  return {
    service: createJobService({ ...options, noteCancel: worker.noteCancel }),
    isStuck: worker.isStuck,
    start: async () => {
      await options.files.collectOrphans((job) => hasData(options.store, job))
      await worker.start()
      started = true
      sweep.start()
      await scheduler.start()
    },
    stop: async (how) => {
      if (started) await Promise.all([scheduler.stop(), sweep.stop(), worker.stop(how)])
      await options.engine.stop()
    },
  }
}

/** Whether files of the job may still be asked for: those of a forgotten job are only there because a crash came before their removal. */
async function hasData(store: JobStore, id: JobId): Promise<boolean> {
  const found = await store.find(id, { kind: 'operator' }, { large: 'leave-out' })
  if (found === undefined || found.tombstone) return false
  return !isFinished(found.job) || found.job.forgottenAt === undefined
}
