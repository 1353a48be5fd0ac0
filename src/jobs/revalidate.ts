/**
 * Validates the stored input of a job again, when its operation has been compiled anew since it was accepted (D17). An input that no
 * longer fits must fail its job; running it would hand a handler something its types deny.
 */

import { inMediaRange } from '../contract/media-type.ts'
import type { AsyncOperation } from '../contract/operation.ts'
import type { Validators, Violation } from '../contract/registry.ts'
import type { JobInput } from './job.ts'

/** What no longer fits; empty when everything does. */
export function revalidate(input: JobInput, operation: AsyncOperation, validators: Validators): readonly Violation[] {
  return [...checkParameters(input, operation, validators), ...checkBody(input, operation, validators)]
}

function checkParameters(input: JobInput, { id }: AsyncOperation, validators: Validators): readonly Violation[] {
  const { params, query, headers, cookies } = input
  return validators[`${id}.parameters`]?.({ path: params, query, header: headers, cookie: cookies }, true) ?? []
}

function checkBody({ body }: JobInput, operation: AsyncOperation, validators: Validators): readonly Violation[] {
  const { id, requestBody } = operation
  if (body.kind === 'none')
    return requestBody?.required === true ? [{ pointer: '', detail: 'A body is required.' }] : []
  const mediaType = body.kind === 'json' ? body.mediaType : body.file.mediaType
  const kind = body.kind === 'json' ? 'json' : 'stream'
  const contents = requestBody?.content ?? []
  const index = contents.findIndex((content) => content.kind === kind && inMediaRange(mediaType, content.mediaType))
  if (index === -1) return [{ pointer: '', detail: `A body of ${mediaType} is not taken any more.` }]
  return body.kind === 'json' ? (validators[`${id}.body.${index}`]?.(body.value, true) ?? []) : []
}
