/** Requests that another operation now answers: `/things/mine` beside `/things/{thingId}`, as a path without parameters goes first. */
import { namelessPath } from '../../contract/nameless-path.ts'
import type { Found, OperationSide } from './found.ts'
import { type PairedOperations, requestLine } from './operation-pairs.ts'

export function compareShadows({
  pairs,
  added,
}: PairedOperations): readonly (Found & { readonly id: string; readonly side: OperationSide })[] {
  const known = new Set(pairs.map(({ old }) => requestLine(old)))
  const fresh = [...added, ...pairs.map((pair) => pair.new)].filter((one) => !known.has(requestLine(one)))
  return fresh.flatMap((one) =>
    pairs
      .filter(({ old }) => takesOver(one, old))
      .map(({ old, new: next }) => ({
        id: next.operation.id,
        side: old,
        code: 'operation-taken-over' as const,
        message: `\`${one.operation.method} ${one.operation.path}\` is now answered by \`${one.operation.id}\``,
        old: old.node.at,
        new: one.node.at,
      })),
  )
}

/** Whether some request that the old operation answered goes to the new one, whose path is more exact. */
function takesOver({ operation: next }: OperationSide, { operation: old }: OperationSide): boolean {
  const [segments, others] = [next.path.split('/'), old.path.split('/')]
  return (
    next.method === old.method &&
    segments.length === others.length &&
    segments.some((segment, index) => segment !== others[index] && !segment.includes('{')) &&
    segments.every((segment, index) => admits(others[index] ?? '', segment))
  )
}

/** Whether a segment of a path, which may have parameters, takes whatever the other one does. */
function admits(wide: string, narrow: string): boolean {
  if (!wide.includes('{')) return wide === narrow
  if (narrow.includes('{')) return namelessPath(wide) === namelessPath(narrow) || namelessPath(wide) === '{}'
  const [before = '', after = ''] = [wide.slice(0, wide.indexOf('{')), wide.slice(wide.lastIndexOf('}') + 1)]
  return narrow.length > before.length + after.length && narrow.startsWith(before) && narrow.endsWith(after)
}
