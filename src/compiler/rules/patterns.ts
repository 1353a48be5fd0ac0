/** Patterns (IN-1): each a regular expression, and bounded in time: one the linear engine cannot run needs a `maxLength`. */

import { readObject, readText } from '../../base/read-json.ts'
import { judgePattern } from '../../schema/pattern.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { listSchemas } from '../schemas/schema-list.ts'
import type { Rule, RuleContext } from '../view/rule.ts'

export const checkPatterns: Rule = (context) =>
  listSchemas(context.spec.document).flatMap(({ value, at }) => {
    const pattern = readText(value.pattern)
    return [
      ...(pattern === undefined
        ? []
        : checkPattern(context, { pattern, at: [...at, 'pattern'], part: 'value', limit: value.maxLength })),
      ...Object.keys(readObject(value.patternProperties)).flatMap((name) =>
        checkPattern(context, { pattern: name, at: [...at, 'patternProperties', name], part: 'key' }),
      ),
    ]
  })

interface PatternUse {
  readonly pattern: string
  readonly at: Path
  readonly part: 'key' | 'value'
  /** The schema's `maxLength`. */
  readonly limit?: unknown
}

function checkPattern(context: RuleContext, { pattern, at, part, limit }: PatternUse): readonly Diagnostic[] {
  const judged = judgePattern(pattern)
  if (judged.kind === 'invalid') {
    const message = `\`${pattern}\` is not a regular expression: ${judged.reason}`
    return [context.diagnostic('CC210', at, message, { part })]
  }
  if (judged.kind !== 'unguarded' || typeof limit === 'number') return []
  const message = `\`${pattern}\` cannot be run in linear time, and nothing limits the text it is given`
  return [context.diagnostic('CC211', at, message, { part })]
}
