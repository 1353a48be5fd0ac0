/** Callbacks of an async operation, lowered: each expression of each callback is one definition that delivers events. */

import { readObject } from '../../base/read-json.ts'
import type { CallbackDefinition } from '../../contract/async-policy.ts'
import { bareExpression } from '../../schema/runtime-expression.ts'
import type { OperationView, SpecView } from '../view/spec-view.ts'
import { lowerPolicy, viewWebhook, type WebhookView } from './lower-webhooks.ts'

export function lowerCallbacks(spec: SpecView, view: OperationView): readonly CallbackDefinition[] {
  return callbacksOf(spec, view)
    .filter(({ operation }) => operation !== undefined)
    .map((callback) => ({
      name: callback.name,
      expression: bareExpression(callback.expression),
      ...lowerPolicy(callback),
    }))
}

export interface CallbackView extends WebhookView {
  /** As written, braces included. */
  readonly expression: string
}

/** Every expression of every callback. */
export function callbacksOf(spec: SpecView, view: OperationView): readonly CallbackView[] {
  return Object.keys(readObject(view.value.callbacks)).flatMap((name) => {
    const callback = spec.read([...view.at, 'callbacks', name])
    if (callback === undefined) return []
    const expressions = Object.keys(readObject(callback.value)).filter((key) => !key.startsWith('x-'))
    return expressions.flatMap((expression) =>
      viewWebhook(spec, name, [...callback.at, expression]).map((webhook) => ({ ...webhook, expression })),
    )
  })
}
