/** Identifiers: a prefix that names the kind, then 22 base62 characters (131 bits), so an id cannot be guessed (OW-2, WH-1). */
import type { Random } from './random.ts'

declare const brand: unique symbol
type Id<Kind extends string> = string & { readonly [brand]: Kind }

/** 'job_' and 22 letters and digits. */
export type JobId = Id<'job'>
export type EventId = Id<'event'>
/** Also the `webhook-id` header, which is why it starts with `msg_` (WH-1). */
export type DeliveryId = Id<'delivery'>
export type EndpointId = Id<'endpoint'>
export type WorkerId = Id<'worker'>
export type RequestId = Id<'request'>

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * `length` characters of base62, each equally likely (bytes of 248 and above are drawn again).
 *
 * @example base62(systemRandom, 22)
 */
export function base62(random: Random, length: number): string {
  let text = ''
  while (text.length < length) {
    for (const byte of random.bytes(length - text.length + 4)) {
      if (byte < 248 && text.length < length) text += alphabet[byte % 62]
    }
  }
  return text
}

export const newJobId = (random: Random): JobId => `job_${base62(random, 22)}` as JobId
export const newEventId = (random: Random): EventId => `evt_${base62(random, 22)}` as EventId
export const newDeliveryId = (random: Random): DeliveryId => `msg_${base62(random, 22)}` as DeliveryId
export const newEndpointId = (random: Random): EndpointId => `ep_${base62(random, 22)}` as EndpointId
export const newWorkerId = (random: Random): WorkerId => `wrk_${base62(random, 22)}` as WorkerId
export const newRequestId = (random: Random): RequestId => `req_${base62(random, 22)}` as RequestId

const jobId = /^job_[0-9A-Za-z]{22}$/

/** A caller's text as a job id, or undefined when it cannot be one (which is answered exactly like an unknown id, R-STA-13). */
export function toJobId(text: string): JobId | undefined {
  return jobId.test(text) ? (text as JobId) : undefined
}
