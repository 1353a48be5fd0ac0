/** What the routes of `api/` share: the project, the service behind them, and the base of every URL they hand out. Made once, when the server starts. */
import type { Runtime } from '../base/runtime.ts'
import type { Contract } from '../contract/contract.ts'
import type { ProblemCode } from '../contract/problem-catalog.ts'
import type { Registry } from '../contract/registry.ts'
import type { HttpResponse } from '../http/message.ts'
import { type ProblemOptions, problem } from '../http/problems.ts'
import type { RouteCall } from '../http/route.ts'
import type { FileStore } from '../jobs/file-store.ts'
import type { JobService } from '../jobs/service.ts'
import type { EgressPolicy } from '../security/egress-guard.ts'
import type { Sealer } from '../security/sealing.ts'

export interface ApiContext {
  readonly registry: Registry
  /** The public base B, without a trailing slash (D15). */
  readonly base: string
  readonly service: JobService
  readonly files: FileStore
  readonly runtime: Runtime
  readonly sealer: Sealer
  /** Where callbacks may go. */
  readonly egress: EgressPolicy
  /** Signs list cursors, so that a tampered one is told from a real one (OW-3). */
  readonly cursorKey: Uint8Array
  /** Aborts when the process shuts down. */
  readonly stopping: AbortSignal
}

/** The path of a route from the listener's root, for a path below the server path. */
export function routePath(contract: Contract, path: string): string {
  return `${contract.serverPath}${path}`
}

/** A problem as the answer to a call. */
export function refuse(
  context: Pick<ApiContext, 'base'>,
  { requestId }: Pick<RouteCall, 'requestId'>,
  code: ProblemCode,
  details: Omit<ProblemOptions, 'base' | 'requestId'> = {},
): HttpResponse {
  return problem(code, { base: context.base, requestId, ...details })
}
