/** What is published: the OpenAPI document as JSON and YAML, the docs pages, and the pages that problems' `type` URLs lead to. Public, and never changing while the process lives. */
import type { JsonObject } from '../base/json.ts'
import type { Contract } from '../contract/contract.ts'
import { conditional, etagOf } from '../http/conditional.ts'
import type { HttpRequest, HttpResponse } from '../http/message.ts'
import { negotiate } from '../http/negotiate.ts'
import { emptyResponse, jsonResponse, type ResponseHeaders, textResponse } from '../http/respond.ts'
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
  // Read and written when somebody asks: of a large document both take longer than all else at the start.
  const document = () =>
    replacesServers ? { ...context.registry.published, servers: [{ url: context.base }] } : context.registry.published
  const published: readonly [string, Render][] = [
    ['openapi.json', () => ({ mediaType: 'application/json', text: JSON.stringify(document(), null, 2) })],
    ['openapi.yaml', async () => ({ mediaType: 'application/yaml', text: await toYaml(document()) })],
  ]
  return [
    ...indexRoutes(context, pages.has('docs')),
    ...published.map(([path, page]) => pageRoute(contract, path, page)),
    ...[...pages].map(([path, page]) => pageRoute(contract, path, () => page)),
  ]
}

type Render = () => Page | Promise<Page>

async function toYaml(document: JsonObject): Promise<string> {
  const { stringify } = await import('yaml')
  return stringify(document, { aliasDuplicateObjects: false })
}

function pageRoute(contract: Contract, path: string, render: Render): Route {
  let rendered: { readonly page: Page; readonly etag: string } | undefined
  const once = async () => {
    if (rendered === undefined) {
      const page = await render()
      rendered = { page, etag: etagOf(page.text) }
    }
    return rendered
  }
  return {
    id: `coatcheck.document ${path}`,
    method: 'GET',
    path: routePath(contract, `/${path}`),
    security: [],
    parameters: [],
    handle: async ({ request }) => {
      const { page, etag } = await once()
      return pageResponse(request, page, etag)
    },
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

/** The root of the service says where the rest is (RFC 8631), and sends a browser to the docs; so does the root of the listener. */
function indexRoutes(context: ApiContext, hasDocs: boolean): readonly Route[] {
  const answer = indexAnswer(context, hasDocs)
  return indexPaths(context.registry.contract).map((path) => ({
    id: `coatcheck.index ${path}`,
    method: 'GET',
    path,
    security: [],
    parameters: [],
    handle: async ({ request }) => answer(request),
  }))
}

/** With and without a slash at its end, unless the spec has something of its own there. */
function indexPaths({ operations, serverPath }: Contract): readonly string[] {
  const isTaken = operations.some((operation) => operation.path === '/')
  const ofService = isTaken ? [] : [serverPath, `${serverPath}/`]
  const ofListener = isTaken && serverPath === '' ? [] : ['/']
  return [...new Set([...ofService, ...ofListener])].filter((path) => path !== '')
}

function indexAnswer({ base, registry }: ApiContext, hasDocs: boolean): (request: HttpRequest) => HttpResponse {
  const { title, version } = registry.contract
  const [openapi, docs] = [`${base}/openapi.json`, `${base}/docs`]
  const index = { title, version, openapi, ...(hasDocs ? { docs } : {}) }
  const link = [`<${openapi}>; rel="service-desc"`, ...(hasDocs ? [`<${docs}>; rel="service-doc"`] : [])].join(', ')
  const headers = { link, 'cache-control': 'public, no-cache', ...(hasDocs ? { vary: 'Accept' } : {}) }
  return (request) =>
    hasDocs && negotiate(request, ['application/json', 'text/html']) === 'text/html'
      ? emptyResponse(303, { ...headers, location: docs })
      : jsonResponse(200, index, headers)
}
