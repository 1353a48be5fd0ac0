/** Finds handlers of operations that the spec no longer has, and guesses which were only renamed. Touches nothing. */
import { closestName } from '../schema/closest-name.ts'

export interface Orphan {
  /** 'handlers/oldName.ts' */
  readonly file: string
  /** The operation that the file still defines. */
  readonly operation: string
  /** A new operation without a handler that it probably became. */
  readonly probablyNow?: string
}

/** A source file of `handlers/`. */
export interface HandlerSource {
  readonly file: string
  readonly text: string
}

/**
 * The orphans among the files. Files that export no handler are the author's own and are never named.
 *
 * @example findOrphans(sources, ['createReport'], ['createReport'])
 */
export function findOrphans(
  sources: readonly HandlerSource[],
  operations: readonly string[],
  withoutHandler: readonly string[],
): readonly Orphan[] {
  const orphans = sources.flatMap(({ file, text }) => {
    const operation = definedOperation(text)
    return operation === undefined || operations.includes(operation) ? [] : [{ file, operation }]
  })
  return orphans.map((orphan) => {
    const heir = onlyOne(orphans, withoutHandler) ?? closestName(orphan.operation, withoutHandler)
    return heir === undefined ? orphan : { ...orphan, probablyNow: heir }
  })
}

const definition = /^export\s+default\s+(?:defineHandler|notImplemented)\s*\(\s*(['"`])([^'"`]+)\1/m

function definedOperation(text: string): string | undefined {
  return definition.exec(text)?.[2]
}

/** One gone and one new: that was a rename. */
function onlyOne(gone: readonly object[], added: readonly string[]): string | undefined {
  return gone.length === 1 && added.length === 1 ? added[0] : undefined
}
