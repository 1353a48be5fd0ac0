/** One request on its way through the pipeline, and what is known of it so far. It lives as long as the request and is never shared. */
import type { RequestId } from '../base/ids.ts'
import type { Access } from './authenticate.ts'
import type { HttpRequest, HttpResponse } from './message.ts'
import type { ReadBody } from './read-body.ts'
import type { ParameterValues, Route } from './route.ts'
import type { Match } from './router.ts'

export interface Exchange {
  readonly request: HttpRequest
  readonly requestId: RequestId
  /** The target up to '?', and what follows it. */
  readonly path: string
  readonly query: string
  match: Match<Route> | undefined
  /** Asked by every scheme of the route, answered once. */
  access: Promise<Access> | undefined
  decided: Access | undefined
  received: ReadBody | undefined
  /** The route needs a body and there is none. */
  lacksBody: boolean
  parameters: ParameterValues | undefined
  /** Why the request is refused, found by a step that has no answer of its own. */
  refusal: HttpResponse | undefined
}

/** A request before anything is known of it. */
export function openExchange(request: HttpRequest, requestId: RequestId): Exchange {
  const [path = '', ...rest] = request.target.split('?')
  return {
    request,
    requestId,
    path,
    query: rest.join('?'),
    match: undefined,
    access: undefined,
    decided: undefined,
    received: undefined,
    lacksBody: false,
    parameters: undefined,
    refusal: undefined,
  }
}

/** The route that was found, if one was. */
export function routeOf(exchange: Exchange): Route | undefined {
  return exchange.match?.kind === 'found' ? exchange.match.route : undefined
}
