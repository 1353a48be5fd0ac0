/**
 * Sends what is due, once a second (D10): each tick asks the store for due deliveries and starts their sends. Nudges only save waiting;
 * whoever never nudges has everything delivered too, a second later at most. What is due is the store's to know, not the worker's.
 */
import { newWorkerId } from '../base/ids.ts'
import { everySecond } from '../work/every-second.ts'
import { type AttemptTools, attemptDelivery } from './attempt.ts'
import { type Coalesced, coalesce } from './coalesce.ts'
import type { DeliveryClaim } from './store.ts'

export interface WebhookWorker {
  /** Begins to tick. */
  start(): void
  /** Ticks now instead of at the next second; many nudges at once make one tick. */
  nudge(): void
  /** Claims nothing more, and resolves when the sends under way have been settled. */
  stop(): Promise<void>
}

export interface WebhookWorkerOptions extends AttemptTools {
  /** Sends at once, over all (WH-36). */
  readonly concurrency: number
  readonly perEndpoint: number
  /** 8 unless given. */
  readonly perOwner?: number
}

/** Beyond the deadline of an attempt: time to record it before somebody else takes it for lost (WH-32). */
const leaseSlackMs = 10_000

/**
 * A worker that sends the deliveries of a store.
 *
 * @example const worker = createWebhookWorker({ store, runtime, sealer, egress, render, concurrency: 32, perEndpoint: 4 })
 */
export function createWebhookWorker(options: WebhookWorkerOptions): WebhookWorker {
  const sending = new Set<Promise<void>>()
  const tick = createTick(options, sending)
  const ticker = everySecond(tick.call, options.runtime.rest)
  return {
    start: ticker.start,
    nudge: tick.call,
    stop: async () => {
      // Closed first: whoever nudges from here on is not heard.
      ticker.stop()
      await tick.close()
      await Promise.all(sending)
    },
  }
}

/** Fills the free places with due deliveries; each send that ends ticks again, so a backlog drains without waiting for the second. */
function createTick(options: WebhookWorkerOptions, sending: Set<Promise<void>>): Coalesced {
  const request = {
    worker: newWorkerId(options.runtime.random),
    perEndpoint: options.perEndpoint,
    perOwner: options.perOwner ?? 8,
    // Owners who make every send hang still leave places for those who have none out.
    reserved: Math.floor(options.concurrency / 4),
    leaseMs: options.egress.timeoutMs + leaseSlackMs,
  }
  const tick = coalesce(() =>
    observed('deliveries.not-claimed', {}, options, async () => {
      const free = options.concurrency - sending.size
      if (free <= 0) return
      for (const claim of await options.store.claim({ ...request, limit: free })) track(claim)
    }),
  )
  const track = (claim: DeliveryClaim): void => {
    const facts = { delivery: claim.delivery.id, job: claim.delivery.job }
    const send = observed('delivery.not-settled', facts, options, () => attemptDelivery(claim, options)).then(() => {
      sending.delete(send)
      tick.call()
    })
    sending.add(send)
  }
  return tick
}

/** What fails here is the store's trouble or a secret's: said once, and tried again when the lease has run out. */
async function observed(
  name: string,
  facts: Readonly<Record<string, string>>,
  options: WebhookWorkerOptions,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (cause) {
    options.runtime.observe({ name, level: 'error', facts, cause })
  }
}
