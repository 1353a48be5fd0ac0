/** Says honestly what is compiled and cannot be executed yet, instead of ignoring it. The table is `unsupported.ts`. */
import type { JsonObject } from '../../base/json.ts'
import { readObject } from '../../base/read-json.ts'
import { essenceOf } from '../../contract/media-type.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { webhooksOf } from '../lower/lower-webhooks.ts'
import { blockAt, mergedBlock } from '../lower/merged-block.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { OperationView } from '../view/spec-view.ts'
import {
  type UnsupportedKey,
  unsupportedBodies,
  unsupportedExtensions,
  unsupportedPolicy,
  unsupportedWebhook,
} from './unsupported-keys.ts'

export const checkUnsupported: Rule = (context) => {
  const { document, operations, asyncOperations } = context.spec
  return [
    ...checkKeys(context, document, [], unsupportedExtensions),
    ...operations.flatMap(({ value, at }) => checkKeys(context, value, at, unsupportedExtensions)),
    ...asyncOperations.flatMap((operation) => checkPolicy(context, operation)),
    ...checkWebhooks(context),
    ...operations.flatMap(({ requestBody }) =>
      requestBody === undefined ? [] : checkBody(context, requestBody.value, requestBody.at),
    ),
  ]
}

/** Where it is written, which may be the root's `x-async-defaults`. */
function checkPolicy(context: RuleContext, view: OperationView): readonly Diagnostic[] {
  const block = mergedBlock(context.spec, view)
  return unsupportedPolicy.flatMap((row) => {
    const owner = blockAt(context.spec, view, [row.key]).slice(0, -1)
    return checkKeys(context, block, owner, [row])
  })
}

function checkKeys(
  context: RuleContext,
  object: JsonObject,
  at: Path,
  rows: readonly UnsupportedKey[],
): readonly Diagnostic[] {
  return rows
    .filter(({ key, value }) => object[key] !== undefined && (value === undefined || object[key] === value))
    .map(({ key, value, instead }) => {
      const what = value === undefined ? key : `${key}: ${value}`
      const message = `\`${what}\` is not supported by this version yet`
      return context.diagnostic('CC600', [...at, key], message, { part: 'key', hint: instead })
    })
}

function checkWebhooks(context: RuleContext): readonly Diagnostic[] {
  return webhooksOf(context.spec).flatMap(({ policies }) =>
    policies.flatMap((policy) => {
      const owner = policy.at.slice(0, -1)
      return checkKeys(context, { 'x-webhook': policy.value }, owner, unsupportedWebhook)
    }),
  )
}

function checkBody(context: RuleContext, body: JsonObject, at: Path): readonly Diagnostic[] {
  return Object.keys(readObject(body.content)).flatMap((mediaType) => {
    const row = unsupportedBodies.find(({ matches }) => matches.test(essenceOf(mediaType)))
    if (row === undefined) return []
    const message = `A body of \`${mediaType}\` is not supported by this version yet`
    return [context.diagnostic('CC600', [...at, 'content', mediaType], message, { part: 'key', hint: row.instead })]
  })
}
