/** Expressions over the request that starts a job: what part of it they name, and what the spec says about that part. */

import { readObject, readText, readTexts } from '../../base/read-json.ts'
import { isJsonMediaType } from '../../contract/media-type.ts'
import { type Path, parsePointer, toPointer } from '../../schema/pointer.ts'
import { bareExpression, parseExpression, type RuntimeExpression } from '../../schema/runtime-expression.ts'
import { didYouMean } from '../diagnostics/did-you-mean.ts'
import type { LocatedObject, OperationView, SpecView } from '../view/spec-view.ts'
import { partsOf, schemasBelow } from './schema-path.ts'

export type BodyPart = Extract<RuntimeExpression, { readonly kind: 'body' }>
export type ParameterPart = Extract<RuntimeExpression, { readonly name: string }>
export type RequestPart = BodyPart | ParameterPart

/** What the caller sent: `$url` and `$method` are no such thing, and `$result` comes too late. Braces around it do not matter. */
export function partOfRequest(expression: string): RequestPart | undefined {
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

export type Named =
  | {
      /** One for each alternative that describes the value. */
      readonly schemas: readonly LocatedObject[]
      /** Whether every request that fits has the value. */
      readonly isCertain: boolean
    }
  | { readonly misfit: string; readonly hint?: string | undefined }

/** What the spec says about a part of the operation's request; a misfit goes on from 'the expression …'. */
export function namedIn(spec: SpecView, view: OperationView, part: RequestPart): Named {
  return part.kind === 'body'
    ? inBody(spec, view, parsePointer(part.pointer) ?? [])
    : inParameters(spec, view.parameters, part)
}

function inBody(spec: SpecView, { requestBody }: OperationView, pointer: Path): Named {
  const mediaType = Object.keys(readObject(requestBody?.value.content)).find(isJsonMediaType)
  if (requestBody === undefined || mediaType === undefined)
    return { misfit: 'names a body, and the operation takes no JSON' }
  const schemaAt = [...requestBody.at, 'content', mediaType, 'schema']
  const schemas = schemasBelow(spec, schemaAt, pointer)
  if (schemas.length > 0) {
    return { schemas, isCertain: requestBody.value.required === true && isDemanded(spec, schemaAt, pointer) }
  }
  const wrong = pointer.findIndex((_, index) => schemasBelow(spec, schemaAt, pointer.slice(0, index + 1)).length === 0)
  const siblings = schemasBelow(spec, schemaAt, pointer.slice(0, wrong)).flatMap(({ value }) =>
    Object.keys(readObject(value.properties)),
  )
  return {
    misfit: `names nothing: the body's schema has no \`${toPointer(pointer)}\``,
    hint: didYouMean(pointer[wrong] ?? '', siblings),
  }
}

/** Whether each step of a pointer is `required`, whatever alternative a value takes. */
export function isDemanded(spec: SpecView, schemaAt: Path, pointer: Path): boolean {
  return pointer.every((name, index) =>
    schemasBelow(spec, schemaAt, pointer.slice(0, index)).some(
      ({ value, at }) => !isAlternative(at) && readTexts(value.required).includes(name),
    ),
  )
}

const isAlternative = (at: Path): boolean => at.includes('anyOf') || at.includes('oneOf')

function inParameters(spec: SpecView, parameters: readonly LocatedObject[], { kind, name }: ParameterPart): Named {
  const fold = (text: string): string => (kind === 'header' ? text.toLowerCase() : text)
  const known = parameters.filter(({ value }) => value.in === kind)
  const parameter = known.find(({ value }) => fold(readText(value.name) ?? '') === fold(name))
  if (parameter !== undefined) {
    const schemas = partsOf(spec, [...parameter.at, 'schema'])
    const isCertain = parameter.value.required === true || schemas.some(({ value }) => value.default !== undefined)
    return { schemas, isCertain }
  }
  const names = known.map(({ value }) => readText(value.name) ?? '')
  return { misfit: `names a ${kind} parameter that is not declared`, hint: didYouMean(name, names) }
}
