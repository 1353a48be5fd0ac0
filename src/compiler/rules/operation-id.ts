/** Every operation has a name of its own that can be a file: `handlers/<operationId>.ts`. */
import type { Diagnostic } from '../diagnostic.ts'
import type { Rule, RuleContext } from '../rule.ts'
import type { OperationView } from '../spec-view.ts'

export const checkOperationIds: Rule = (context) => {
  const { operations } = context.spec
  return operations.flatMap((operation, index) => [
    ...checkName(context, operation),
    ...checkUnique(context, operation, operations.slice(0, index)),
  ])
}

function checkName(context: RuleContext, { id, at, method, path }: OperationView): readonly Diagnostic[] {
  if (id === '') {
    return [context.diagnostic('CC200', at, `${method} ${path} has no \`operationId\``, { part: 'key' })]
  }
  const reason = unusable(id)
  return reason === undefined ? [] : [context.diagnostic('CC203', idAt(at), `\`${id}\` ${reason}`)]
}

/** What an inherited member of every object, or a device of Windows, is called. */
const reserved: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype).map((name) => name.toLowerCase()),
  ...['con', 'prn', 'aux', 'nul', 'default', 'prototype'],
  ...['com', 'lpt'].flatMap((name) => Array.from({ length: 10 }, (_, index) => `${name}${index}`)),
])

function unusable(id: string): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_.-]*$/.test(id)) return 'cannot name a file and a function'
  if (id.length > 100) return 'is longer than 100 characters'
  if (reserved.has(id.toLowerCase().split('.')[0] ?? '')) return 'is a name that systems reserve'
  return /\.$|\.d$/i.test(id) ? 'ends in a way that file names must not' : undefined
}

function checkUnique(
  context: RuleContext,
  operation: OperationView,
  earlier: readonly OperationView[],
): readonly Diagnostic[] {
  const { id, at } = operation
  const twin = earlier.find((other) => id !== '' && other.id.toLowerCase() === id.toLowerCase())
  if (twin === undefined) return []
  const { file, line, column } = context.place(idAt(twin.at))
  const related = [{ message: `\`${twin.id}\` stands here first`, file, line, column }]
  return twin.id === id
    ? [context.diagnostic('CC201', idAt(at), `\`${id}\` already names ${twin.method} ${twin.path}`, { related })]
    : [context.diagnostic('CC202', idAt(at), `\`${id}\` and \`${twin.id}\` differ only in case`, { related })]
}

const idAt = (at: OperationView['at']): OperationView['at'] => [...at, 'operationId']
