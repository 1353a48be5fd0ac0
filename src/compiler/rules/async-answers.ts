/** What an async operation promises about its answers: the result beside the declared response, and what `mode` and `completion` make of both. */
import { canonicalJson, type JsonObject } from '../../base/json.ts'
import { readObject, readText } from '../../base/read-json.ts'
import { inMediaRange, isJsonMediaType } from '../../contract/media-type.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { lowerAsync } from '../lower/lower-async.ts'
import { blockAt, mergedBlock } from '../lower/merged-block.ts'
import { resultResponses, saySame, successResponses } from '../lower/success-responses.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { OperationView } from '../view/spec-view.ts'

export const checkAsyncAnswers: Rule = (context) =>
  context.spec.asyncOperations.flatMap((operation) => [
    ...checkResult(context, operation),
    ...checkMode(context, operation),
    ...checkCompletion(context, operation),
  ])

function checkResult(context: RuleContext, view: OperationView): readonly Diagnostic[] {
  const { mode, result: written } = mergedBlock(context.spec, view)
  const result = readObject(written)
  const [success] = resultResponses(view, result)
  if (success === undefined) return []
  // Where the responses differ and none is sent, the schema says what they come to.
  const differ = successResponses(view).some((other) => !saySame(context.spec, success, other))
  const keys = differ && mode !== 'both' ? ['mediaType'] : ['mediaType', 'schema']
  return keys.flatMap((key) => {
    const reason = result[key] === undefined ? undefined : contradiction(key, result, success)
    const at = blockAt(context.spec, view, ['result', key])
    return reason === undefined
      ? []
      : [context.diagnostic('CC320', at, `${reason}, at \`${view.id}\``, { part: 'key' })]
  })
}

function contradiction(
  key: string,
  result: JsonObject,
  { status, value }: OperationView['responses'][number],
): string | undefined {
  const content = readObject(value.content)
  const declared = Object.keys(content)
  if (status === '204') return 'A result is described, and the declared 204 has none'
  if (key === 'schema') return otherSchema(result, content, status)
  const mediaType = readText(result.mediaType) ?? ''
  if (declared.length === 0 || declared.some((range) => inMediaRange(mediaType, range))) return undefined
  return `The result is \`${mediaType}\`, and the ${status} declares ${declared.map((name) => `\`${name}\``).join(', ')}`
}

function otherSchema(result: JsonObject, content: JsonObject, status: string): string | undefined {
  const name = Object.keys(content).find(isJsonMediaType)
  const declared = name === undefined ? undefined : readObject(content[name]).schema
  if (declared === undefined || canonicalJson(declared) === canonicalJson(result.schema ?? null)) return undefined
  return `\`result.schema\` is not the schema of the ${status}`
}

/** It answers at once if it can, with what the operation declares for it (R-INI-5). */
function checkMode(context: RuleContext, view: OperationView): readonly Diagnostic[] {
  const isBoth = mergedBlock(context.spec, view).mode === 'both'
  if (!isBoth || successResponses(view).length > 0) return []
  const message = `\`${view.id}\` may answer at once, and declares no 200, 201 or 204 to answer with`
  return [context.diagnostic('CC321', blockAt(context.spec, view, ['mode']), message)]
}

function checkCompletion(context: RuleContext, view: OperationView): readonly Diagnostic[] {
  const { completion, result } = lowerAsync(context.spec, view)
  if (completion !== 'inline' || result.kind !== 'file') return []
  const message = `The result of \`${view.id}\` is \`${result.mediaType}\`, which no job document can hold`
  return [context.diagnostic('CC322', blockAt(context.spec, view, ['completion']), message)]
}
