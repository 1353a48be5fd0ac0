/** The caller's own jobs, newest first (R-STA-19). A lost 202 is found again here. */
import { type Instant, toInstant } from '../base/clock.ts'
import { canonicalJson, type JsonValue } from '../base/json.ts'
import { asyncOperations, type Contract } from '../contract/contract.ts'
import type { PublicStatus } from '../contract/job-document.ts'
import { listSecurity } from '../contract/job-security.ts'
import type { Parameter, PrimitiveType } from '../contract/operation.ts'
import type { HttpResponse } from '../http/message.ts'
import { jsonResponse } from '../http/respond.ts'
import type { ParameterValues, RequestViolation, Route, RouteCall, Verdict } from '../http/route.ts'
import type { Job } from '../jobs/job.ts'
import type { ListQuery } from '../jobs/store.ts'
import { publicStatus } from '../jobs/view.ts'
import { holdsScopes } from '../security/principal.ts'
import { type ApiContext, refuse, routePath } from './context.ts'
import { openCursor, sealCursor } from './cursor.ts'
import { show } from './job-response.ts'
import { policyOf, readerOf } from './locate-job.ts'

/** None when every operation is public: jobs of anonymous callers are never listed (D14). */
export function listRoutes(context: ApiContext): readonly Route[] {
  const { contract } = context.registry
  const security = listSecurity(contract)
  if (security.length === 0) return []
  const path = routePath(contract, contract.jobsPath)
  return [
    {
      id: 'coatcheck.list',
      method: 'GET',
      path,
      security,
      parameters: listParameters,
      validate: ({ parameters }) => checkFilter(contract, parameters.query),
      handle: (call) => listJobs(context, call),
    },
  ]
}

const most = 100

const parameter = (name: string, type: PrimitiveType, standard?: JsonValue): Parameter => ({
  name,
  in: 'query',
  required: false,
  style: 'form',
  explode: true,
  json: false,
  shape: { kind: 'primitive', types: [type] },
  ...(standard === undefined ? {} : { default: standard }),
})

const listParameters: readonly Parameter[] = [
  parameter('operation', 'string'),
  parameter('status', 'string'),
  parameter('createdAfter', 'string'),
  parameter('limit', 'integer', 20),
  parameter('cursor', 'string'),
]

/** The states of the store that a caller's word stands for. */
const statesOf: Readonly<Record<PublicStatus, readonly Job['state'][]>> = {
  queued: ['waiting', 'ready'],
  running: ['running'],
  canceling: ['running'],
  succeeded: ['succeeded'],
  failed: ['failed'],
  canceled: ['canceled'],
}

function checkFilter(contract: Contract, query: ParameterValues['query']): Verdict {
  const known = asyncOperations(contract).map(({ id }) => id)
  const limit = Number(query.limit)
  const flaws = [
    ...unknownAmong('operation', query, known),
    ...unknownAmong('status', query, Object.keys(statesOf)),
    ...(query.createdAfter !== undefined && toMoment(query.createdAfter) === undefined
      ? [violation('createdAfter', 'must be a date and time with an offset (RFC 3339)')]
      : []),
    ...(Number.isInteger(limit) && limit >= 1 && limit <= most ? [] : [violation('limit', `must be 1 to ${most}`)]),
  ]
  return { violations: flaws, truncated: false }
}

function unknownAmong(
  name: string,
  query: ParameterValues['query'],
  known: readonly string[],
): readonly RequestViolation[] {
  const unknown = commaList(query[name])?.filter((word) => !known.includes(word)) ?? []
  return unknown.map((word) => violation(name, `has ${JSON.stringify(word)}, which is not one of ${known.join(', ')}`))
}

const violation = (name: string, detail: string): RequestViolation => ({ parameter: name, in: 'query', detail })

function commaList(value: JsonValue | undefined): readonly string[] | undefined {
  return value === undefined ? undefined : String(value).split(',')
}

const timestamp = /^\d{4}-\d{2}-\d{2}[Tt](?:[01]\d|2[0-3]):\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/

function toMoment(value: JsonValue): Instant | undefined {
  const text = String(value)
  const epochMs = timestamp.test(text) && isDate(text.slice(0, 10)) ? Date.parse(text) : Number.NaN
  return Number.isNaN(epochMs) ? undefined : toInstant(epochMs)
}

/** `Date.parse` takes the 30th of February for the 2nd of March. */
function isDate(text: string): boolean {
  const epochMs = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(epochMs) && new Date(epochMs).toISOString().startsWith(text)
}

async function listJobs(context: ApiContext, call: RouteCall): Promise<HttpResponse> {
  const { cursor, ...filter } = call.parameters.query
  const about = canonicalJson(filter)
  const after = cursor === undefined ? undefined : openCursor(String(cursor), about, context.cursorKey)
  if (cursor !== undefined && after === undefined) {
    return refuse(context, call, 'bad-request', { detail: 'The cursor is not one that this list gave for this query.' })
  }
  const page = await context.service.list(toQuery(filter, after), readerOf(call.principal))
  const shown = page.jobs.filter((job) => isWanted(context, call, job))
  const next =
    page.next === undefined ? {} : { next: nextUrl(context, filter, sealCursor(page.next, about, context.cursorKey)) }
  const jobs = shown.map((job) => toJson(show(context, job, policyOf(context, job)).document))
  return jsonResponse(200, { jobs, ...next }, headersOf(next.next))
}

function headersOf(next: string | undefined): Record<string, string> {
  const headers = { 'cache-control': 'private, no-cache' }
  return next === undefined ? headers : { ...headers, link: `<${next}>; rel="next"` }
}

function toQuery(filter: ParameterValues['query'], after: number | undefined): ListQuery {
  const operations = commaList(filter.operation)
  const words = commaList(filter.status)
  const states = words?.flatMap((word) => (isStatus(word) ? statesOf[word] : []))
  const createdAfter = filter.createdAfter === undefined ? undefined : toMoment(filter.createdAfter)
  return {
    limit: Number(filter.limit),
    ...(operations === undefined ? {} : { operations }),
    ...(states === undefined ? {} : { states: [...new Set(states)] }),
    ...(createdAfter === undefined ? {} : { createdAfter }),
    ...(after === undefined ? {} : { after }),
  }
}

function isStatus(word: string): word is PublicStatus {
  return Object.hasOwn(statesOf, word)
}

/** The store knows no `canceling`; and a job whose operation asks for scopes that the caller lacks is not shown (D13). */
function isWanted(context: ApiContext, { principal, parameters }: RouteCall, job: Job): boolean {
  const words = commaList(parameters.query.status)
  if (words !== undefined && !words.includes(publicStatus(job))) return false
  return holdsScopes(principal, policyOf(context, job).scopes.read)
}

function nextUrl(context: ApiContext, filter: ParameterValues['query'], cursor: string): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filter)) query.set(name, String(value))
  query.set('cursor', cursor)
  return `${context.base}${context.registry.contract.jobsPath}?${query}`
}

/** A document of optional members, as the JSON it is sent as. */
function toJson(value: object): JsonValue {
  return JSON.parse(JSON.stringify(value))
}
