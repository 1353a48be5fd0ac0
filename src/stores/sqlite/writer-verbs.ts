/**
 * The verbs that write, as they are called across threads: what a port takes or brings that no structured clone keeps (a function, a
 * thrown value) is plain data here.
 */
import type { AccessStore } from '../../access/store.ts'
import type { Lease, LeaseStore } from '../../jobs/lease-store.ts'
import type { ScheduleStore } from '../../jobs/schedule-store.ts'
import type { Claim, Drafted, JobStore, Reader, Repeated, SweepReport, SweepRequest } from '../../jobs/store.ts'
import type { DeliveryStore } from '../../webhooks/store.ts'
import type { Stores } from './stores.ts'
import { type ThrownError, toThrownError } from './thrown-error.ts'

export interface WriterVerbs {
  readonly 'jobs.accept': JobStore['accept']
  readonly 'jobs.repeat': (id: Claim['job']['id'], reader: Reader, drafted: Drafted) => Promise<Repeated | undefined>
  readonly 'jobs.cancel': JobStore['cancel']
  readonly 'jobs.forget': JobStore['forget']
  readonly 'jobs.claim': (...asked: Parameters<JobStore['claim']>) => Promise<readonly SentClaim[]>
  readonly 'jobs.settle': JobStore['settle']
  readonly 'jobs.progress': JobStore['progress']
  readonly 'jobs.saveStep': JobStore['saveStep']
  readonly 'jobs.releaseRun': JobStore['releaseRun']
  readonly 'jobs.sweep': (request: SentSweep) => Promise<SweepReport>
  readonly 'jobs.registerContract': JobStore['registerContract']
  readonly 'leases.renew': LeaseStore['renew']
  readonly 'leases.end': LeaseStore['end']
  readonly 'schedules.register': ScheduleStore['register']
  readonly 'schedules.unregister': ScheduleStore['unregister']
  readonly 'schedules.fire': ScheduleStore['fire']
  readonly 'deliveries.claim': DeliveryStore['claim']
  readonly 'deliveries.saveBody': DeliveryStore['saveBody']
  readonly 'deliveries.settle': DeliveryStore['settle']
  readonly 'access.addKey': AccessStore['addKey']
  readonly 'access.revokeKey': AccessStore['revokeKey']
  readonly 'access.touchKeys': AccessStore['touchKeys']
  readonly 'access.keepSecret': AccessStore['keepSecret']
}

export type WriterVerb = keyof WriterVerbs

/** Calls one of them. */
export type AskWriter = <Verb extends WriterVerb>(
  verb: Verb,
  ...args: Parameters<WriterVerbs[Verb]>
) => Promise<Awaited<ReturnType<WriterVerbs[Verb]>>>

export interface SentClaim extends Omit<Claim, 'unreadable'> {
  readonly unreadable?: ThrownError
}

export interface SentSweep extends Omit<SweepRequest, 'isDead'> {
  /** Processes that are surely gone, of those that hold a lease. */
  readonly dead: readonly Lease['host'][]
}

/** The verbs of these stores, as the thread that has them answers. */
export function writerVerbs({ jobs, leases, schedules, deliveries, access }: Stores): WriterVerbs {
  return {
    'jobs.accept': jobs.accept,
    'jobs.repeat': (id, reader, drafted) => jobs.repeat(id, reader, () => drafted),
    'jobs.cancel': jobs.cancel,
    'jobs.forget': jobs.forget,
    'jobs.claim': async (request) => (await jobs.claim(request)).map(toSentClaim),
    'jobs.settle': jobs.settle,
    'jobs.progress': jobs.progress,
    'jobs.saveStep': jobs.saveStep,
    'jobs.releaseRun': jobs.releaseRun,
    'jobs.sweep': ({ dead, ...request }) =>
      jobs.sweep({ ...request, isDead: (host) => dead.some((gone) => isSameProcess(gone, host)) }),
    'jobs.registerContract': jobs.registerContract,
    'leases.renew': leases.renew,
    'leases.end': leases.end,
    'schedules.register': schedules.register,
    'schedules.unregister': schedules.unregister,
    'schedules.fire': schedules.fire,
    'deliveries.claim': deliveries.claim,
    'deliveries.saveBody': deliveries.saveBody,
    'deliveries.settle': deliveries.settle,
    'access.addKey': access.addKey,
    'access.revokeKey': access.revokeKey,
    'access.touchKeys': access.touchKeys,
    'access.keepSecret': access.keepSecret,
  }
}

function toSentClaim({ unreadable, ...claim }: Claim): SentClaim {
  return unreadable === undefined ? claim : { ...claim, unreadable: toThrownError(unreadable) }
}

function isSameProcess(one: Lease['host'], other: Lease['host']): boolean {
  const isSameMachine = one.bootId === other.bootId && one.pidNamespace === other.pidNamespace
  return isSameMachine && one.pid === other.pid && one.startTime === other.startTime
}
