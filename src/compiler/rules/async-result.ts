/** What a succeeded job yields must be told once: by `result`, or by the operation's own 200, 201 or 204. */

import { isJsonMediaType } from '../../contract/media-type.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostic.ts'
import { resultMediaType, resultSchemaAt, successResponses } from '../lower-result.ts'
import { mergedBlock } from '../merged-block.ts'
import { readObject } from '../read-json.ts'
import type { Rule, RuleContext } from '../rule.ts'
import { schemasBelow } from '../schema-path.ts'
import type { OperationView } from '../spec-view.ts'

export const checkAsyncResults: Rule = (context) =>
  context.spec.asyncOperations.flatMap((operation) => {
    const reason = unclear(context, operation)
    if (reason === undefined) return checkStatusMember(context, operation)
    const at = operation.async.at
    return [context.diagnostic('CC306', at, reason, { part: 'key' })]
  })

/** Why the result cannot be told, or undefined. */
function unclear(context: RuleContext, view: OperationView): string | undefined {
  const result = readObject(mergedBlock(context.spec, view).result)
  const responses = successResponses(view)
  const [success] = responses
  const statuses = responses.map((response) => response.status).join(' and ')
  if (responses.length > 1) return `${statuses} are both declared; one of them is the result`
  const isTold = result.schema !== undefined || result.mediaType !== undefined
  if (success === undefined && !isTold)
    return 'Neither a 200, 201 nor 204 is declared, and `result` does not say what the job yields'
  const mediaTypes = Object.keys(readObject(success?.value.content))
  if (mediaTypes.length > 1 && result.mediaType === undefined)
    return `${statuses} has several media types; \`result.mediaType\` must name one`
  return unclearType(context, view, resultMediaType(success, result))
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
