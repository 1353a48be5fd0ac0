/** Every operation has a name of its own that can be a file: `handlers/<operationId>.ts`. A synchronous one without gets it from method and path. */
import { handlerFileOf } from '../../contract/handler-file.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { takenKey } from '../view/derived-id.ts'
import { type Rule, type RuleContext, relatedAt } from '../view/rule.ts'
import type { OperationView } from '../view/spec-view.ts'

export const checkOperationIds: Rule = (context) => {
  const named = context.spec.operations.filter(isNamed)
  const first = new Map<string, OperationView>()
  for (const operation of named) {
    const file = fileOf(operation)
    if (!first.has(file)) first.set(file, operation)
  }
  return context.spec.operations.flatMap((operation) =>
    isNamed(operation)
      ? [...checkName(context, operation), ...checkUnique(context, operation, first.get(fileOf(operation)))]
      : checkNameless(context, operation),
  )
}

const isNamed = ({ value }: OperationView): boolean => typeof value.operationId === 'string' && value.operationId !== ''

const fileOf = ({ id }: OperationView): string => takenKey(id)

function checkNameless(context: RuleContext, { id, at, method, path, async }: OperationView): readonly Diagnostic[] {
  const message = `${method} ${path} has no \`operationId\``
  return async === undefined
    ? [context.diagnostic('CC214', at, `${message}; it is called \`${id}\``, { part: 'key' })]
    : [context.diagnostic('CC200', at, message, { part: 'key' })]
}

function checkName(context: RuleContext, { id, at }: OperationView): readonly Diagnostic[] {
  const reason = unusable(id)
  return reason === undefined ? [] : [context.diagnostic('CC203', idAt(at), `\`${id}\` ${reason}`)]
}

/** What an inherited member of every object is called. */
const inherited: ReadonlySet<string> = new Set(
  Object.getOwnPropertyNames(Object.prototype).map((name) => name.toLowerCase()),
)

/** Names that modules and functions give a meaning to. */
const reserved: ReadonlySet<string> = new Set(['default', 'prototype'])

/** Devices of Windows, with whatever ending. */
const devices: ReadonlySet<string> = new Set([
  ...['con', 'prn', 'aux', 'nul'],
  ...['com', 'lpt'].flatMap((name) => Array.from({ length: 10 }, (_, index) => `${name}${index}`)),
])

function unusable(id: string): string | undefined {
  if (inherited.has(id.toLowerCase())) return 'is a name that every object has'
  if (reserved.has(id.toLowerCase())) return 'is a name that JavaScript keeps for itself'
  const segments = handlerFileOf(id).replace(/\.ts$/, '').split('/').slice(1)
  if (segments.some((segment) => /^\.|^$/.test(segment))) return 'leads to no file below `handlers/`'
  if (segments.some((segment) => segment.length > 200)) return 'is longer than 200 characters'
  if (segments.some((segment) => devices.has(segment.toLowerCase().split('.')[0] ?? ''))) return 'is a name of a device'
  return segments.some((segment) => /\.$|\.d$/i.test(segment)) ? 'ends in a way that file names must not' : undefined
}

function checkUnique(
  context: RuleContext,
  operation: OperationView,
  twin: OperationView | undefined,
): readonly Diagnostic[] {
  const { id, at } = operation
  if (twin === undefined || twin === operation) return []
  const related = relatedAt(context, idAt(twin.at), `\`${twin.id}\` stands here first`)
  return twin.id === id
    ? [context.diagnostic('CC201', idAt(at), `\`${id}\` already names ${twin.method} ${twin.path}`, { related })]
    : [
        context.diagnostic('CC202', idAt(at), `\`${id}\` and \`${twin.id}\` would share ${handlerFileOf(id)}`, {
          related,
        }),
      ]
}

const idAt = (at: OperationView['at']): OperationView['at'] => [...at, 'operationId']
