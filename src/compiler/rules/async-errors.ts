/** Declared errors (R-RES-3): no code twice, none of the framework's own, and no status that would speak of reading the result. */

import { readList, readObject, readText } from '../../base/read-json.ts'
import { jobFailureCatalog } from '../../contract/problem-catalog.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { blockAt, mergedBlock } from '../lower/merged-block.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { OperationView } from '../view/spec-view.ts'

export const checkAsyncErrors: Rule = (context) =>
  context.spec.asyncOperations.flatMap((operation) => checkErrors(context, operation))

/** They mean that this very request failed, not the job. */
const takenStatuses: readonly unknown[] = [401, 403, 404, 410, 429]

function checkErrors(context: RuleContext, view: OperationView): readonly Diagnostic[] {
  const at = blockAt(context.spec, view, ['errors'])
  const entries = readList(mergedBlock(context.spec, view).errors).map(readObject)
  return entries.flatMap((entry, index) => {
    const code = readText(entry.code) ?? ''
    const entryAt = [...at, String(index)]
    const isRepeated = entries.slice(0, index).some((earlier) => earlier.code === code)
    return [
      ...(isRepeated ? [context.diagnostic('CC309', [...entryAt, 'code'], `\`${code}\` is declared twice`)] : []),
      ...(Object.hasOwn(jobFailureCatalog, code)
        ? [context.diagnostic('CC310', [...entryAt, 'code'], `\`${code}\` is reserved for the framework`)]
        : []),
      ...(takenStatuses.includes(entry.status)
        ? [
            context.diagnostic(
              'CC311',
              [...entryAt, 'status'],
              `${entry.status} would mean that reading the result failed`,
            ),
          ]
        : []),
    ]
  })
}
