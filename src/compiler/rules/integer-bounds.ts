/** Bounds of integers beyond those that JSON carries exactly. These are refused, whatever is written (IN-6): such a bound bounds nothing, or leaves nothing. */
import { typesOf } from '../../schema/json-types.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { listSchemas } from '../schemas/schema-list.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { LocatedObject } from '../view/spec-view.ts'

export const checkIntegerBounds: Rule = (context) =>
  listSchemas(context.spec.document).flatMap((schema) => checkBounds(context, schema))

/** The bounds, and on which side of nought they bound. */
const sides: readonly (readonly [name: string, side: 1 | -1])[] = [
  ['maximum', 1],
  ['exclusiveMaximum', 1],
  ['minimum', -1],
  ['exclusiveMinimum', -1],
]

function checkBounds({ spec, diagnostic }: RuleContext, { value, at }: LocatedObject): readonly Diagnostic[] {
  const types = typesOf(value, spec.version === '3.0')
  if (!types.includes('integer') || types.includes('number')) return []
  return sides.flatMap(([name, side]) => {
    const bound = value[name]
    if (typeof bound !== 'number' || Math.abs(bound) <= Number.MAX_SAFE_INTEGER) return []
    if (Math.sign(bound) !== side) return [diagnostic('CC120', [...at, name], `No value fits: \`${name}\` is ${bound}`)]
    const message = `\`${name}\` bounds nothing: integers beyond ${side * Number.MAX_SAFE_INTEGER} lose digits in JSON and are refused`
    return [diagnostic('CC116', [...at, name], message, { part: 'key' })]
  })
}
