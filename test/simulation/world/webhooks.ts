/** The webhook worker of one process, with the receiver of the simulation in place of the sockets. */
import type { Contract } from '../../../src/contract/contract.ts'
import { renderEnvelope } from '../../../src/webhooks/envelope.ts'
import type { DeliveryStore } from '../../../src/webhooks/store.ts'
import { createWebhookWorker, type WebhookWorker } from '../../../src/webhooks/worker.ts'
import type { SimProcess } from './sim-process.ts'
import type { World } from './world.ts'

export function createWebhooks(
  world: World,
  { runtime }: SimProcess,
  deliveries: DeliveryStore,
  contract: Contract,
): WebhookWorker {
  const { store, signed } = watchSigning(world, deliveries)
  const policy = { allowLoopback: false, ports: [443], ownAddresses: () => [] }
  return createWebhookWorker({
    store,
    runtime,
    sealer: world.sealer,
    render: (claim) => renderEnvelope(claim, { contract, base: 'https://api.example' }),
    egress: { policy, resolveName: async () => [], sleep: runtime.sleep, timeoutMs: 10_000 },
    post: (outgoing, egress) => {
      signed(outgoing.headers['webhook-id'] ?? '')
      return world.receive(outgoing, egress)
    },
    concurrency: 4,
    perEndpoint: 2,
  })
}

/** Signing goes on outside of virtual time; until it is done, nothing has come to rest. */
function watchSigning(world: World, store: DeliveryStore) {
  const signing = new Set<string>()
  const signed = (id: string) => {
    if (signing.delete(id)) world.pending(-1)
  }
  const begin = (id: string) => {
    if (!signing.has(id)) world.pending(1)
    signing.add(id)
  }
  const watched: DeliveryStore = {
    ...store,
    claim: async (request) => {
      const claims = await store.claim(request)
      for (const claim of claims) if (claim.body !== undefined) begin(claim.delivery.id)
      return claims
    },
    saveBody: async (fence, body) => {
      const saved = await store.saveBody(fence, body)
      if (saved === 'written') begin(fence.delivery)
      return saved
    },
    settle: async (fence, settlement) => {
      signed(fence.delivery)
      return store.settle(fence, settlement)
    },
  }
  return { store: watched, signed }
}
