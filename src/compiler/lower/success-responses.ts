/** The declared responses that a result can be read off: which of them count beside `result`, and whether two say the same. A 202 and `default` never count. */
import type { JsonObject } from '../../base/json.ts'
import { readObject, readText } from '../../base/read-json.ts'
import { inMediaRange, isJsonMediaType } from '../../contract/media-type.ts'
import { createSameSchemas, type SameSchemas } from '../schemas/same-schema.ts'
import type { OperationView, SpecView } from '../view/spec-view.ts'

export type SuccessResponse = OperationView['responses'][number]

/** All that are declared, in the order 201, 200, 204: where several say the same, the first is the answer of a finished job. */
export function successResponses(view: OperationView): readonly SuccessResponse[] {
  return ['201', '200', '204'].flatMap((status) => view.responses.filter((response) => response.status === status))
}

/** Those that still count once `result` has spoken; the first is taken, and it can be told only if the others say the same. */
export function resultResponses(view: OperationView, result: JsonObject): readonly SuccessResponse[] {
  const all = successResponses(view)
  const mediaType = readText(result.mediaType)
  const having = mediaType === undefined ? [] : all.filter((response) => declares(response, mediaType))
  const open = having.length > 0 ? having : all
  const isSettled = result.schema !== undefined || result.operation !== undefined
  const isLeft = mediaType !== undefined && having.length === 0
  if (!isSettled && !isLeft) return open
  return [open.find(hasJson) ?? open.find(hasContent) ?? open[0]].filter((response) => response !== undefined)
}

/** Whether both have the same media types, or the one that is asked for, and the same schemas of what is JSON. */
export function saySame(spec: SpecView, one: SuccessResponse, other: SuccessResponse, mediaType?: string): boolean {
  const [ours, theirs] = [one, other].map((response) => contentOf(response, mediaType))
  if (ours === undefined || theirs === undefined || ours.size !== theirs.size) return false
  return [...ours].every(
    ([name, media]) => theirs.has(name) && (!isJsonMediaType(name) || isSameSchema(spec, media, theirs.get(name))),
  )
}

/** The media types that a response declares. */
export function mediaTypesOf(response: SuccessResponse | undefined): readonly string[] {
  return Object.keys(readObject(response?.value.content))
}

const hasContent = (response: SuccessResponse): boolean => mediaTypesOf(response).length > 0
const hasJson = (response: SuccessResponse): boolean => mediaTypesOf(response).some(isJsonMediaType)
const declares = (response: SuccessResponse, mediaType: string): boolean =>
  mediaTypesOf(response).some((range) => inMediaRange(mediaType, range))

/** Under the media type that is asked for, whichever range covers it. */
function contentOf(response: SuccessResponse, mediaType: string | undefined): ReadonlyMap<string, JsonObject> {
  const content = Object.entries(readObject(response.value.content)).map(
    ([name, media]) => [name, readObject(media)] as const,
  )
  if (mediaType === undefined) return new Map(content)
  const found =
    content.find(([name]) => name === mediaType) ?? content.find(([range]) => inMediaRange(mediaType, range))
  return new Map(found === undefined ? [] : [[mediaType, found[1]]])
}

const compared = new WeakMap<SpecView, SameSchemas>()

function isSameSchema(spec: SpecView, one: JsonObject, other: JsonObject | undefined): boolean {
  const [ours, theirs] = [one.schema, other?.schema]
  if (ours === undefined || theirs === undefined) return ours === theirs
  const schemas = compared.get(spec) ?? createSameSchemas(spec, spec)
  compared.set(spec, schemas)
  return schemas.same(ours, theirs)
}
