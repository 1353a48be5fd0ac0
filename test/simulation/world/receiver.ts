/** The receiver of webhooks, in place of the sockets: it takes what it gets, refuses it, asks for patience, or never answers. */
import type { SendOutcome } from '../../../src/webhooks/delivery.ts'
import type { Egress, Outgoing } from '../../../src/webhooks/sender.ts'
import { createChance, seedOf } from './chance.ts'

export interface ReceiverOptions {
  readonly seed: number
  isCalm(): boolean
  received(delivery: string): void
}

/**
 * The transport of one process. What becomes of a send hangs on its delivery and how often that came, never on who sends at the same
 * moment: signing takes real time, so sends of one moment come in any order.
 */
export function createReceiver({ seed, isCalm, received }: ReceiverOptions) {
  const times = new Map<string, number>()
  return async (outgoing: Outgoing, egress: Egress): Promise<SendOutcome> => {
    const id = outgoing.headers['webhook-id'] ?? ''
    times.set(id, (times.get(id) ?? 0) + 1)
    const chance = createChance(seedOf(seed, `${id} ${times.get(id)}`))
    const takes = isCalm() ? chance.unit() * 500 : chance.unit() ** 3 * 15_000
    // A fraction more, so that no two end at the same moment.
    await egress.sleep(Math.min(takes, egress.timeoutMs) + chance.unit())
    if (!isCalm() && takes >= egress.timeoutMs) return { kind: 'broken', code: 'timeout' }
    const outcome = isCalm() ? taken : chance.deal(outcomes)
    if (outcome.kind === 'answered' && outcome.status < 300) received(id)
    return outcome
  }
}

const taken: SendOutcome = { kind: 'answered', status: 204 }

const outcomes: readonly (readonly [number, SendOutcome])[] = [
  [50, taken],
  [15, { kind: 'answered', status: 500 }],
  [6, { kind: 'answered', status: 503, retryAfter: '7' }],
  [3, { kind: 'answered', status: 429 }],
  [8, { kind: 'broken', code: 'reset' }],
  [4, { kind: 'broken', code: 'timeout' }],
  [2, { kind: 'answered', status: 410 }],
  [2, { kind: 'answered', status: 500, control: 'abort-message' }],
  [1, { kind: 'answered', status: 200, control: 'disable' }],
  [1, { kind: 'refused', code: 'blocked_address' }],
]
