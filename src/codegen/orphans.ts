/** Finds handlers of operations that the spec no longer has, and guesses which were only renamed. Touches nothing. */
import { closestName } from '../base/closest-name.ts'

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
  const heirs = heirsOf(orphans, withoutHandler)
  return orphans.map((orphan) => {
    const heir = heirs.get(orphan.operation)
    return heir === undefined ? orphan : { ...orphan, probablyNow: heir }
  })
}

/** Gone operation -> new one. One gone and one new: that was a rename. Else each new one goes to the name nearest to its own. */
function heirsOf(gone: readonly Orphan[], added: readonly string[]): ReadonlyMap<string, string> {
  const names = gone.map(({ operation }) => operation)
  const [onlyName, ...otherNames] = names
  const [onlyAdded, ...otherAdded] = added
  if (onlyName !== undefined && onlyAdded !== undefined && otherNames.length + otherAdded.length === 0) {
    return new Map([[onlyName, onlyAdded]])
  }
  const heirs = new Map<string, string>()
  for (const one of added) {
    const from = closestName(one, names)
    if (from !== undefined && !heirs.has(from)) heirs.set(from, one)
  }
  return heirs
}

const definition = /^export\s+default\s+(?:defineHandler|notImplemented)\s*\(\s*(['"`])([^'"`]+)\1/m

function definedOperation(text: string): string | undefined {
  return definition.exec(text)?.[2]
}
