/** `concurrency.key`: a part of the request that the spec declares and that can be compared, so that jobs can be told apart by it. */

import { readObject, readText } from '../../base/read-json.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { blockAt, mergedBlock } from '../lower/merged-block.ts'
import { namedIn, partOfRequest } from '../schemas/request-expression.ts'
import { admitsOnly } from '../schemas/schema-types.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { OperationView } from '../view/spec-view.ts'

export const checkConcurrency: Rule = (context) =>
  context.spec.asyncOperations.flatMap((operation) => {
    const expression = readText(readObject(mergedBlock(context.spec, operation).concurrency).key)
    return expression === undefined ? [] : checkKey(context, operation, expression)
  })

function checkKey(context: RuleContext, view: OperationView, expression: string): readonly Diagnostic[] {
  const at = blockAt(context.spec, view, ['concurrency', 'key'])
  const part = partOfRequest(expression)
  if (part === undefined) {
    return [context.diagnostic('CC313', at, `\`${expression}\` is not an expression over the request`)]
  }
  const named = namedIn(context.spec, view, part)
  if ('misfit' in named) {
    const message = `\`${expression}\` ${named.misfit}, at \`${view.id}\``
    return [context.diagnostic('CC313', at, message, { hint: named.hint })]
  }
  if (named.schemas.some(({ value }) => admitsOnly(value, ['object', 'array']))) {
    return [
      context.diagnostic('CC313', at, `\`${expression}\` names a list or an object, and a key is one plain value`),
    ]
  }
  if (named.isCertain) return []
  return [context.diagnostic('CC314', at, `A request to \`${view.id}\` may come without \`${expression}\``)]
}
