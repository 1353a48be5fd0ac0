/** `result.operation`: a synchronous GET of this spec, with all its parameters given from the result. */

import { readObject, readText } from '../../base/read-json.ts'
import { type Path, parsePointer } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { didYouMean } from '../diagnostics/did-you-mean.ts'
import { resultSchemaAt } from '../lower/lower-result.ts'
import { blockAt, mergedBlock } from '../lower/merged-block.ts'
import { isDemanded } from '../schemas/request-expression.ts'
import { partsOf, schemasBelow } from '../schemas/schema-path.ts'
import { admitsOnly } from '../schemas/schema-types.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { OperationView } from '../view/spec-view.ts'

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
    ...checkPlain(context, at, target, Object.keys(parameters)),
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
  return schemaAt === undefined ? [] : checkValue(context, at, expression, schemaAt, path)
}

/** It becomes a part of a URL, so it has to be there, and to be text or a number. */
function checkValue(
  context: RuleContext,
  at: Path,
  expression: string,
  schemaAt: Path,
  path: Path,
): readonly Diagnostic[] {
  const schemas = schemasBelow(context.spec, schemaAt, path)
  if (schemas.length === 0) {
    return [context.diagnostic('CC305', at, `\`${expression}\` names nothing that the result's schema declares`)]
  }
  if (schemas.some(({ value }) => admitsOnly(value, noPartOfUrl))) {
    return [context.diagnostic('CC323', at, `\`${expression}\` names neither text nor a number`)]
  }
  if (isDemanded(context.spec, schemaAt, path)) return []
  return [context.diagnostic('CC329', at, `The result's schema does not require what \`${expression}\` names`)]
}

const noPartOfUrl = ['object', 'array', 'boolean', 'null']

function checkPlain(
  context: RuleContext,
  at: Path,
  target: OperationView,
  given: readonly string[],
): readonly Diagnostic[] {
  return target.parameters.flatMap(({ value, at: parameterAt }) => {
    const name = readText(value.name) ?? ''
    const schemas = partsOf(context.spec, [...parameterAt, 'schema'])
    if (!given.includes(name) || !schemas.some((schema) => admitsOnly(schema.value, ['object', 'array']))) return []
    const message = `\`${name}\` of \`${target.id}\` takes several values, and a result gives one`
    return [context.diagnostic('CC323', [...at, 'parameters', name], message, { part: 'key' })]
  })
}
