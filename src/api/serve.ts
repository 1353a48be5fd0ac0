/** The whole service as one function from request to response: all routes of `api/`, on the pipeline of `http/`. */
import { createHmac } from 'node:crypto'
import type { Handle } from '../http/message.ts'
import { createPipeline } from '../http/pipeline.ts'
import type { Verifiers } from '../security/verifiers.ts'
import type { ApiContext } from './context.ts'
import { healthRoutes } from './health.ts'
import { type Published, serviceRoutes } from './routes.ts'

export interface ServeOptions extends Omit<ApiContext, 'cursorKey'>, Published {
  readonly verifiers: Verifiers
  /** The deployment's key; cursors are signed with one made from it. */
  readonly secretKey: Uint8Array
  /** What a credential looks like, to refuse one in a URL (AU-5). */
  readonly credentialPattern: RegExp
  /** Whether this process can do what it is there for; asked at every call of the health route. */
  isReady(): boolean
  /** Nothing but health: for a process that only works. */
  readonly onlyHealth: boolean
}

/** Builds the routes and the pipeline. */
export function serve(options: ServeOptions): Promise<Handle> {
  const { verifiers, runtime, base, credentialPattern, isReady, onlyHealth } = options
  const cursorKey = createHmac('sha256', options.secretKey).update('list cursors').digest()
  const health = healthRoutes(isReady)
  const routes = onlyHealth ? health : [...health, ...serviceRoutes({ ...options, cursorKey }, options)]
  return createPipeline({ routes, verifiers, runtime, base, credentialPattern })
}
