/**
 * Runs the rules over a bundled document. The structural rule goes first; the others read the document as its shapes promise, so they
 * run only when it has no errors. That also keeps one cause to one diagnostic.
 */
import type { JsonObject } from '../base/json.ts'
import { type Diagnostic, hasErrors } from './diagnostic.ts'
import { diagnosticAt } from './diagnostics.ts'
import { type Origins, placeOf } from './origins.ts'
import type { Rule, RuleContext } from './rule.ts'
import { checkStructure } from './rules/structure.ts'
import { viewSpec } from './spec-view.ts'

const rules: readonly Rule[] = []

/** Everything wrong with a document whose references have been resolved. */
export function checkSpec(
  document: JsonObject,
  origins: Origins,
  earlier: readonly Diagnostic[],
): readonly Diagnostic[] {
  const context = contextOf(document, origins)
  const structural = [...earlier, ...checkStructure(context)]
  return hasErrors(structural) ? structural : [...structural, ...rules.flatMap((rule) => rule(context))]
}

function contextOf(document: JsonObject, origins: Origins): RuleContext {
  const place: RuleContext['place'] = (at, part) => placeOf(origins, at, part)
  return {
    spec: viewSpec(document),
    place,
    diagnostic: (code, at, message, { part, ...details } = {}) => diagnosticAt(code, place(at, part), message, details),
  }
}
