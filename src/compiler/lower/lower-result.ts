/** What a succeeded job yields: said by `result`, else read off the operation's own 201, 200 or 204. */
import type { JsonObject } from '../../base/json.ts'
import { readObject, readText } from '../../base/read-json.ts'
import type { ResultPolicy } from '../../contract/async-policy.ts'
import { isJsonMediaType } from '../../contract/media-type.ts'
import type { Path } from '../../schema/pointer.ts'
import type { DescribedAt } from '../view/resolved-spec.ts'
import type { LocatedObject, OperationView, SpecView } from '../view/spec-view.ts'
import { blockAt, mergedBlock } from './merged-block.ts'
import { resultResponses } from './success-responses.ts'

export function lowerResult(spec: SpecView, view: OperationView, result: JsonObject): ResultPolicy {
  const [success] = resultResponses(view, result)
  const status = success === undefined ? undefined : Number(success.status)
  const mediaType = resultMediaType(success, result)
  const target = spec.operations.find((operation) => operation.id === result.operation)
  if (target !== undefined) {
    return {
      kind: 'resource',
      status: status ?? 201,
      mediaType: mediaType ?? 'application/json',
      operation: target.id,
      path: target.path,
      parameters: resultParameters(result),
    }
  }
  if (mediaType === undefined) return { kind: 'empty', status: status ?? 204 }
  return { kind: isJsonMediaType(mediaType) ? 'json' : 'file', status: status ?? 200, mediaType }
}

/** `result.mediaType`, else JSON for a `result.schema`, else the only or the JSON type of the response; undefined for nothing. */
export function resultMediaType(success: LocatedObject | undefined, result: JsonObject): string | undefined {
  const declared = Object.keys(readObject(success?.value.content))
  const json = declared.find(isJsonMediaType)
  return (
    readText(result.mediaType) ?? (result.schema === undefined ? (json ?? declared[0]) : (json ?? 'application/json'))
  )
}

function resultParameters(result: JsonObject): Readonly<Record<string, string>> {
  const entries = Object.entries(readObject(result.parameters))
  return Object.fromEntries(entries.map(([name, expression]) => [name, readText(expression) ?? '']))
}

/** Where the schema of a JSON result stands: `result.schema`, else that of the response; undefined when nothing gives one. */
export function resultSchemaAt(spec: SpecView, view: OperationView): Path | undefined {
  const written = blockAt(spec, view, ['result', 'schema'])
  if (written.at(-1) === 'schema') return written
  const media = resultMediaAt(spec, view)
  if (media === undefined || !isJsonMediaType(media.at(-1) ?? '')) return undefined
  const at = [...media, 'schema']
  return spec.locate(at) === undefined ? undefined : at
}

/** Where an async operation says what its jobs yield and tell of themselves. */
export function describedAt(spec: SpecView, view: OperationView): DescribedAt {
  const [response] = resultResponses(view, readObject(mergedBlock(spec, view).result))
  const isWritten = blockAt(spec, view, ['result', 'schema']).at(-1) === 'schema'
  const media = isWritten ? undefined : resultMediaAt(spec, view)
  const result = resultSchemaAt(spec, view)
  const [progress, partial] = ['progress', 'partial'].map((key) => detailAt(spec, view, key))
  return {
    ...(response === undefined ? {} : { response: response.at }),
    ...(media === undefined ? {} : { media }),
    ...(result === undefined ? {} : { result }),
    ...(progress === undefined ? {} : { progress }),
    ...(partial === undefined ? {} : { partial }),
  }
}

/** Where the media type stands that a result is read off. */
function resultMediaAt(spec: SpecView, view: OperationView): Path | undefined {
  const result = readObject(mergedBlock(spec, view).result)
  const [success] = resultResponses(view, result)
  const mediaType = resultMediaType(success, result)
  if (success === undefined || mediaType === undefined) return undefined
  const at = [...success.at, 'content', mediaType]
  return spec.locate(at) === undefined ? undefined : at
}

/** A schema of the block, the operation's own or the root's. */
function detailAt(spec: SpecView, view: OperationView, key: string): Path | undefined {
  const at = blockAt(spec, view, [key])
  return at.at(-1) === key ? at : undefined
}
