/** Callbacks of async operations: each sent as POST, to a URL that the request really carries, for an owner who can be given the secret. */

import { readObject } from '../../base/read-json.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { type CallbackView, callbacksOf } from '../lower/lower-callbacks.ts'
import { namedIn, partOfRequest } from '../schemas/request-expression.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { OperationView } from '../view/spec-view.ts'
import { checkMethods, declaredMethods } from './webhooks.ts'

export const checkCallbacks: Rule = (context) =>
  context.spec.operations.flatMap((operation) => {
    const names = Object.keys(readObject(operation.value.callbacks))
    if (names.length === 0) return []
    if (operation.async === undefined) return checkSynchronous(context, operation)
    if (operation.isPublic) return [onPublic(context, operation)]
    return callbacksOf(context.spec, operation).flatMap((entry) => checkEntry(context, operation, entry))
  })

function onPublic(context: RuleContext, { id, at }: OperationView): Diagnostic {
  const message = `\`${id}\` is public, so its callbacks would have no owner`
  return context.diagnostic('CC403', [...at, 'callbacks'], message, { part: 'key' })
}

/** Callbacks of a synchronous operation are documentation, unless they claim that something is sent. */
function checkSynchronous(context: RuleContext, view: OperationView): readonly Diagnostic[] {
  const message = `\`${view.id}\` is synchronous, so nothing is sent`
  return callbacksOf(context.spec, view).flatMap(({ policies }) =>
    policies.map(({ at }) => context.diagnostic('CC407', at, message, { part: 'key' })),
  )
}

function checkEntry(context: RuleContext, view: OperationView, entry: CallbackView): readonly Diagnostic[] {
  if (declaredMethods(entry).length > 0)
    return [...checkMethods(context, entry), ...checkExpression(context, view, entry)]
  return [context.diagnostic('CC404', entry.at, `The callback \`${entry.expression}\` has no POST`, { part: 'key' })]
}

function checkExpression(
  context: RuleContext,
  view: OperationView,
  { expression, at }: CallbackView,
): readonly Diagnostic[] {
  const part = partOfRequest(expression)
  if (part === undefined) {
    const message = `\`${expression}\` is not an expression over the request`
    return [context.diagnostic('CC400', at, message, { part: 'key', hint: wayOut(expression) })]
  }
  const named = namedIn(context.spec, view, part)
  if ('misfit' in named) {
    return [context.diagnostic('CC401', at, `\`${expression}\` ${named.misfit}`, { part: 'key', hint: named.hint })]
  }
  if (named.schemas.some(({ value }) => value.format === 'uri')) return []
  return [context.diagnostic('CC402', at, `\`${expression}\` is not declared with \`format: uri\``, { part: 'key' })]
}

/** A URL that is put together could be led anywhere by a part of it, so the whole of it has to be one value that is checked (R-WEB-1). */
function wayOut(expression: string): string | undefined {
  const inner = /\{(\$request\.[^{}]+)\}/.exec(expression)?.[1]
  if (inner !== undefined) {
    return 'Let the caller send the whole URL, in a property of its own with `format: uri`: `{$request.body#/callbackUrl}`.'
  }
  return /^https?:/.test(expression)
    ? 'A receiver whose URL is always the same registers an endpoint: describe it under `webhooks` with `x-webhook`.'
    : undefined
}
