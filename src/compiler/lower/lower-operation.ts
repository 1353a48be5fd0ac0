/** One operation of the document, lowered: who may call it, what it takes and answers, and the hash that is its revision (D17). */
import type { JsonObject } from '../../base/json.ts'
import { readBoolean, readList, readObject, readScopes, readText, readTexts } from '../../base/read-json.ts'
import type { AsyncPolicy } from '../../contract/async-policy.ts'
import { isJsonMediaType } from '../../contract/media-type.ts'
import type {
  BodyContent,
  DeclaredResponse,
  Operation,
  RequestBody,
  ResponseContent,
  SecurityAlternative,
} from '../../contract/operation.ts'
import type { LocatedObject, OperationView, SpecView } from '../view/spec-view.ts'
import { lowerAsync, maxBodyOf } from './lower-async.ts'
import { lowerDeprecation, operationRateLimit } from './lower-limits.ts'
import { lowerParameters } from './lower-parameters.ts'
import { byPreference } from './media-type.ts'
import type { OperationHasher } from './operation-hasher.ts'

export function lowerOperation(spec: SpecView, view: OperationView, hasher: OperationHasher): Operation {
  const { value } = view
  const body = view.requestBody === undefined ? undefined : lowerBody(spec, view, view.requestBody)
  const policy: AsyncPolicy | undefined = view.async === undefined ? undefined : lowerAsync(spec, view)
  const compiled = {
    id: view.id,
    method: view.method,
    path: view.path,
    deprecated: readBoolean(value.deprecated) ?? false,
    security: lowerSecurity(view),
    parameters: lowerParameters(spec, view),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: lowerResponses(view),
    ...(policy === undefined ? {} : { async: policy }),
  }
  return { ...compiled, ...lowerProse(value), ...lowerLimits(spec, view), hash: hasher.hashOf(view, compiled) }
}

/** They say who may ask and until when, not what a job is: no part of its revision, as long as the root says them. */
function lowerLimits(spec: SpecView, view: OperationView): Pick<Operation, 'deprecation' | 'rateLimit'> {
  const deprecation = lowerDeprecation(view)
  const rateLimit = operationRateLimit(spec, view)
  return {
    ...(deprecation === undefined ? {} : { deprecation }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
  }
}

function lowerProse(value: JsonObject): Pick<Operation, 'summary' | 'description' | 'tags'> {
  const summary = readText(value.summary)
  const description = readText(value.description)
  return {
    ...(summary === undefined ? {} : { summary }),
    ...(description === undefined ? {} : { description }),
    tags: readTexts(value.tags),
  }
}

/** `{}` among the alternatives stays: no credential is needed, but a bad one is refused (SC-3). */
function lowerSecurity(view: OperationView): readonly SecurityAlternative[] {
  return readList(view.security?.value).map((alternative) =>
    Object.fromEntries(Object.entries(readObject(alternative)).map(([name, scopes]) => [name, readScopes(scopes)])),
  )
}

function lowerBody(spec: SpecView, view: OperationView, body: LocatedObject): RequestBody {
  const mediaTypes = Object.keys(readObject(body.value.content))
  return {
    required: readBoolean(body.value.required) ?? false,
    content: byPreference(mediaTypes).map(
      (mediaType): BodyContent => ({
        mediaType,
        kind: isJsonMediaType(mediaType) ? 'json' : 'stream',
      }),
    ),
    maxBytes: maxBodyOf(spec, view),
  }
}

function lowerResponses(view: OperationView): readonly DeclaredResponse[] {
  const responses = view.responses.map(
    (response): DeclaredResponse => ({
      status: statusOf(response.status),
      description: readText(response.value.description) ?? '',
      headers: Object.keys(readObject(response.value.headers)),
      content: Object.entries(readObject(response.value.content)).map(
        ([mediaType, content]): ResponseContent => ({
          mediaType,
          validated: isJsonMediaType(mediaType) && readObject(content).schema !== undefined,
        }),
      ),
    }),
  )
  return [
    ...responses.filter((response) => response.status !== 'default'),
    ...responses.filter((response) => response.status === 'default'),
  ]
}

function statusOf(text: string): DeclaredResponse['status'] {
  switch (text) {
    case '1XX':
    case '2XX':
    case '3XX':
    case '4XX':
    case '5XX':
    case 'default':
      return text
    default:
      return Number(text)
  }
}
