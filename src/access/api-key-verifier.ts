/** Authenticates the `apiKey` schemes of a spec with the keys of this deployment. */
import type { SecurityScheme } from '../contract/operation.ts'
import type { Verifier } from '../security/verifiers.ts'
import type { KeyRing } from './key-ring.ts'
import { verifyKey } from './keys.ts'

/**
 * The verifier of one `apiKey` scheme.
 *
 * @example { apiKey: apiKeyVerifier(contract.securitySchemes.apiKey, ring) }
 */
export function apiKeyVerifier(scheme: SecurityScheme & { readonly type: 'apiKey' }, ring: KeyRing): Verifier {
  return { scheme, verify: (credential) => verifyKey(ring, credential) }
}
