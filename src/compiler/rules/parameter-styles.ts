/** Styles of parameters: combinations of style, explode and type for which OpenAPI does not say what is written. */
import type { JsonObject } from '../../base/json.ts'
import type { Parameter } from '../../contract/operation.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { isIgnored, lowerParameter, schemaPathOf } from '../lower/lower-parameters.ts'
import { isNestedParameter } from '../schemas/parameter-shape.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { LocatedObject } from '../view/spec-view.ts'

export const checkParameterStyles: Rule = (context) =>
  context.spec.operations.flatMap(({ parameters }) =>
    parameters.filter(({ value }) => !isIgnored(value)).flatMap((parameter) => checkStyle(context, parameter)),
  )

function checkStyle(context: RuleContext, node: LocatedObject): readonly Diagnostic[] {
  const parameter = lowerParameter(context.spec, node)
  if (parameter.json) return []
  const why = undefinedReason(parameter, node.value) ?? nestingReason(context, node)
  if (why === undefined) return []
  const at = node.value.style === undefined ? [...node.at, 'name'] : [...node.at, 'style']
  return [context.diagnostic('CC219', at, `\`${parameter.name}\` ${why}`)]
}

function undefinedReason({ style, shape, explode }: Parameter, written: JsonObject): string | undefined {
  switch (style) {
    case 'deepObject':
      if (shape.kind !== 'object') return 'has the style `deepObject` and is no object'
      return written.explode === false ? 'has the style `deepObject`, which is always exploded' : undefined
    case 'spaceDelimited':
    case 'pipeDelimited':
      if (shape.kind === 'primitive') return `has the style \`${style}\` and is neither a list nor an object`
      return explode ? `has the style \`${style}\`, which is never exploded` : undefined
    default:
      return undefined
  }
}

function nestingReason({ spec }: RuleContext, { value, at }: LocatedObject): string | undefined {
  const schema = spec.read(schemaPathOf({ value, at }))?.value
  return isNestedParameter(spec, schema) ? 'holds lists or objects inside others' : undefined
}
