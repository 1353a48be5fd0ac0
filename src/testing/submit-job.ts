/** Submits a job as a caller does, through the front door, from the parts of its operation's input. Refuses what the door refuses. */
import type { JobId } from '../base/ids.ts'
import { toJobId } from '../base/ids.ts'
import type { JsonValue } from '../base/json.ts'
import type { Contract } from '../contract/contract.ts'
import { findOperation } from '../contract/contract.ts'
import type { Operation } from '../contract/operation.ts'
import type { AsyncOperationTypes, FileBody } from '../jobs/job-context.ts'
import type { Answer, CallOptions } from './call.ts'

/** An upload: what is sent, and as what. */
export interface Upload {
  readonly content: string | Uint8Array
  readonly mediaType: string
}

/** A request of an operation, as a test gives it. What may be empty may be left out. */
export type GivenRequest<Types extends AsyncOperationTypes> = Parameters<Types> &
  (Types['input']['body'] extends FileBody
    ? { readonly body: Upload }
    : undefined extends Types['input']['body']
      ? { readonly body?: Types['input']['body'] }
      : { readonly body: Types['input']['body'] })

interface Parameters<Types extends AsyncOperationTypes> {
  readonly params?: Types['input']['params']
  readonly query?: Partial<Types['input']['query']>
  readonly headers?: Readonly<Record<string, string>>
}

/** A request whose types nobody knows any more. */
export interface AnyRequest {
  readonly params?: unknown
  readonly query?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** The id of the job that was accepted; throws with the answer when none was. */
export async function submitJob(
  call: (method: string, target: string, options: CallOptions) => Promise<Answer>,
  contract: Contract,
  id: string,
  request: AnyRequest,
): Promise<JobId> {
  const operation = findOperation(contract, id)
  if (operation?.async === undefined) throw new TypeError(`${id} is no operation that takes time.`)
  const target = `${contract.serverPath}${fillPath(operation, request.params)}${toQuery(request.query)}`
  const answer = await call(operation.method, target, toCall(request))
  const job = answer.status === 202 ? jobOf(answer) : undefined
  if (job === undefined) throw new Error(`${id} was not accepted: ${answer.status} ${answer.text}`)
  return job
}

function fillPath({ path }: Operation, params: unknown): string {
  const values = Object.entries(params ?? {})
  return values.reduce((filled, [name, value]) => filled.replace(`{${name}}`, encodeURIComponent(String(value))), path)
}

function toQuery(query: unknown): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  )
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`
}

function toCall({ body, headers = {} }: AnyRequest): CallOptions {
  if (body === undefined) return { headers }
  if (!isUpload(body)) return { json: body as JsonValue, headers }
  return { body: body.content, headers: { 'content-type': body.mediaType, ...headers } }
}

function isUpload(body: unknown): body is Upload {
  return typeof body === 'object' && body !== null && 'content' in body && 'mediaType' in body
}

function jobOf(answer: Answer): JobId | undefined {
  const document = answer.json()
  return typeof document === 'object' && document !== null && 'id' in document
    ? toJobId(String(document.id))
    : undefined
}
