/** Endpoints of callback URLs: made with the job that names one, each with a signing secret of its own that its owner can read (R-WEB-4, WH-14). */
import { newEndpointId } from '../base/ids.ts'
import type { Random } from '../base/random.ts'
import type { CallbackDefinition } from '../contract/async-policy.ts'
import type { CallbackSubscription } from '../jobs/store.ts'
import type { VettedUrl } from '../security/egress-guard.ts'
import type { Place, Sealer } from '../security/sealing.ts'
import { newWebhookSecret } from '../security/webhook-keys.ts'
import type { Endpoint } from './store.ts'

/**
 * What to submit with a job for one callback URL. The candidate endpoint is used only when the principal has none for that origin yet.
 *
 * @example subscribeCallback(callback, { text: body.callbackUrl, vetted }, { random, sealer })
 */
export function subscribeCallback(
  callback: CallbackDefinition,
  url: { readonly text: string; readonly vetted: VettedUrl },
  tools: { readonly random: Random; readonly sealer: Sealer },
): CallbackSubscription {
  const id = newEndpointId(tools.random)
  const sealedSecret = tools.sealer.seal(secretPlace(id), newWebhookSecret(tools.random))
  return {
    callback: callback.name,
    url: url.text,
    on: callback.on,
    payload: callback.payload,
    retryMs: callback.retryMs,
    candidate: { id, origin: url.vetted.origin, sealedSecret },
  }
}

/** The plain signing secret, `whsec_…`: to sign with, or for the owner's eyes (WH-14). Throws `secret-unreadable`. */
export function revealSecret(endpoint: Endpoint, sealer: Sealer): string {
  return sealer.open(secretPlace(endpoint.id), endpoint.sealedSecret)
}

function secretPlace(row: string): Place {
  return { table: 'endpoint', column: 'sealed_secret', row }
}
