/** Problem answers of published operations: grouped by status, each with the codes that can really occur there and the headers that come with it. */
import type { JsonObject } from '../../base/json.ts'
import { jobFailureCatalog, type ProblemCode, problemCatalog } from '../../contract/problem-catalog.ts'
import { problemMediaType } from '../../contract/sent-status.ts'
import { objectAt } from '../../schema/reference.ts'
import { type HeaderComponent, headerRefs, limitHeaders } from './header-components.ts'
import { type Expansion, ownRef, pascalCase } from './plan-expansion.ts'

/** One reason for a problem answer. */
export interface ProblemReason {
  readonly code: string
  readonly status: number
  readonly title: string
  /** Whether the answer says when to come again; a job's failure is final. */
  readonly retryAfter?: boolean
}

/** How any job can fail, whatever its operation declares (R-RES-3). */
export const frameworkFailures: readonly ProblemReason[] = Object.entries(jobFailureCatalog).map(
  ([code, { status, title }]) => ({ code, status, title }),
)

/** The framework's own reasons of those codes. */
export function reasons(codes: readonly ProblemCode[]): readonly ProblemReason[] {
  return codes.map((code) => {
    const { status, title, retryAfter } = problemCatalog[code]
    return { code, status, title, retryAfter }
  })
}

/** Status -> response, for everything that can go wrong; the framework's common answers by reference. */
export function problemResponses(expansion: Expansion, all: readonly ProblemReason[]): JsonObject {
  const inline = Object.entries(inlineProblemResponses(expansion, all))
  return Object.fromEntries(inline.map(([status, response]) => [status, sharedResponse(expansion, status, response)]))
}

/** The same, each written out. */
export function inlineProblemResponses(
  expansion: Expansion,
  all: readonly ProblemReason[],
): Readonly<Record<string, JsonObject>> {
  const byStatus = new Map<number, ProblemReason[]>()
  for (const reason of all) byStatus.set(reason.status, [...(byStatus.get(reason.status) ?? []), reason])
  const responses = [...byStatus].map(([status, group]) => [String(status), responseOf(expansion, status, group)])
  return Object.fromEntries(responses)
}

/** A reference to the component that says the same, or the response itself. */
export function sharedResponse(expansion: Expansion, status: string, response: JsonObject): JsonObject {
  const shared = components.get(`${status} ${response.description}`)
  return shared === undefined ? response : ownRef(expansion, 'responses', shared)
}

/** One component for each problem of the framework: the answer of a status that has only this one reason. */
export function problemComponents(expansion: Expansion): Readonly<Record<string, JsonObject>> {
  const responses = codes.map((code): [string, JsonObject] => [
    pascalCase(code),
    responseOf(expansion, problemCatalog[code].status, reasons([code])),
  ])
  return Object.fromEntries(responses)
}

const codes = Object.keys(problemCatalog) as ProblemCode[]

/** Status and description -> the component that says exactly that. */
const components: ReadonlyMap<string, string> = new Map(
  codes.map((code) => [`${problemCatalog[code].status} ${describe(reasons([code]))}`, pascalCase(code)]),
)

const headersOf: Readonly<Record<number, Readonly<Record<string, HeaderComponent>>>> = {
  401: { 'WWW-Authenticate': 'WwwAuthenticate' },
  403: { 'WWW-Authenticate': 'WwwAuthenticate' },
  405: { Allow: 'Allow' },
  415: { Accept: 'Accept' },
  416: { 'Content-Range': 'ContentRange' },
  429: limitHeaders,
}

function responseOf(expansion: Expansion, status: number, group: readonly ProblemReason[]): JsonObject {
  const headers = { ...retryHeader(group), ...headersOf[status] }
  return {
    description: describe(group),
    ...(Object.keys(headers).length > 0 && { headers: headerRefs(expansion, headers) }),
    content: problemContent(expansion),
  }
}

/** The body of every problem. */
export function problemContent(expansion: Expansion): JsonObject {
  return { [problemMediaType]: { schema: ownRef(expansion, 'schemas', 'ProblemDetails') } }
}

/** Promised only where every reason of the status brings it. */
function retryHeader(group: readonly ProblemReason[]): Readonly<Record<string, HeaderComponent>> {
  if (!group.some(({ retryAfter }) => retryAfter === true)) return {}
  const isSure = group.every(({ retryAfter }) => retryAfter === true)
  return { 'Retry-After': isSure ? 'RetryAfter' : 'RetryAfterWhileUnfinished' }
}

function describe(group: readonly ProblemReason[]): string {
  const lines = [...new Set(group.map((reason) => `${reason.title} (\`${reason.code}\`)`))]
  return lines.length === 1 ? `${lines[0]}.` : lines.map((line) => `- ${line}`).join('\n')
}

/** RFC 9457, with the members that are always there (R-ERR-1), and the one of a used-up limit where there is any (R-LIM-1). */
export function problemSchema({ contract }: Expansion): JsonObject {
  const limited = [contract, ...contract.operations].some(({ rateLimit }) => rateLimit !== undefined)
  return limited
    ? { ...plainSchema, properties: { ...objectAt(plainSchema, 'properties'), ...violatedPolicies } }
    : plainSchema
}

const violatedPolicies: JsonObject = {
  'violated-policies': {
    type: 'array',
    items: { type: 'string' },
    description: 'The limits that are used up, as `RateLimit-Policy` names them.',
  },
}

const plainSchema: JsonObject = {
  type: 'object',
  description: 'What went wrong (RFC 9457). Unknown members may appear.',
  required: ['type', 'title', 'code'],
  properties: {
    type: { type: 'string', format: 'uri', description: 'The page that explains this problem.' },
    title: { type: 'string', description: 'What happened, in a few words; the same for every occurrence.' },
    status: {
      type: 'integer',
      minimum: 400,
      maximum: 599,
      description: 'The status code. Absent where the status document of a job is missing.',
    },
    detail: { type: 'string', description: 'What happened this time.' },
    instance: { type: 'string', description: 'The resource it happened at.' },
    code: { type: 'string', description: 'Stable name of the problem: the one to switch on.' },
    requestId: { type: 'string', description: 'Tell it to the operator when you ask for help.' },
    retriable: { type: 'boolean', description: 'Whether repeating the same request later can help.' },
    truncated: { type: 'boolean', description: 'Whether there are more violations than `errors` lists.' },
    errors: {
      type: 'array',
      maxItems: 100,
      description: 'Each place of the request that does not fit the contract.',
      items: {
        type: 'object',
        required: ['detail'],
        properties: {
          pointer: { type: 'string', description: 'JSON pointer into the body.' },
          parameter: { type: 'string', description: 'Name of the parameter.' },
          in: { type: 'string', description: 'Where the parameter stands.' },
          detail: { type: 'string' },
        },
      },
    },
    error: {
      type: 'object',
      description: 'The same again for pollers that look here; at the status document only.',
      required: ['code', 'message'],
      properties: { code: { type: 'string' }, message: { type: 'string' } },
    },
  },
}
