/** One attempt of one claimed delivery, from the stored body to the recorded outcome. Every write shows the fence; a stale one stops it. */
import type { Runtime } from '../base/runtime.ts'
import { redactUrl } from '../security/redact.ts'
import type { Sealer } from '../security/sealing.ts'
import { signWebhook } from '../security/signatures.ts'
import { parseSigningKey, type SigningKey } from '../security/webhook-keys.ts'
import { decideDelivery, isTooOld, outcomeName, type SendOutcome } from './delivery.ts'
import { revealSecret } from './endpoints.ts'
import { type Egress, type Outgoing, sendWebhook } from './sender.ts'
import type { DeliveryAttempt, DeliveryClaim, DeliverySettlement, DeliveryStore } from './store.ts'

/** What attempts need. */
export interface AttemptTools {
  readonly store: DeliveryStore
  readonly runtime: Runtime
  readonly sealer: Sealer
  readonly egress: Egress
  /** The transport: a socket past the egress guard unless given. */
  readonly post?: (outgoing: Outgoing, egress: Egress) => Promise<SendOutcome>
  /** The body of a delivery, rendered for its first send. */
  readonly render: (claim: DeliveryClaim) => string
}

/** Sends a claimed delivery once and settles it. Rejects only when the store or the secret fails; the lease then runs out. */
export async function attemptDelivery(claim: DeliveryClaim, tools: AttemptTools): Promise<void> {
  const { clock, random } = tools.runtime
  if (isTooOld(claim.delivery, clock.now())) return settle(claim, { state: 'expired' }, tools)
  const body = claim.body ?? (await firstBody(claim, tools))
  if (body === undefined) return
  const startedAt = clock.now()
  const outcome = await send(claim, body, tools)
  const endedAt = clock.now()
  const decision = decideDelivery(claim.delivery, claim.endpoint, outcome, endedAt, random)
  const attempt: DeliveryAttempt = {
    number: claim.delivery.attempts + 1,
    startedAt,
    durationMs: endedAt - startedAt,
    outcome: outcomeName(outcome),
    ...(outcome.kind === 'answered' ? { status: outcome.status } : {}),
  }
  await settle(claim, { ...decision, attempt }, tools)
}

/** Rendered and kept before the first byte leaves, so that a crash in between repeats the same bytes (WH-4, WH-32). */
async function firstBody(claim: DeliveryClaim, tools: AttemptTools): Promise<string | undefined> {
  const body = tools.render(claim)
  return (await tools.store.saveBody(claim.fence, body)) === 'written' ? body : undefined
}

async function send({ delivery, endpoint }: DeliveryClaim, text: string, tools: AttemptTools): Promise<SendOutcome> {
  const body = new TextEncoder().encode(text)
  const timestamp = String(Math.floor(tools.runtime.clock.now() / 1_000))
  const key = signingKey(revealSecret(endpoint, tools.sealer))
  const headers = {
    'webhook-id': delivery.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': await signWebhook({ id: delivery.id, timestamp, body }, [key]),
  }
  const { post = sendWebhook, egress } = tools
  return post({ url: delivery.url, headers, body }, egress)
}

function signingKey(secret: string): SigningKey {
  const key = parseSigningKey(secret)
  if (!key.ok) throw new TypeError(`A stored signing secret cannot be used: ${key.reason}`)
  return key.value
}

async function settle(claim: DeliveryClaim, settlement: DeliverySettlement, tools: AttemptTools): Promise<void> {
  const written = await tools.store.settle(claim.fence, settlement)
  const { observe } = tools.runtime
  if (written === 'stale') observe({ name: 'delivery.stale', level: 'warn', facts: { delivery: claim.delivery.id } })
  else for (const name of namesOf(claim, settlement)) observe(observation(name, claim, settlement))
}

/** Besides the attempt itself, what an operator may want to be called for (WH-22, WH-30). */
function namesOf(claim: DeliveryClaim, { state, attempt, endpoint }: DeliverySettlement): readonly string[] {
  const made = claim.delivery.attempts
  const facts = [
    { name: 'delivery.attempted', holds: attempt !== undefined },
    { name: 'delivery.failing', holds: made + 1 === 4 && endpoint?.failed === true },
    { name: 'delivery.recovered', holds: made >= 4 && state === 'delivered' },
    { name: 'delivery.exhausted', holds: state === 'failed' || state === 'expired' },
    { name: 'endpoint.disabled', holds: endpoint?.disable !== undefined },
  ]
  return facts.filter(({ holds }) => holds).map(({ name }) => name)
}

function observation(name: string, claim: DeliveryClaim, { state, attempt, endpoint }: DeliverySettlement) {
  return {
    name,
    level: name === 'delivery.attempted' || name === 'delivery.recovered' ? ('info' as const) : ('warn' as const),
    facts: {
      delivery: claim.delivery.id,
      job: claim.delivery.job,
      endpoint: claim.endpoint.id,
      url: redactUrl(claim.delivery.url),
      attempt: attempt?.number,
      outcome: attempt?.outcome,
      durationMs: attempt?.durationMs,
      state,
      reason: endpoint?.disable,
    },
  }
}
