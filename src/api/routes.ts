/** Everything the service answers, as one table: the spec's operations, the framework's job resources, what is published. */

import { isAsync } from '../contract/operation.ts'
import type { Route } from '../http/route.ts'
import { acceptRoute } from './accept.ts'
import { cancelRoutes } from './cancel.ts'
import type { ApiContext } from './context.ts'
import { documentRoutes, type Page } from './documents.ts'
import { listRoutes } from './list.ts'
import { operationRoute } from './operation.ts'
import { resultRoutes } from './result.ts'
import { statusRoutes } from './status.ts'

/** What is served besides the operations. */
export interface Published {
  readonly pages: ReadonlyMap<string, Page>
  /** The public base differs from what the spec says, so the published document names it instead (D15). */
  readonly replacesServers: boolean
}

/** All routes of a service below its server path. */
export function serviceRoutes(context: ApiContext, { pages, replacesServers }: Published): readonly Route[] {
  const { operations } = context.registry.contract
  const own = operations.map((operation) =>
    isAsync(operation) ? acceptRoute(context, operation) : operationRoute(context, operation),
  )
  return [
    ...own,
    ...(operations.some(isAsync) ? jobRoutes(context) : []),
    ...documentRoutes(context, pages, replacesServers),
  ]
}

function jobRoutes(context: ApiContext): readonly Route[] {
  return [...statusRoutes(context), ...cancelRoutes(context), ...resultRoutes(context), ...listRoutes(context)]
}
