/** `x-deprecated-since` and `x-sunset` (R-DEP-1): days that exist, in order, on an operation that says it is deprecated. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { lowerDeprecation } from '../lower/lower-limits.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { OperationView } from '../view/spec-view.ts'

export const checkDeprecations: Rule = (context) =>
  context.spec.operations.flatMap((operation) => {
    const { since, sunset } = lowerDeprecation(operation) ?? {}
    const written = [
      ...(since === undefined ? [] : [{ key: 'x-deprecated-since', date: since }]),
      ...(sunset === undefined ? [] : [{ key: 'x-sunset', date: sunset }]),
    ]
    const wrong = written.filter(({ date }) => !isOnCalendar(date))
    if (wrong.length > 0) {
      return wrong.map(({ key, date }) =>
        context.diagnostic('CC324', [...operation.at, key], `There is no day \`${date}\``),
      )
    }
    return [...checkOrder(context, operation, since, sunset), ...checkMarked(context, operation, written[0]?.key)]
  })

function isOnCalendar(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date)
}

function checkOrder(
  context: RuleContext,
  { at }: OperationView,
  since: string | undefined,
  sunset: string | undefined,
): readonly Diagnostic[] {
  if (since === undefined || sunset === undefined || since <= sunset) return []
  const message = `It ends on ${sunset}, before it is deprecated on ${since}`
  return [context.diagnostic('CC325', [...at, 'x-sunset'], message)]
}

function checkMarked(context: RuleContext, { at, value, id }: OperationView, key: string | undefined) {
  if (key === undefined || value.deprecated === true) return []
  const message = `\`${id}\` has \`${key}\` and no \`deprecated: true\``
  return [context.diagnostic('CC326', [...at, key], message, { part: 'key' })]
}
