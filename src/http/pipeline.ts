/**
 * The way of every request: one `OpenAPIBackend` on which all routes are registered as operations, every scheme as a security handler, and
 * every refusal as a hook (D9). Its router and its validator are replaced by ours. Order: route, credential, scopes, body, check, route's
 * own answer; nothing of a body is read before the caller is known.
 */
import { type Context, type Document, OpenAPIBackend } from 'openapi-backend'
import { newRequestId } from '../base/ids.ts'
import type { Runtime } from '../base/runtime.ts'
import type { Verifiers } from '../security/verifiers.ts'
import { authenticate } from './authenticate.ts'
import { checkRequest } from './check-request.ts'
import { credentialHeader } from './credentials.ts'
import { type Exchange, openExchange, routeOf } from './exchange.ts'
import { finish } from './finish.ts'
import type { Handle, HttpResponse } from './message.ts'
import { isUnavailable, thrownProblem } from './problems.ts'
import { readBody } from './read-body.ts'
import { createRefusals, type Refusals } from './refusals.ts'
import type { Route, RouteCall } from './route.ts'
import { createRouter, type Router } from './router.ts'

interface PipelineOptions {
  readonly routes: readonly Route[]
  readonly verifiers: Verifiers
  readonly runtime: Runtime
  /** The public base, for the URLs in problems. */
  readonly base: string
  /** What a credential looks like, to find one where it must not stand (AU-5). */
  readonly credentialPattern?: RegExp
}

/**
 * Builds the pipeline. It fails when two routes share an id, or a method and a template.
 *
 * @example const handle = await createPipeline({ routes, verifiers, runtime, base })
 */
export async function createPipeline(options: PipelineOptions): Promise<Handle> {
  const refusals = createRefusals(options)
  const api = await createBackend(options, createRouter(options.routes), refusals)
  return async (request) => {
    const exchange = openExchange(request, newRequestId(options.runtime.random))
    const response = await answer(api, exchange, options, refusals)
    return finish(response, {
      method: request.method,
      secure: options.base.startsWith('https:'),
      vary: varyOf(routeOf(exchange), options.verifiers),
    })
  }
}

async function answer(
  api: OpenAPIBackend,
  exchange: Exchange,
  { runtime, base, credentialPattern }: PipelineOptions,
  refusals: Refusals,
): Promise<HttpResponse> {
  try {
    if (credentialPattern?.test(exchange.query)) return refusals.misplacedCredential(exchange)
    return await api.handleRequest(toLibraryRequest(exchange), exchange)
  } catch (cause) {
    const facts = { requestId: exchange.requestId, method: exchange.request.method, route: routeOf(exchange)?.id }
    if (exchange.request.signal.aborted) runtime.observe({ name: 'request.abandoned', level: 'debug', facts, cause })
    else if (!isUnavailable(cause)) runtime.observe({ name: 'request.failed', level: 'error', facts, cause })
    return thrownProblem(cause, { base, requestId: exchange.requestId })
  }
}

/** The headers a cache must tell apart: those of every scheme that the route looks at (AU-6). */
function varyOf(route: Route | undefined, verifiers: Verifiers): readonly string[] {
  const names = new Set(route?.security.flatMap((alternative) => Object.keys(alternative)))
  return [...names].flatMap((name) => {
    const verifier = verifiers[name]
    return verifier === undefined ? [] : (credentialHeader(verifier.scheme) ?? [])
  })
}

/** Quick and without validation while it starts: it would compile schemas, and check the document against 3.0 (D8). */
async function createBackend(
  options: PipelineOptions,
  router: Router<Route>,
  refusals: Refusals,
): Promise<OpenAPIBackend> {
  const definition = toDefinition(options)
  const api = new OpenAPIBackend({ definition, quick: true, strict: true, validate: false })
  await api.init()
  Object.assign(api, { router: routerFor(options.routes, router), validator: validatorFor(refusals), validate: true })
  api.register({
    notFound: (_context: Context, exchange: Exchange) => refusals.unrouted(exchange),
    methodNotAllowed: (_context: Context, exchange: Exchange) => refusals.unrouted(exchange),
    postSecurityHandler: (_context: Context, exchange: Exchange) => receiveBody(exchange, options.verifiers, refusals),
    unauthorizedHandler: (_context: Context, exchange: Exchange) => refusals.unadmitted(exchange),
    validationFail: (_context: Context, exchange: Exchange) =>
      exchange.refusal ?? refusals.invalid(exchange, undefined),
    notImplemented: (_context: Context, exchange: Exchange) => refusals.notImplemented(exchange),
  })
  for (const route of options.routes) registerRoute(api, route)
  for (const name of schemeNames(options)) {
    api.registerSecurityHandler(name, (_context: Context, exchange: Exchange) => admit(exchange, options.verifiers))
  }
  return api
}

/** An operation's id is the designer's choice; the prefix keeps it apart from the names of hooks and of what objects inherit. */
const operationName = (route: Route): string => `route ${route.id}`

/** Stands for the empty alternative `{}`, which the library would let pass whatever was sent (SC-3). */
const noScheme = 'no credential'

function registerRoute(api: OpenAPIBackend, route: Route): void {
  const { handle } = route
  if (handle === undefined) return
  api.register(operationName(route), (_context: Context, exchange: Exchange) => handle(toCall(exchange)))
}

function schemeNames({ verifiers, routes }: PipelineOptions): readonly string[] {
  const used = routes.flatMap((route) => route.security.flatMap((alternative) => Object.keys(alternative)))
  return [...new Set([...Object.keys(verifiers), ...used, noScheme])]
}

/** The document that the library is started with. It copies every path more than once, and asks only our router for routes: it gets none. */
function toDefinition(options: PipelineOptions): Document {
  const securitySchemes = schemeNames(options).map((name) => [name, { type: 'http', scheme: 'any' }] as const)
  return {
    openapi: '3.1.0',
    info: { title: 'Coatcheck', version: '1' },
    paths: {},
    components: { securitySchemes: Object.fromEntries(securitySchemes) },
  }
}

/** What the library sees of a request. It hands the same object back to our router and validator. */
interface LibraryRequest {
  readonly method: string
  readonly path: string
  readonly headers: { [name: string]: string }
  readonly exchange: Exchange
}

function toLibraryRequest(exchange: Exchange): LibraryRequest {
  return { method: exchange.request.method, path: exchange.path, headers: { ...exchange.request.headers }, exchange }
}

interface LibraryOperation {
  readonly operationId: string
  readonly method: string
  readonly path: string
  readonly security: readonly object[]
}

/** Errors are the library's own way to be told of 404 and 405: it looks at how the message begins. */
function routerFor(routes: readonly Route[], router: Router<Route>): object {
  const operations = new Map(routes.map((route) => [route, toOperation(route)]))
  const byName = new Map([...operations.values()].map((operation) => [operation.operationId, operation]))
  if (byName.size < routes.length) throw new TypeError('Two routes have the same id')
  return {
    parseRequest: (request: LibraryRequest) => request,
    getOperation: (name: string) => byName.get(name),
    getOperations: () => [...byName.values()],
    matchOperation: ({ method, path, exchange }: LibraryRequest) => {
      exchange.match = router.match(method, path)
      if (exchange.match.kind === 'found') return operations.get(exchange.match.route)
      throw new Error(exchange.match.kind === 'method-not-allowed' ? '405-methodNotAllowed' : '404-notFound')
    },
  }
}

function toOperation(route: Route): LibraryOperation {
  const security = route.security.map((alternative) =>
    Object.keys(alternative).length === 0 ? { [noScheme]: [] } : alternative,
  )
  return { operationId: operationName(route), method: route.method.toLowerCase(), path: route.path, security }
}

/** Whether the route's alternatives, scopes included, let the caller in. The library asks for each scheme; it is decided once. */
async function admit(exchange: Exchange, verifiers: Verifiers): Promise<boolean> {
  exchange.access ??= authenticate(exchange.request, routeOf(exchange)?.security ?? [], verifiers)
  exchange.decided = await exchange.access
  return exchange.decided.kind === 'granted'
}

/**
 * A verifier that throws is seen here: to the library a failed security handler is a bad credential, and a busy database would be
 * answered with 401.
 */
async function receiveBody(exchange: Exchange, verifiers: Verifiers, refusals: Refusals): Promise<void> {
  const admitted = await admit(exchange, verifiers)
  const wanted = routeOf(exchange)?.body
  if (!admitted || wanted === undefined) return
  const read = await readBody(exchange.request, wanted)
  if (read.ok) exchange.received = read.value
  else if (read.reason.kind === 'missing') exchange.lacksBody = true
  else exchange.refusal = refusals.body(exchange, read.reason)
}

/** The library only asks whether there are errors; the answer to them is in the exchange. */
function validatorFor(refusals: Refusals): object {
  const failed = { valid: false, errors: [{}] }
  return {
    validateRequest: ({ exchange }: LibraryRequest) => {
      if (exchange.refusal !== undefined) return failed
      if (exchange.match?.kind !== 'found') return failed
      const raw = { path: exchange.match.params, query: exchange.query }
      const { parameters, verdict } = checkRequest(exchange.match.route, exchange, raw)
      exchange.parameters = parameters
      if (verdict.violations.length === 0) return { valid: true, errors: null }
      exchange.refusal = refusals.invalid(exchange, verdict)
      return failed
    },
  }
}

function toCall({ request, requestId, decided, parameters, received }: Exchange): RouteCall {
  if (decided?.kind !== 'granted' || parameters === undefined) {
    throw new TypeError('A route was called before its request was admitted and checked')
  }
  return { request, requestId, principal: decided.principal, parameters, body: received?.body ?? { kind: 'none' } }
}
