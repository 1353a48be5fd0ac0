/** Callbacks of async operations: each sent as POST, to a URL that the request really carries, for an owner who can be given the secret. */

import { isJsonMediaType } from '../../contract/media-type.ts'
import { type Path, parsePointer, toPointer } from '../../schema/pointer.ts'
import { parseExpression, type RuntimeExpression } from '../../schema/runtime-expression.ts'
import type { Diagnostic } from '../diagnostic.ts'
import { didYouMean } from '../did-you-mean.ts'
import { bareExpression } from '../lower-callbacks.ts'
import { readObject, readText } from '../read-json.ts'
import type { Rule, RuleContext } from '../rule.ts'
import { partsOf, schemasBelow } from '../schema-path.ts'
import { type LocatedObject, methodOf, type OperationView } from '../spec-view.ts'

export const checkCallbacks: Rule = (context) =>
  context.spec.operations.flatMap((operation) => {
    const names = Object.keys(readObject(operation.value.callbacks))
    if (names.length === 0) return []
    if (operation.async === undefined) return checkSynchronous(context, operation)
    if (operation.isPublic) return [onPublic(context, operation)]
    return expressionsOf(context, operation).flatMap((entry) => checkEntry(context, operation, entry))
  })

interface Entry {
  readonly expression: string
  readonly at: Path
}

function expressionsOf(context: RuleContext, { value, at }: OperationView): readonly Entry[] {
  return Object.keys(readObject(value.callbacks)).flatMap((name) => {
    const callback = context.spec.read([...at, 'callbacks', name])
    const keys = Object.keys(readObject(callback?.value)).filter((key) => !key.startsWith('x-'))
    return keys.map((expression) => ({ expression, at: [...(callback?.at ?? at), expression] }))
  })
}

function onPublic(context: RuleContext, { id, at }: OperationView): Diagnostic {
  const message = `\`${id}\` is public, so its callbacks would have no owner`
  return context.diagnostic('CC403', [...at, 'callbacks'], message, { part: 'key' })
}

/** Callbacks of a synchronous operation are documentation, unless they claim that something is sent. */
function checkSynchronous(context: RuleContext, view: OperationView): readonly Diagnostic[] {
  return expressionsOf(context, view).flatMap(({ at }) =>
    methodsOf(context, at)
      .filter((method) => readObject(context.spec.read([...at, method])?.value)['x-webhook'] !== undefined)
      .map((method) =>
        context.diagnostic('CC407', [...at, method, 'x-webhook'], `\`${view.id}\` is synchronous, so nothing is sent`, {
          part: 'key',
        }),
      ),
  )
}

const methodsOf = (context: RuleContext, at: Path): readonly string[] =>
  Object.keys(readObject(context.spec.read(at)?.value)).filter((name) => methodOf(name) !== undefined)

function checkEntry(context: RuleContext, view: OperationView, entry: Entry): readonly Diagnostic[] {
  const declared = methodsOf(context, entry.at)
  if (declared.length === 0) {
    return [context.diagnostic('CC404', entry.at, `The callback \`${entry.expression}\` has no POST`, { part: 'key' })]
  }
  const others = declared.filter((method) => method !== 'post')
  return [
    ...others.map((method) =>
      context.diagnostic('CC404', [...entry.at, method], `A webhook is sent as POST, not as ${method.toUpperCase()}`, {
        part: 'key',
      }),
    ),
    ...checkExpression(context, view, entry),
  ]
}

function checkExpression(context: RuleContext, view: OperationView, { expression, at }: Entry): readonly Diagnostic[] {
  const from = partOfRequest(expression)
  if (from === undefined) {
    return [context.diagnostic('CC400', at, `\`${expression}\` is not an expression over the request`, { part: 'key' })]
  }
  const named =
    from.kind === 'body' ? inBody(context, view, parsePointer(from.pointer) ?? []) : inParameters(context, view, from)
  if ('fault' in named) {
    return [context.diagnostic('CC401', at, `\`${expression}\` ${named.fault}`, { part: 'key', hint: named.hint })]
  }
  if (named.schemas.some(({ value }) => value.format === 'uri')) return []
  return [context.diagnostic('CC402', at, `\`${expression}\` is not declared with \`format: uri\``, { part: 'key' })]
}

type BodyPart = Extract<RuntimeExpression, { readonly kind: 'body' }>
type ParameterPart = Extract<RuntimeExpression, { readonly name: string }>

/** A receiver's URL comes from what the caller sent: `$url` and `$method` are no such thing, and `$result` comes too late. */
function partOfRequest(expression: string): BodyPart | ParameterPart | undefined {
  const parsed = parseExpression(bareExpression(expression))
  if (!parsed.ok) return undefined
  switch (parsed.value.kind) {
    case 'body':
    case 'query':
    case 'path':
    case 'header':
      return parsed.value
    default:
      return undefined
  }
}

type Named =
  | { readonly schemas: readonly LocatedObject[] }
  | { readonly fault: string; readonly hint?: string | undefined }

function inBody(context: RuleContext, { requestBody }: OperationView, pointer: Path): Named {
  const mediaType = Object.keys(readObject(requestBody?.value.content)).find(isJsonMediaType)
  if (requestBody === undefined || mediaType === undefined)
    return { fault: 'names a body, and the operation takes no JSON' }
  const schemaAt = [...requestBody.at, 'content', mediaType, 'schema']
  const schemas = schemasBelow(context.spec, schemaAt, pointer)
  if (schemas.length > 0) return { schemas }
  const wrong = pointer.findIndex(
    (_, index) => schemasBelow(context.spec, schemaAt, pointer.slice(0, index + 1)).length === 0,
  )
  const siblings = schemasBelow(context.spec, schemaAt, pointer.slice(0, wrong)).flatMap(({ value }) =>
    Object.keys(readObject(value.properties)),
  )
  return {
    fault: `names nothing: the body's schema has no \`${toPointer(pointer)}\``,
    hint: didYouMean(pointer[wrong] ?? '', siblings),
  }
}

function inParameters(context: RuleContext, { parameters }: OperationView, { kind, name }: ParameterPart): Named {
  const fold = (text: string): string => (kind === 'header' ? text.toLowerCase() : text)
  const known = parameters.filter(({ value }) => value.in === kind)
  const parameter = known.find(({ value }) => fold(readText(value.name) ?? '') === fold(name))
  if (parameter !== undefined) return { schemas: partsOf(context.spec, [...parameter.at, 'schema']) }
  const names = known.map(({ value }) => readText(value.name) ?? '')
  return { fault: `names a ${kind} parameter that is not declared`, hint: didYouMean(name, names) }
}
