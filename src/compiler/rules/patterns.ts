/** Patterns (IN-1): each a regular expression, and bounded in time: one the linear engine cannot run needs a `maxLength`. */

import { readObject, readText } from '../../base/read-json.ts'
import { judgePattern } from '../../schema/pattern.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { listSchemas } from '../schemas/schema-list.ts'
import type { Rule, RuleContext } from '../view/rule.ts'

export const checkPatterns: Rule = (context) => {
  const judge = judgeOnce()
  return listSchemas(context.spec.document).flatMap(({ value, at }) => {
    const pattern = readText(value.pattern)
    return [
      ...(pattern === undefined
        ? []
        : checkPattern(context, judge, { pattern, at: [...at, 'pattern'], part: 'value', limit: value.maxLength })),
      ...Object.keys(readObject(value.patternProperties)).flatMap((name) =>
        checkPattern(context, judge, { pattern: name, at: [...at, 'patternProperties', name], part: 'key' }),
      ),
    ]
  })
}

type Judge = typeof judgePattern

/** Large documents repeat a few patterns a thousand times. */
function judgeOnce(): Judge {
  const judged = new Map<string, ReturnType<Judge>>()
  return (pattern) => {
    const judgement = judged.get(pattern) ?? judgePattern(pattern)
    judged.set(pattern, judgement)
    return judgement
  }
}

interface PatternUse {
  readonly pattern: string
  readonly at: Path
  readonly part: 'key' | 'value'
  /** The schema's `maxLength`. */
  readonly limit?: unknown
}

function checkPattern(
  context: RuleContext,
  judge: Judge,
  { pattern, at, part, limit }: PatternUse,
): readonly Diagnostic[] {
  const judged = judge(pattern)
  if (judged.kind === 'invalid') {
    const message = `\`${pattern}\` is not a regular expression: ${judged.reason}`
    return [context.diagnostic('CC210', at, message, { part })]
  }
  if (judged.kind !== 'unguarded' || typeof limit === 'number') return []
  const message = `\`${pattern}\` cannot be run in linear time, and nothing limits the text it is given`
  return [context.diagnostic('CC211', at, message, { part })]
}
