/** `result.operation`: a synchronous GET of this spec, with all its parameters given from the result. */

import { type Path, parsePointer } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostic.ts'
import { didYouMean } from '../did-you-mean.ts'
import { resultSchemaAt } from '../lower-result.ts'
import { blockAt, mergedBlock } from '../merged-block.ts'
import { readObject, readText } from '../read-json.ts'
import type { Rule, RuleContext } from '../rule.ts'
import { schemasBelow } from '../schema-path.ts'
import type { OperationView } from '../spec-view.ts'

export const checkResultOperations: Rule = (context) =>
  context.spec.asyncOperations.flatMap((operation) => checkOne(context, operation))

function checkOne(context: RuleContext, view: OperationView): readonly Diagnostic[] {
  const result = readObject(mergedBlock(context.spec, view).result)
  const name = readText(result.operation)
  const at = blockAt(context.spec, view, ['result'])
  const parameters = readObject(result.parameters)
  if (name === undefined) {
    const message = '`parameters` are those of `result.operation`, which is missing'
    return result.parameters === undefined
      ? []
      : [context.diagnostic('CC304', [...at, 'parameters'], message, { part: 'key' })]
  }
  const target = context.spec.operations.find((operation) => operation.id === name)
  if (target === undefined) return [unknownOperation(context, [...at, 'operation'], name)]
  const unfit = unfitness(target)
  if (unfit !== undefined) return [context.diagnostic('CC303', [...at, 'operation'], `\`${name}\` ${unfit}`)]
  return [
    ...checkGiven(context, at, target, Object.keys(parameters)),
    ...Object.entries(parameters).flatMap(([key, expression]) =>
      checkExpression(context, view, [...at, 'parameters', key], readText(expression) ?? ''),
    ),
  ]
}

function unknownOperation(context: RuleContext, at: Path, name: string): Diagnostic {
  const known = context.spec.operations.filter((operation) => unfitness(operation) === undefined)
  const hint = didYouMean(
    name,
    known.map((operation) => operation.id),
  )
  return context.diagnostic('CC303', at, `There is no operation \`${name}\``, { hint })
}

function unfitness(target: OperationView): string | undefined {
  if (target.method !== 'GET') return `is a ${target.method}; a result is read with GET`
  return target.async === undefined ? undefined : 'is asynchronous itself'
}

function checkGiven(
  context: RuleContext,
  at: Path,
  target: OperationView,
  given: readonly string[],
): readonly Diagnostic[] {
  const known = target.parameters.filter(({ value }) => value.in === 'path' || value.in === 'query')
  const names = known.map(({ value }) => readText(value.name) ?? '')
  const missing = known.filter(({ value }) => value.required === true && !given.includes(readText(value.name) ?? ''))
  return [
    ...missing.map(({ value }) =>
      context.diagnostic(
        'CC304',
        at,
        `\`${target.id}\` needs \`${readText(value.name)}\`, and \`parameters\` does not give it`,
        { part: 'key' },
      ),
    ),
    ...given
      .filter((name) => !names.includes(name))
      .map((name) => {
        const message = `\`${target.id}\` has no path or query parameter \`${name}\``
        return context.diagnostic('CC304', [...at, 'parameters', name], message, {
          part: 'key',
          hint: didYouMean(name, names),
        })
      }),
  ]
}

function checkExpression(
  context: RuleContext,
  view: OperationView,
  at: Path,
  expression: string,
): readonly Diagnostic[] {
  const pointer = /^\$result(?:#(.*))?$/s.exec(expression)
  const path = pointer === null ? undefined : parsePointer(pointer[1] ?? '')
  if (path === undefined)
    return [context.diagnostic('CC305', at, `\`${expression}\` is neither \`$result\` nor a pointer into it`)]
  const schemaAt = resultSchemaAt(context.spec, view)
  if (schemaAt === undefined || schemasBelow(context.spec, schemaAt, path).length > 0) return []
  return [context.diagnostic('CC305', at, `\`${expression}\` names nothing that the result's schema declares`)]
}
