/** The part of a route that the spec declares: where it is, who may call it, and what it takes. What answers there is not its business. */
import type { Operation } from '../contract/operation.ts'
import type { Route } from '../http/route.ts'
import { checkOperation } from './check-operation.ts'
import { type ApiContext, routePath } from './context.ts'

/** The route of an operation, without a handler. */
export function declaredRoute({ registry }: ApiContext, operation: Operation): Route {
  const { contract, validators } = registry
  return {
    id: operation.id,
    method: operation.method,
    path: routePath(contract, operation.path),
    security: operation.security,
    parameters: operation.parameters,
    ...(operation.requestBody === undefined ? {} : { body: operation.requestBody }),
    validate: checkOperation(operation, validators),
  }
}
