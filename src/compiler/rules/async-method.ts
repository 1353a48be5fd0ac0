/** Which methods can be asynchronous (R-INI-10), and that none writes the 202 by hand. */
import type { Diagnostic } from '../diagnostic.ts'
import { readObject } from '../read-json.ts'
import type { Rule, RuleContext } from '../rule.ts'
import type { AsyncOperationView, OperationView } from '../spec-view.ts'

export const checkAsyncMethods: Rule = (context) =>
  context.spec.asyncOperations.flatMap((operation) => [
    ...checkMethod(context, operation),
    ...checkAccepted(context, operation),
  ])

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

/** A description alone contradicts nothing. */
function checkAccepted(context: RuleContext, { responses, at }: OperationView): readonly Diagnostic[] {
  const accepted = responses.find((response) => response.status === '202')
  const written = ['headers', 'content', 'links'].filter((name) => readObject(accepted?.value)[name] !== undefined)
  if (written.length === 0) return []
  const message = `The 202 has ${written.join(', ')} of its own; the framework's answer has others`
  return [context.diagnostic('CC308', [...at, 'responses', '202'], message, { part: 'key' })]
}
