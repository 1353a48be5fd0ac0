/** The first argument of a handler: the request, validated, by the names of the spec. */
import { createReadStream } from 'node:fs'
import type { RouteCall } from '../http/route.ts'
import type { JobBody } from '../jobs/job.ts'
import type { FileBody, HandlerInput } from '../jobs/job-context.ts'

/** `path` is where an upload stands. */
export function toHandlerInput(
  { parameters, principal }: RouteCall,
  body: JobBody,
  path: string | undefined,
): HandlerInput {
  const { path: params, query, header: headers, cookie: cookies } = parameters
  return { params, query, headers, cookies, body: toBody(body, path), principal }
}

function toBody(body: JobBody, path: string | undefined): unknown {
  if (body.kind === 'json') return body.value
  if (body.kind === 'none' || path === undefined) return undefined
  const { size, mediaType } = body.file
  return { path, size, mediaType, stream: () => createReadStream(path) } satisfies FileBody
}
