/** What is published: the OpenAPI document as JSON and YAML, the docs pages, and the pages that problems' `type` URLs lead to. Public, and never changing while the process lives. */
import { stringify } from 'yaml'
import type { Contract } from '../contract/contract.ts'
import { conditional, etagOf } from '../http/conditional.ts'
import type { HttpRequest, HttpResponse } from '../http/message.ts'
import { jsonResponse, type ResponseHeaders, textResponse } from '../http/respond.ts'
import type { Route } from '../http/route.ts'
import { type ApiContext, routePath } from './context.ts'

/** A page as the docs renderer hands it over. */
export interface Page {
  readonly mediaType: string
  readonly text: string
}

/** `pages`: path below the public base -> page. */
export function documentRoutes(
  context: ApiContext,
  pages: ReadonlyMap<string, Page>,
  replacesServers: boolean,
): readonly Route[] {
  const { contract } = context.registry
  const document = replacesServers
    ? { ...context.registry.published, servers: [{ url: context.base }] }
    : context.registry.published
  const published = [
    ['openapi.json', { mediaType: 'application/json', text: JSON.stringify(document, null, 2) }],
    ['openapi.yaml', { mediaType: 'application/yaml', text: stringify(document, { aliasDuplicateObjects: false }) }],
  ] as const
  return [...indexRoutes(context), ...[...published, ...pages].map(([path, page]) => pageRoute(contract, path, page))]
}

function pageRoute(contract: Contract, path: string, page: Page): Route {
  const etag = etagOf(page.text)
  return {
    id: `coatcheck.document ${path}`,
    method: 'GET',
    path: routePath(contract, `/${path}`),
    security: [],
    parameters: [],
    handle: async ({ request }) => pageResponse(request, page, etag),
  }
}

/** `charset`: without one a browser guesses. */
function pageResponse(request: HttpRequest, { mediaType, text }: Page, etag: string): HttpResponse {
  const type = mediaType.startsWith('text/') && !mediaType.includes(';') ? `${mediaType}; charset=utf-8` : mediaType
  return conditional(request, textResponse(200, type, text, pageHeaders(mediaType)), etag)
}

/** Pages load nothing from elsewhere and run nothing inline; they may bring a style element. */
const pagePolicy =
  "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

function pageHeaders(mediaType: string): ResponseHeaders {
  const caching = { 'cache-control': 'public, no-cache' }
  return mediaType.startsWith('text/html') ? { ...caching, 'content-security-policy': pagePolicy } : caching
}

/** The root of the service says where the rest is (RFC 8631), unless the spec has something of its own there. */
function indexRoutes(context: ApiContext): readonly Route[] {
  const { contract } = context.registry
  if (contract.operations.some((operation) => operation.path === '/')) return []
  const link = `<${context.base}/openapi.json>; rel="service-desc", <${context.base}/docs>; rel="service-doc"`
  const { title, version } = contract
  const index = { title, version, openapi: `${context.base}/openapi.json`, docs: `${context.base}/docs` }
  const path = contract.serverPath === '' ? '/' : contract.serverPath
  const handle = async () => jsonResponse(200, index, { link, 'cache-control': 'public, no-cache' })
  return [{ id: 'coatcheck.index', method: 'GET', path, security: [], parameters: [], handle }]
}
