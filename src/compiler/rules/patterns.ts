/** Patterns (IN-1): each a regular expression, and bounded in time: one the linear engine cannot run needs a `maxLength`. */
import { RE2JS } from 're2js'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostic.ts'
import { readObject, readText } from '../read-json.ts'
import type { Rule, RuleContext } from '../rule.ts'
import { listSchemas } from '../schema-list.ts'

export const checkPatterns: Rule = (context) =>
  listSchemas(context.spec.document).flatMap(({ value, at }) => {
    const pattern = readText(value.pattern)
    const isBounded = typeof value.maxLength === 'number'
    return [
      ...(pattern === undefined ? [] : checkPattern(context, pattern, isBounded, [...at, 'pattern'], 'value')),
      ...Object.keys(readObject(value.patternProperties)).flatMap((name) =>
        checkPattern(context, name, false, [...at, 'patternProperties', name], 'key'),
      ),
    ]
  })

function checkPattern(
  context: RuleContext,
  pattern: string,
  isBounded: boolean,
  at: Path,
  part: 'key' | 'value',
): readonly Diagnostic[] {
  const fault = faultOf(() => new RegExp(pattern, 'u'))
  if (fault !== undefined) {
    return [context.diagnostic('CC210', at, `\`${pattern}\` is not a regular expression: ${fault}`, { part })]
  }
  if (isBounded || faultOf(() => RE2JS.compile(RE2JS.translateRegExp(pattern))) === undefined) return []
  const message = `\`${pattern}\` cannot be run in linear time, and nothing limits the text it is given`
  return [context.diagnostic('CC211', at, message, { part })]
}

/** Why the text was refused, without the prefix that repeats it. */
function faultOf(compile: () => unknown): string | undefined {
  try {
    compile()
    return undefined
  } catch (cause) {
    return cause instanceof Error ? cause.message.replace(/^.*\/u?: /s, '') : String(cause)
  }
}
