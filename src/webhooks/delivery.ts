/**
 * The state machine of a delivery: what an attempt came to decides whether it is done, tried again (and when), or given up, and what
 * that says about its endpoint. Pure; the store commits what is decided here.
 */
import { assertNever } from '../base/assert-never.ts'
import { after, type Instant } from '../base/clock.ts'
import type { Random } from '../base/random.ts'
import { maxDeliveryAgeMs } from '../contract/delivery-age.ts'
import { retryAfterMs } from './retry-after.ts'
import type { Delivery, DeliverySettlement, DeliveryState, Endpoint, EndpointChange } from './store.ts'

/** What an attempt came to. */
export type SendOutcome =
  | {
      readonly kind: 'answered'
      readonly status: number
      /** The first `Retry-After`. */
      readonly retryAfter?: string
      /** `webhook-delivery`: what the receiver asks for. */
      readonly control?: string
    }
  | { readonly kind: 'broken'; readonly code: 'dns' | 'connect' | 'tls' | 'reset' | 'timeout' | 'protocol_error' }
  /** Nothing was sent: the egress guard refused the URL or its address. */
  | { readonly kind: 'refused'; readonly code: 'blocked_address' | 'invalid_url' }

/** Blocked addresses in a row, counted with the endpoint's other failures, that disable it. */
const blockedLimit = 3
const minutePauseMs = 60_000

export type DeliveryDecision = Omit<DeliverySettlement, 'attempt'>

/** How the attempt log and the caller see an outcome: never an address (SS-12). */
export function outcomeName(outcome: SendOutcome): string {
  return outcome.kind === 'answered' ? `http_${outcome.status}` : outcome.code
}

/** Whether a delivery is given up without another attempt, because it waited too long for its endpoint (WH-20). */
export function isTooOld(delivery: Delivery, now: Instant): boolean {
  return now >= after(delivery.createdAt, maxDeliveryAgeMs)
}

/**
 * Decides a delivery after an attempt that ended at `endedAt`; `delivery.attempts` does not count it yet.
 *
 * @example decideDelivery(delivery, endpoint, { kind: 'answered', status: 204 }, now, random) // { state: 'delivered', … }
 */
export function decideDelivery(
  delivery: Delivery,
  endpoint: Endpoint,
  outcome: SendOutcome,
  endedAt: Instant,
  random: Random,
): DeliveryDecision {
  switch (outcome.kind) {
    case 'answered':
      return decideAnswer(delivery, outcome, endedAt, random)
    case 'broken':
      return decideRetry(delivery, endedAt, jittered(nextDelayMs(delivery), random), { failed: true })
    case 'refused':
      return { state: 'failed', endpoint: { failed: true, ...refusalDisables(endpoint, outcome.code) } }
    default:
      return assertNever(outcome)
  }
}

/** Decides a delivery whose sender died: the attempt is charged, and the next one is due at once (WH-32). */
export function decideLost(delivery: Delivery, now: Instant, isDisabled: boolean): DeliveryDecision {
  const decision = decideRetry(delivery, now, delivery.attempts < delivery.retryMs.length ? 0 : undefined)
  return { ...decision, state: stateToward(isDisabled, decision.state) }
}

/** What becomes of a delivery whose endpoint may have been disabled meanwhile: nobody would ever claim what waits for it (WH-29). */
export function stateToward(isDisabled: boolean, decided: DeliveryState): DeliveryState {
  return decided === 'waiting' && isDisabled ? 'canceled' : decided
}

type Answer = Extract<SendOutcome, { readonly kind: 'answered' }>

function decideAnswer(delivery: Delivery, answer: Answer, endedAt: Instant, random: Random): DeliveryDecision {
  const disables = asksFor(answer, 'disable') ? { disable: 'receiver_request' as const } : {}
  if (answer.status >= 200 && answer.status < 300)
    return { state: 'delivered', endpoint: { failed: false, ...disables } }
  if (answer.status === 410) return { state: 'failed', endpoint: { failed: true, disable: 'gone' } }
  if (asksFor(answer, 'abort-message')) return { state: 'aborted', endpoint: { failed: true, ...disables } }
  const scheduled = nextDelayMs(delivery)
  const asked = retryAfterMs(answer.retryAfter, endedAt)
  const pauseMs = pauseOf(answer.status, asked, scheduled, random)
  const change = {
    failed: true,
    ...disables,
    ...(pauseMs === undefined ? {} : { pausedUntil: after(endedAt, pauseMs) }),
  }
  const planned = jittered(scheduled, random)
  const delay = planned === undefined ? undefined : Math.max(planned, asked ?? 0, pauseMs ?? 0)
  return decideRetry(delivery, endedAt, delay, change)
}

function asksFor(answer: Answer, wish: 'abort-message' | 'disable'): boolean {
  return (answer.control ?? '').split(',').some((part) => part.trim().toLowerCase() === wish)
}

/** The delay after this failed attempt, or undefined when it was the last one (WH-16). */
function nextDelayMs(delivery: Delivery): number | undefined {
  return delivery.retryMs[delivery.attempts]
}

/** Never early, at most a fifth late (WH-17). */
function jittered<Delay extends number | undefined>(delayMs: Delay, random: Random): Delay | number {
  return delayMs === undefined ? delayMs : delayMs + random.unit() * 0.2 * delayMs
}

/** How long nothing at all goes to the endpoint: it, or the proxy before it, is overloaded (WH-25, WH-26). */
function pauseOf(
  status: number,
  askedMs: number | undefined,
  scheduledMs: number | undefined,
  random: Random,
): number | undefined {
  if (status !== 429 && status !== 502 && status !== 503 && status !== 504) return undefined
  if (askedMs !== undefined) return askedMs
  return status === 503 ? undefined : jittered(Math.max(minutePauseMs, scheduledMs ?? 0), random)
}

function refusalDisables(
  endpoint: Endpoint,
  code: 'blocked_address' | 'invalid_url',
): Pick<EndpointChange, 'disable'> | undefined {
  const disables = code === 'invalid_url' || endpoint.consecutiveFailures + 1 >= blockedLimit
  return disables ? { disable: code } : undefined
}

function decideRetry(
  delivery: Delivery,
  endedAt: Instant,
  delayMs: number | undefined,
  endpoint?: EndpointChange,
): DeliveryDecision {
  const learned = endpoint === undefined ? {} : { endpoint }
  if (endpoint?.disable !== undefined) return { state: 'canceled', endpoint }
  if (delayMs === undefined) return { state: 'failed', ...learned }
  const dueAt = after(endedAt, Math.ceil(delayMs))
  return isTooOld(delivery, dueAt) ? { state: 'expired', ...learned } : { state: 'waiting', dueAt, ...learned }
}
