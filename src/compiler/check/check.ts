/**
 * Runs the rules over a bundled document. The structural rule goes first; the others read the document as its shapes promise, so they
 * run only when it has no errors. That also keeps one cause to one diagnostic.
 */
import type { JsonObject } from '../../base/json.ts'
import type { Path } from '../../schema/pointer.ts'
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts'
import { diagnosticAt } from '../diagnostics/diagnostic-at.ts'
import { type Origins, placeOf, referrersOf } from '../read/origins.ts'
import { checkAccepted } from '../rules/accepted.ts'
import { checkAsyncAnswers } from '../rules/async-answers.ts'
import { checkAsyncErrors } from '../rules/async-errors.ts'
import { checkAsyncMethods } from '../rules/async-method.ts'
import { checkAsyncResults } from '../rules/async-result.ts'
import { checkAsyncTimes } from '../rules/async-times.ts'
import { checkCallbacks } from '../rules/callbacks.ts'
import { checkConcurrency } from '../rules/concurrency.ts'
import { checkDeprecations } from '../rules/deprecation.ts'
import { checkDialects } from '../rules/dialects.ts'
import { checkDiscriminators } from '../rules/discriminators.ts'
import { checkEndlessSchemas } from '../rules/endless-schemas.ts'
import { checkExamples } from '../rules/examples.ts'
import { checkIntegerBounds } from '../rules/integer-bounds.ts'
import { checkLinks } from '../rules/links.ts'
import { checkMediaTypes } from '../rules/media-types.ts'
import { checkOperationIds } from '../rules/operation-id.ts'
import { checkParameterStyles } from '../rules/parameter-styles.ts'
import { checkParameters } from '../rules/parameters.ts'
import { checkPaths } from '../rules/paths.ts'
import { checkPatterns } from '../rules/patterns.ts'
import { checkPublicOperations } from '../rules/public-operations.ts'
import { checkRateLimits } from '../rules/rate-limits.ts'
import { checkResponses } from '../rules/responses.ts'
import { checkResultOperations } from '../rules/result-operation.ts'
import { checkSchedules } from '../rules/schedule.ts'
import { checkSchemaSense } from '../rules/schema-sense.ts'
import { checkScopes } from '../rules/scopes.ts'
import { checkSecurity } from '../rules/security.ts'
import { checkSentAnswers } from '../rules/sent-answers.ts'
import { checkServers } from '../rules/servers.ts'
import { checkTags } from '../rules/tags.ts'
import { checkUnansweredRequests } from '../rules/unanswered-requests.ts'
import { checkUndeclaredMembers } from '../rules/undeclared-members.ts'
import { checkUnserved } from '../rules/unserved.ts'
import { checkUntypedMembers } from '../rules/untyped-members.ts'
import { checkWebhookBodies } from '../rules/webhook-bodies.ts'
import { checkWebhookTypes } from '../rules/webhook-types.ts'
import { checkWebhooks } from '../rules/webhooks.ts'
import { checkStructure } from '../structure/structure.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import { viewSpec } from '../view/spec-view.ts'
import { applyIgnores, type Ignored } from './apply-ignores.ts'
import { findIgnores } from './find-ignores.ts'

const rules: readonly Rule[] = [
  checkOperationIds,
  checkServers,
  checkPaths,
  checkResponses,
  checkLinks,
  checkTags,
  checkUnansweredRequests,
  checkParameters,
  checkParameterStyles,
  checkMediaTypes,
  checkPatterns,
  checkSchemaSense,
  checkIntegerBounds,
  checkUndeclaredMembers,
  checkUntypedMembers,
  checkDiscriminators,
  checkEndlessSchemas,
  checkExamples,
  checkDialects,
  checkAsyncMethods,
  checkAccepted,
  checkAsyncResults,
  checkAsyncAnswers,
  checkSentAnswers,
  checkResultOperations,
  checkAsyncErrors,
  checkAsyncTimes,
  checkConcurrency,
  checkSchedules,
  checkRateLimits,
  checkDeprecations,
  checkPublicOperations,
  checkCallbacks,
  checkWebhooks,
  checkWebhookTypes,
  checkWebhookBodies,
  checkSecurity,
  checkScopes,
  checkUnserved,
]

/** Everything wrong with a document whose references have been resolved, less what it has ignored. */
export function checkSpec(document: JsonObject, origins: Origins, options: CheckOptions): Ignored {
  const context = contextOf(document, origins)
  const structural = [...options.earlier, ...distinct(checkStructure(context))]
  const complete = !hasErrors(structural)
  const found = complete ? [...structural, ...distinct(rules.flatMap((rule) => rule(context)))] : structural
  const blocks = options.mayIgnore ? findIgnores(document) : []
  const located = found.map((diagnostic) => ({ diagnostic, at: context.pathOf(diagnostic) }))
  return applyIgnores(context, blocks, located, { complete })
}

export interface CheckOptions {
  /** What was found before. */
  readonly earlier: readonly Diagnostic[]
  /** Whether the sources have an `x-coatcheck-ignore` anywhere. */
  readonly mayIgnore: boolean
}

/** What stands in `x-async-defaults` or in a shared component is met once for each operation that uses it. */
function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const keyOf = ({ code, file, line, column, message }: Diagnostic): string =>
    JSON.stringify([code, file, line, column, message])
  return [...new Map(diagnostics.map((diagnostic) => [keyOf(diagnostic), diagnostic])).values()]
}

interface LocatingContext extends RuleContext {
  /** The path a diagnostic of this context was made for. */
  pathOf(diagnostic: Diagnostic): Path | undefined
}

function contextOf(document: JsonObject, origins: Origins): LocatingContext {
  const place: RuleContext['place'] = (at, part) => placeOf(origins, at, part)
  const paths = new Map<Diagnostic, Path>()
  return {
    spec: viewSpec(document),
    place,
    diagnostic: (code, at, message, { part, ...details } = {}) => {
      const related = [...(details.related ?? []), ...referrersOf(origins, at)]
      const all = related.length === 0 ? details : { ...details, related }
      const diagnostic = diagnosticAt(code, place(at, part), message, all)
      paths.set(diagnostic, at)
      return diagnostic
    },
    pathOf: (diagnostic) => paths.get(diagnostic),
  }
}
