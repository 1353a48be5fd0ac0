/** Events: what happened to a job and which subscriptions hear of it. Pure; the settlement commits what is decided here. */
import type { Instant } from '../base/clock.ts'
import type { EndpointId, EventId, JobId } from '../base/ids.ts'
import type { EventKind } from '../contract/async-policy.ts'
import type { Job } from './job.ts'

/** `accepted` is always event 1 of a job and is delivered to nobody. */
export type JobEventKind = 'accepted' | EventKind

export interface JobEvent {
  readonly id: EventId
  readonly job: JobId
  /** 1, 2, 3 … within the job; the terminal event is the last (I5). */
  readonly number: number
  readonly kind: JobEventKind
  readonly at: Instant
  /** The job as it stood at the event, a result left out; the body of a delivery is rendered from it at the first send. */
  readonly snapshot: Job
}

/** A callback URL of one job, tied to its endpoint when the job was accepted (R-WEB-4). */
export interface Subscription {
  readonly endpoint: EndpointId
  /** Name of the callback in the spec. */
  readonly callback: string
  readonly url: string
  readonly on: readonly EventKind[]
  readonly payload: 'thin' | 'full'
  /** Delay after each failed attempt of a delivery. */
  readonly retryMs: readonly number[]
}

/** Whether an event is kept: what comes often, and ends nothing, only for those who hear of it (I6). */
export function isRecorded(kind: JobEventKind, subscribers: readonly Pick<Subscription, 'on'>[]): boolean {
  return (kind !== 'started' && kind !== 'progress') || subscribers.length > 0
}

/** The subscriptions that hear of an event; an endpoint hears an event once, through the first that asks for it. */
export function subscribersOf(kind: JobEventKind, subscriptions: readonly Subscription[]): readonly Subscription[] {
  if (kind === 'accepted') return []
  const heard = new Set<EndpointId>()
  return subscriptions.filter((subscription) => {
    if (!subscription.on.includes(kind) || heard.has(subscription.endpoint)) return false
    heard.add(subscription.endpoint)
    return true
  })
}
