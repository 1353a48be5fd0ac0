/** Which methods can be asynchronous (R-INI-10). */
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { AsyncOperationView } from '../view/spec-view.ts'

export const checkAsyncMethods: Rule = (context) =>
  context.spec.asyncOperations.flatMap((operation) => checkMethod(context, operation))

function checkMethod(context: RuleContext, { method, path, async }: AsyncOperationView): readonly Diagnostic[] {
  const where = async.at
  switch (method) {
    case 'POST':
    case 'DELETE':
      return []
    case 'PATCH':
      return [context.diagnostic('CC301', where, `PATCH ${path} cannot be asynchronous`, { part: 'key' })]
    case 'PUT': {
      const hasGet = context.spec.read(['paths', path, 'get']) !== undefined
      const message = `PUT ${path} is asynchronous, and there is no GET ${path}`
      return hasGet ? [] : [context.diagnostic('CC302', where, message, { part: 'key' })]
    }
    default:
      return [context.diagnostic('CC300', where, `${method} ${path} cannot be asynchronous`, { part: 'key' })]
  }
}
