/** Finds handlers of operations that the spec no longer has, and guesses which were only renamed. Touches nothing. */
import { closestName } from '../base/closest-name.ts'
import { namelessPath } from '../contract/nameless-path.ts'
import type { Operation } from '../contract/operation.ts'

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

/** The operations of two generations. */
export interface Generations {
  /** Of the last run; empty when there was none, or when it cannot be read. */
  readonly before: readonly Operation[]
  readonly now: readonly Operation[]
  /** The ids of those without a handler of their own. */
  readonly withoutHandler: readonly string[]
}

/**
 * The orphans among the files. Files that export no handler are the author's own and are never named.
 *
 * @example findOrphans(sources, { before, now, withoutHandler: ['makeReport'] })
 */
export function findOrphans(sources: readonly HandlerSource[], generations: Generations): readonly Orphan[] {
  const known = new Set(generations.now.map(({ id }) => id))
  const orphans = sources.flatMap(({ file, text }) => {
    const operation = definedOperation(text)
    return operation === undefined || known.has(operation) ? [] : [{ file, operation }]
  })
  const heirs = heirsOf(
    orphans.map(({ operation }) => operation),
    generations,
  )
  return orphans.map((orphan) => {
    const heir = heirs.get(orphan.operation)
    return heir === undefined ? orphan : { ...orphan, probablyNow: heir }
  })
}

/** Why a new operation may be a gone one under another name, the best reason first. */
const kinships: readonly ((gone: Operation, added: Operation) => boolean)[] = [
  (gone, added) => gone.method === added.method && namelessPath(gone.path) === namelessPath(added.path),
  (gone, added) => gone.method === added.method && shape(gone) === shape(added) && lastName(gone) === lastName(added),
  (gone, added) => shape(gone) === shape(added) && closestName(added.id, [gone.id]) !== undefined,
]

/** Gone operation -> new one: by what it is, then by its name; one gone and one new are taken for one, whatever they are. */
function heirsOf(names: readonly string[], { before, now, withoutHandler }: Generations): ReadonlyMap<string, string> {
  const heirs = new Map<string, string>()
  const taken = new Set<string>()
  const gone = names.flatMap((name) => before.filter(({ id }) => id === name))
  const added = now.filter(({ id }) => withoutHandler.includes(id) && !before.some((one) => one.id === id))
  const inherit = (from: string, to: string): void => {
    if (heirs.has(from) || taken.has(to)) return
    heirs.set(from, to)
    taken.add(to)
  }
  for (const isKin of kinships) {
    for (const one of added) for (const other of gone) if (isKin(other, one)) inherit(other.id, one.id)
  }
  const open = () => names.filter((name) => !heirs.has(name))
  for (const id of withoutHandler) {
    const from = taken.has(id) ? undefined : closestName(id, open())
    if (from !== undefined) inherit(from, id)
  }
  const [onlyName] = names
  const [onlyAdded] = withoutHandler
  if (onlyName !== undefined && onlyAdded !== undefined && names.length + withoutHandler.length === 2) {
    inherit(onlyName, onlyAdded)
  }
  return heirs
}

/** The last part of a path that is no parameter: what the operation is about. */
const lastName = ({ path }: Operation): string | undefined => path.split('/').findLast((part) => /^[^{]+$/.test(part))

/** What an operation takes and gives. */
function shape({ parameters, requestBody, responses, async: policy }: Operation): string {
  return JSON.stringify([parameters, requestBody, responses, policy?.result, policy?.errors])
}

const definition = /^export\s+default\s+(?:defineHandler|notImplemented)\s*\(\s*(['"`])([^'"`]+)\1/m

function definedOperation(text: string): string | undefined {
  return definition.exec(text)?.[2]
}
