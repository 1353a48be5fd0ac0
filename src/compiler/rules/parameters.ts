/** Parameters: each declared once, saying what it takes, and those in the path agreeing with the template. */

import { readObject, readText } from '../../base/read-json.ts'
import { isJsonMediaType } from '../../contract/media-type.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { isIgnored } from '../lower/lower-parameters.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import { type LocatedObject, listParameters, type OperationView, parameterKey } from '../view/spec-view.ts'

export const checkParameters: Rule = (context) =>
  context.spec.operations.flatMap((operation) => [
    ...checkRepeated(context, operation),
    ...checkTemplate(context, operation),
    ...operation.parameters.flatMap((parameter) => checkContent(context, parameter)),
  ])

function checkRepeated(context: RuleContext, { at }: OperationView): readonly Diagnostic[] {
  return [at.slice(0, -1), at].flatMap((owner) => {
    const seen = new Set<string>()
    return listParameters(context.spec.read, owner).flatMap(({ value }, index) => {
      const key = parameterKey(value)
      if (seen.has(key)) {
        const message = `\`${readText(value.name)}\` in ${readText(value.in)} is declared twice`
        return [context.diagnostic('CC207', [...owner, 'parameters', String(index)], message)]
      }
      seen.add(key)
      return []
    })
  })
}

function checkTemplate(context: RuleContext, { path, parameters, at }: OperationView): readonly Diagnostic[] {
  const names = [...path.matchAll(/\{([^{}/]+)\}/g)].map(([, name = '']) => name)
  const declared = parameters.filter(({ value }) => value.in === 'path')
  const undeclared = names.filter((name) => !declared.some(({ value }) => value.name === name))
  return [
    ...undeclared.map((name) =>
      context.diagnostic('CC206', at, `The path parameter \`${name}\` of \`${path}\` is not declared`, { part: 'key' }),
    ),
    ...declared.flatMap((parameter) => checkDeclared(context, path, names, parameter)),
  ]
}

function checkDeclared(
  context: RuleContext,
  path: string,
  names: readonly string[],
  { value, at }: LocatedObject,
): readonly Diagnostic[] {
  const name = readText(value.name) ?? ''
  if (!names.includes(name)) {
    return [context.diagnostic('CC206', [...at, 'name'], `\`${path}\` has no \`{${name}}\``)]
  }
  if (value.required === true) return []
  return [context.diagnostic('CC206', at, `The path parameter \`${name}\` must be \`required: true\``)]
}

function checkContent(context: RuleContext, { value, at }: LocatedObject): readonly Diagnostic[] {
  if (isIgnored(value)) return []
  return Object.keys(readObject(value.content))
    .filter((mediaType) => !isJsonMediaType(mediaType))
    .map((mediaType) => {
      const message = `\`${readText(value.name)}\` is written as \`${mediaType}\`, and only JSON is read there`
      return context.diagnostic('CC209', [...at, 'content', mediaType], message, { part: 'key' })
    })
}
