/** What a succeeded job yields must be told once: by `result`, or by the operation's own 200, 201 or 204. */
import type { JsonObject } from '../../base/json.ts'
import { readObject, readText } from '../../base/read-json.ts'
import { isJsonMediaType } from '../../contract/media-type.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { resultMediaType, resultSchemaAt } from '../lower/lower-result.ts'
import { mergedBlock } from '../lower/merged-block.ts'
import { mediaTypesOf, resultResponses, type SuccessResponse, saySame } from '../lower/success-responses.ts'
import { schemasBelow } from '../schemas/schema-path.ts'
import type { Rule, RuleContext, RuleDetails } from '../view/rule.ts'
import type { OperationView } from '../view/spec-view.ts'

export const checkAsyncResults: Rule = (context) =>
  context.spec.asyncOperations.flatMap((operation) => {
    const unclear = findUnclear(context, operation)
    if (unclear === undefined) return checkStatusMember(context, operation)
    const { reason, ...details } = unclear
    return [context.diagnostic('CC306', operation.async.at, reason, { ...details, part: 'key' })]
  })

interface Unclear extends Pick<RuleDetails, 'hint' | 'related'> {
  readonly reason: string
}

/** Why the result cannot be told, or undefined. */
function findUnclear(context: RuleContext, view: OperationView): Unclear | undefined {
  const result = readObject(mergedBlock(context.spec, view).result)
  const [success, ...others] = resultResponses(view, result)
  const isTold = result.schema !== undefined || result.mediaType !== undefined
  if (success === undefined && !isTold)
    return { reason: 'Neither a 200, 201 nor 204 is declared, and `result` does not say what the job yields' }
  const named = readText(result.mediaType)
  const other = others.find((one) => success !== undefined && !saySame(context.spec, success, one, named))
  if (success !== undefined && other !== undefined) return twoResults(context, success, other)
  const reason = unclearMediaType(success, result) ?? unclearType(context, view, resultMediaType(success, result))
  return reason === undefined ? undefined : { reason }
}

function twoResults(context: RuleContext, one: SuccessResponse, other: SuccessResponse): Unclear {
  const related = [one, other].map((response) => {
    const { file, line, column } = context.place(response.at, 'key')
    return { message: `The ${response.status} stands here`, file, line, column }
  })
  const statuses = [one.status, other.status].toSorted()
  const empty = [one, other].filter((response) => mediaTypesOf(response).length === 0)
  const [nothing] = empty
  if (nothing === undefined) {
    return { reason: `${statuses.join(' and ')} do not say the same, and the job yields one of them`, related }
  }
  const something = nothing === one ? other : one
  return {
    reason: `The ${something.status} has a result, and the ${nothing.status} has none`,
    hint: 'Say in `result.schema` what the job yields, with `null` among its types where that can be nothing; or declare one of them.',
    related,
  }
}

/** A schema or a resource is JSON, so that other media types do not count beside it. */
function unclearMediaType(success: SuccessResponse | undefined, result: JsonObject): string | undefined {
  const isJson = result.schema !== undefined || result.operation !== undefined
  const declared = mediaTypesOf(success)
  const json = declared.filter(isJsonMediaType)
  const open = isJson && json.length > 0 ? json : declared
  if (open.length < 2 || result.mediaType !== undefined) return undefined
  return `The ${success?.status} has several media types; \`result.mediaType\` must name one`
}

function unclearType(context: RuleContext, view: OperationView, mediaType: string | undefined): string | undefined {
  const result = readObject(mergedBlock(context.spec, view).result)
  const isJson = mediaType !== undefined && isJsonMediaType(mediaType)
  if (isJson && resultSchemaAt(context.spec, view) === undefined)
    return 'The result is JSON, and nothing gives its schema'
  if (result.schema !== undefined && !isJson) return `\`result\` has a schema, but ${mediaType} is not JSON`
  if (result.operation !== undefined && !isJson)
    return 'The handler of a resource returns JSON, and no 200 or 201 gives its schema'
  return undefined
}

function checkStatusMember(context: RuleContext, view: OperationView): readonly Diagnostic[] {
  const schemaAt: Path | undefined = resultSchemaAt(context.spec, view)
  if (schemaAt === undefined || mergedBlock(context.spec, view).completion === 'inline') return []
  const [member] = schemasBelow(context.spec, schemaAt, ['status'])
  if (member === undefined || !member.at.includes('properties')) return []
  const message = `The result of \`${view.id}\` has a member \`status\`, like the job document`
  return [context.diagnostic('CC307', member.at, message, { part: 'key' })]
}
