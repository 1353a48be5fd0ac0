/** Callbacks of an async operation, lowered: each expression of each callback is one definition that delivers events. */
import { parseDuration } from '../base/duration.ts'
import type { JsonObject } from '../base/json.ts'
import type { CallbackDefinition, EventKind } from '../contract/async-policy.ts'
import { webhookDefaults } from './defaults.ts'
import { readObject, readTexts } from './read-json.ts'
import type { LocatedObject, OperationView, SpecView } from './spec-view.ts'

export function lowerCallbacks(spec: SpecView, view: OperationView): readonly CallbackDefinition[] {
  return callbacksOf(spec, view).map(({ name, expression, operation }) => ({
    name,
    expression: bareExpression(expression),
    ...lowerWebhook(readObject(operation.value['x-webhook'])),
  }))
}

export interface CallbackView {
  readonly name: string
  /** As written, braces included. */
  readonly expression: string
  /** Where the expression stands. */
  readonly at: readonly string[]
  readonly operation: LocatedObject
}

/** Every POST of every callback; other methods are refused by a rule. */
export function callbacksOf(spec: SpecView, view: OperationView): readonly CallbackView[] {
  return Object.keys(readObject(view.value.callbacks)).flatMap((name) => {
    const callback = spec.read([...view.at, 'callbacks', name])
    if (callback === undefined) return []
    const expressions = Object.keys(readObject(callback.value)).filter((key) => !key.startsWith('x-'))
    return expressions.flatMap((expression): CallbackView[] => {
      const at = [...callback.at, expression]
      const post = spec.read([...at, 'post'])
      return post === undefined
        ? []
        : [{ name, expression, at, operation: { value: readObject(post.value), at: post.at } }]
    })
  })
}

/** '{$request.body#/callbackUrl}' -> '$request.body#/callbackUrl'. */
export function bareExpression(expression: string): string {
  return /^\{(.*)\}$/s.exec(expression)?.[1] ?? expression
}

function lowerWebhook(webhook: JsonObject): Pick<CallbackDefinition, 'on' | 'payload' | 'retryMs'> {
  const { on, retry } = { ...webhookDefaults, ...webhook }
  return {
    on: readTexts(on).filter(isEventKind),
    payload: webhook.payload === 'full' ? 'full' : webhookDefaults.payload,
    retryMs: readTexts(retry).map((delay) => parseDuration(delay) ?? 0),
  }
}

const eventKinds: readonly string[] = ['started', 'progress', 'succeeded', 'failed', 'canceled'] satisfies EventKind[]
const isEventKind = (name: string): name is EventKind => eventKinds.includes(name)
