/** What authentication asks of a security scheme: turn a credential into a principal, or say that it cannot. The reason is for the log alone (AU-1). */
import type { SecurityScheme } from '../contract/operation.ts'
import type { Principal } from './principal.ts'

export interface Verifier {
  /** The scheme of the spec it stands for: says where the credential is found. */
  readonly scheme: SecurityScheme
  verify(credential: string): Promise<Verified>
}

export type Verified =
  | { readonly kind: 'verified'; readonly principal: Principal }
  | { readonly kind: 'invalid'; readonly reason: string }

/** By the name the spec's `security` uses; a scheme without a verifier stops the start (SC-2). */
export type Verifiers = Readonly<Record<string, Verifier>>
