/** What an async operation declares of answers beside its result: redirects are never sent, and whatever goes wrong is a problem (R-INI-3, R-ERR-1). */
import { readObject } from '../../base/read-json.ts'
import { inMediaRange } from '../../contract/media-type.ts'
import { isSentStatus, problemMediaType } from '../../contract/sent-status.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { lowerAsync } from '../lower/lower-async.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { OperationView } from '../view/spec-view.ts'

export const checkSentAnswers: Rule = (context) =>
  context.spec.asyncOperations.flatMap((operation) => [
    ...checkUnsent(context, operation),
    ...checkProblems(context, operation),
  ])

/** A success is left out here: the result is read off it. */
function checkUnsent(context: RuleContext, view: OperationView): readonly Diagnostic[] {
  const policy = lowerAsync(context.spec, view)
  const unsent = view.responses.filter(({ status }) => !isSentStatus(policy, status) && !status.startsWith('2'))
  return report(context, view, unsent, (statuses) => `\`${view.id}\` never answers ${statuses}`)
}

function checkProblems(context: RuleContext, view: OperationView): readonly Diagnostic[] {
  const others = view.responses.filter(({ status, value }) => !/^[123]/.test(status) && isOtherwise(value.content))
  return report(
    context,
    view,
    others,
    (statuses) => `\`${view.id}\` declares ${statuses} without \`${problemMediaType}\`, which is what is sent`,
  )
}

function isOtherwise(content: Parameters<typeof readObject>[0]): boolean {
  const ranges = Object.keys(readObject(content))
  return ranges.length > 0 && !ranges.some((range) => inMediaRange(problemMediaType, range))
}

/** One for all of them: the designer had one thing in mind. */
function report(
  context: RuleContext,
  view: OperationView,
  responses: OperationView['responses'],
  says: (statuses: string) => string,
): readonly Diagnostic[] {
  const [first] = responses
  if (first === undefined) return []
  const statuses = responses.map(({ status }) => status).join(', ')
  return [context.diagnostic('CC330', [...view.at, 'responses', first.status], says(statuses), { part: 'key' })]
}
