/**
 * A request that has passed every check: the only thing `jobs/service.ts` submits, and only `api/accept.ts` makes one. Jobs of schedules and
 * repeats are made without: they bring an input of the spec or of an accepted job.
 */
import { createHash } from 'node:crypto'
import type { JobId } from '../base/ids.ts'
import { canonicalJson, type JsonValue } from '../base/json.ts'
import type { AsyncOperation } from '../contract/operation.ts'
import type { JobBody, JobInput } from './job.ts'

declare const valid: unique symbol

export interface ValidInput {
  readonly [valid]: true
  /** Given out before the job exists, because an upload is kept under it. */
  readonly job: JobId
  readonly operation: AsyncOperation
  readonly input: JobInput
}

/** Vouches that authentication, scopes, parameters and body have been checked against this operation. */
export function toValidInput(checked: Pick<ValidInput, 'job' | 'operation' | 'input'>): ValidInput {
  return checked as ValidInput
}

/**
 * SHA-256 (hex) over what makes two requests the same one: operation, path, query and body, however its members are ordered and spaced;
 * of an upload its type and content (R-IDM-8).
 */
export function fingerprint({ operation, input }: ValidInput): string {
  const { params, query, body } = input
  const request = { operation: operation.id, params, query, body: bodyPrint(body) }
  return createHash('sha256').update(canonicalJson(request)).digest('hex')
}

function bodyPrint(body: JobBody): JsonValue {
  if (body.kind === 'json') return { json: body.value }
  if (body.kind === 'none') return null
  const { mediaType, sha256, filename } = body.file
  return { file: sha256, mediaType, name: filename ?? null }
}
