/** Every operation says what it answers; OpenAPI 3.1 leaves `responses` out only where nothing is known. */
import { isJsonObject } from '../../base/json.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { OperationView } from '../view/spec-view.ts'

export const checkResponses: Rule = (context) =>
  context.spec.operations.flatMap((operation) => checkOperation(context, operation))

function checkOperation(context: RuleContext, { value, at, method, path }: OperationView): readonly Diagnostic[] {
  const { responses } = value
  if (responses === undefined) {
    if (context.spec.version !== '3.0') return []
    const message = `${method} ${path} has no \`responses\`, which OpenAPI 3.0 asks for`
    return [context.diagnostic('CC117', at, message, { part: 'key' })]
  }
  if (!isJsonObject(responses) || Object.keys(responses).some((name) => !name.startsWith('x-'))) return []
  const message = `The responses of ${method} ${path} are empty`
  return [context.diagnostic('CC117', [...at, 'responses'], message, { part: 'key' })]
}
