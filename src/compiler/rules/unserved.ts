/** Says honestly what is compiled and cannot be executed yet, instead of ignoring it. The table is `contract/unserved.ts`. */
import type { JsonObject } from '../../base/json.ts'
import { readObject } from '../../base/read-json.ts'
import {
  insteadOfBody,
  keyText,
  type UnservedKey,
  unservedExtensions,
  unservedPolicy,
  unservedWebhook,
} from '../../contract/unserved.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { webhooksOf } from '../lower/lower-webhooks.ts'
import { blockAt, mergedBlock } from '../lower/merged-block.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { OperationView } from '../view/spec-view.ts'

export const checkUnserved: Rule = (context) => {
  const { document, operations, asyncOperations } = context.spec
  return [
    ...checkKeys(context, document, [], unservedExtensions),
    ...operations.flatMap(({ value, at }) => checkKeys(context, value, at, unservedExtensions)),
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
  return unservedPolicy.flatMap((row) => {
    const owner = blockAt(context.spec, view, [row.key]).slice(0, -1)
    return checkKeys(context, block, owner, [row])
  })
}

function checkKeys(
  context: RuleContext,
  object: JsonObject,
  at: Path,
  rows: readonly Pick<UnservedKey<never>, 'key' | 'value' | 'instead'>[],
): readonly Diagnostic[] {
  return rows
    .filter(({ key, value }) => object[key] !== undefined && (value === undefined || object[key] === value))
    .map((row) => {
      const message = `\`${keyText(row)}\` is not served by this version yet`
      return context.diagnostic('CC600', [...at, row.key], message, { part: 'key', hint: row.instead })
    })
}

function checkWebhooks(context: RuleContext): readonly Diagnostic[] {
  return webhooksOf(context.spec).flatMap(({ policies }) =>
    policies.flatMap((policy) => {
      const owner = policy.at.slice(0, -1)
      return checkKeys(context, { 'x-webhook': policy.value }, owner, unservedWebhook)
    }),
  )
}

function checkBody(context: RuleContext, body: JsonObject, at: Path): readonly Diagnostic[] {
  return Object.keys(readObject(body.content)).flatMap((mediaType) => {
    const hint = insteadOfBody(mediaType)
    if (hint === undefined) return []
    const message = `A body of \`${mediaType}\` is not served by this version yet`
    return [context.diagnostic('CC600', [...at, 'content', mediaType], message, { part: 'key', hint })]
  })
}
