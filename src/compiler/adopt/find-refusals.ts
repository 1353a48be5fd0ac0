/**
 * Finds out which insertions may be written: those with which the document has no diagnostic that it does not have without them. Compiles
 * the edited files rather than guessing, and says of every other insertion what stands in its way.
 */
import { canonicalJson, type JsonObject, type JsonValue } from '../../base/json.ts'
import { type Path, valueAt } from '../../schema/pointer.ts'
import { compileFiles } from '../compile.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { type TextLines, textLines } from '../diagnostics/text-lines.ts'
import { parseText } from '../read/parse.ts'
import type { LoadedFile, SourceFile } from '../read/source.ts'
import { type Insertion, originalOffset, withInsertions } from './insertion.ts'
import { isOnlyAdopted } from './only-adopted.ts'
import { blockKey } from './read-document.ts'

/** An insertion, and the stretch of its file that belongs to the operation. */
export interface Candidate {
  readonly insertion: Insertion
  /** The operation in its file, and what is put into it. */
  readonly operation: Path
  readonly block: true | JsonObject
  readonly from: number
  readonly to: number
}

export interface Sources {
  /** As they have been read, the document first. */
  readonly loaded: readonly LoadedFile[]
  readonly overlays: readonly LoadedFile[]
  /** The parsed ones among them, without the overlays. */
  readonly files: readonly SourceFile[]
  /** Those of the document as it stands. */
  readonly diagnostics: readonly Diagnostic[]
}

/** What stands in the way of each candidate that must not be written. */
export function findRefusals(sources: Sources, candidates: readonly Candidate[]): ReadonlyMap<Candidate, string> {
  const trial: Trial = { ...sources, before: keysOf(sources.diagnostics, sources.loaded, []) }
  const obstacles = new Map(misread(trial, candidates).map((candidate) => [candidate, unreadable]))
  let open = candidates.filter((candidate) => !obstacles.has(candidate))
  for (;;) {
    const added = addedBy(trial, open)
    if (added.length === 0) return obstacles
    const blamed = new Map(added.flatMap((one) => blame(one, open).map((candidate) => [candidate, one] as const)))
    if (blamed.size === 0) return new Map([...obstacles, ...divided(trial, open)])
    for (const [candidate, { diagnostic }] of blamed) obstacles.set(candidate, obstacleOf(diagnostic))
    open = open.filter((candidate) => !blamed.has(candidate))
  }
}

interface Trial extends Sources {
  /** The diagnostics of the document as it stands. */
  readonly before: ReadonlyMap<string, number>
}

/** A diagnostic that only the edited files have. */
interface Added {
  readonly diagnostic: Diagnostic
  /** In the edited text. */
  readonly offset: number
}

/** The candidates with which the text would not be read as the old value with blocks in it; looked for one by one only when there are some. */
function misread({ files }: Trial, candidates: readonly Candidate[]): readonly Candidate[] {
  return files.flatMap((file) => {
    const own = candidates.filter(({ insertion }) => insertion.file === file.path)
    return readsRight(file, own) ? [] : own.filter((candidate) => !readsRight(file, [candidate]))
  })
}

function readsRight(file: SourceFile, candidates: readonly Candidate[]): boolean {
  if (candidates.length === 0) return true
  const text = withInsertions(
    file.text,
    candidates.map(({ insertion }) => insertion),
  )
  const parsed = parseText(file.path, text)
  if (parsed.kind === 'refused' || !isOnlyAdopted(file.value, parsed.file.value)) return false
  const { value } = parsed.file
  return candidates.every(({ operation, block }) => isSame(valueAt(value, [...operation, blockKey]), block))
}

function isSame(one: JsonValue | undefined, other: JsonValue): boolean {
  return one !== undefined && canonicalJson(one) === canonicalJson(other)
}

/** Why an insertion cannot be made by a program. */
export const unreadable = 'it needs to be written by hand: the text around it leaves no safe place for it'

function addedBy({ loaded, overlays, before }: Trial, candidates: readonly Candidate[]): readonly Added[] {
  const insertions = candidates.map(({ insertion }) => insertion)
  const edited = editedFiles(loaded, insertions)
  const counts = new Map(before)
  return compileFiles(edited, overlays).diagnostics.flatMap((diagnostic) => {
    const key = keyOf(diagnostic, edited, insertions)
    const left = counts.get(key) ?? 0
    counts.set(key, left - 1)
    return left > 0 ? [] : [{ diagnostic, offset: offsetIn(diagnostic, edited) }]
  })
}

/** The files with the insertions in them. */
export function editedFiles(loaded: readonly LoadedFile[], insertions: readonly Insertion[]): readonly LoadedFile[] {
  return loaded.map((file) => {
    const own = insertions.filter((insertion) => insertion.file === file.path)
    return file.kind === 'text' && own.length > 0 ? { ...file, text: withInsertions(file.text, own) } : file
  })
}

function keysOf(
  diagnostics: readonly Diagnostic[],
  files: readonly LoadedFile[],
  insertions: readonly Insertion[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const diagnostic of diagnostics) {
    const key = keyOf(diagnostic, files, insertions)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

/** What a diagnostic is about, whatever has been inserted above it. */
function keyOf(diagnostic: Diagnostic, files: readonly LoadedFile[], insertions: readonly Insertion[]): string {
  const own = insertions.filter(({ file }) => file === diagnostic.file)
  const place = originalOffset(offsetIn(diagnostic, files), own)
  return JSON.stringify([diagnostic.code, diagnostic.file, diagnostic.message, place])
}

function offsetIn({ file, line, column }: Diagnostic, files: readonly LoadedFile[]): number {
  const read = files.find(({ path }) => path === file)
  return read?.kind === 'text' ? (linesOf(read).starts[line - 1] ?? 0) + column - 1 : 0
}

const known = new WeakMap<LoadedFile, TextLines>()

function linesOf(file: Extract<LoadedFile, { readonly kind: 'text' }>): TextLines {
  const lines = known.get(file) ?? textLines(file.text)
  known.set(file, lines)
  return lines
}

/** The candidates in whose operation the diagnostic stands. */
function blame({ diagnostic, offset }: Added, candidates: readonly Candidate[]): readonly Candidate[] {
  const own = candidates.filter(({ insertion }) => insertion.file === diagnostic.file)
  const insertions = own.map(({ insertion }) => insertion)
  const place = originalOffset(offset, insertions)
  if (place !== 'inserted') return own.filter(({ from, to }) => from <= place && place < to)
  const before = own.filter(({ insertion }) => editedStart(insertion, insertions) <= offset)
  return before.toSorted((one, other) => other.insertion.offset - one.insertion.offset).slice(0, 1)
}

function editedStart({ offset }: Insertion, insertions: readonly Insertion[]): number {
  const earlier = insertions.filter((other) => other.offset < offset)
  return offset + earlier.reduce((sum, { text }) => sum + text.length, 0)
}

/**
 * For diagnostics that stand in no candidate's operation. When each of the first two brings the same one by itself, any of them does;
 * otherwise halves are tried, each beside what has been found harmless.
 */
function divided(trial: Trial, candidates: readonly Candidate[]): ReadonlyMap<Candidate, string> {
  const [first, second] = candidates.map((candidate) => [candidate]).slice(0, 2)
  const common = first === undefined || second === undefined ? undefined : sameAdded(trial, first, second)
  if (common !== undefined) return new Map(candidates.map((candidate) => [candidate, obstacleOf(common.diagnostic)]))
  const harmless: Candidate[] = []
  const obstacles = new Map<Candidate, string>()
  const search = (some: readonly Candidate[]): void => {
    const [added] = addedBy(trial, [...harmless, ...some])
    const [only, ...others] = some
    if (added === undefined) harmless.push(...some)
    else if (only !== undefined && others.length === 0) obstacles.set(only, obstacleOf(added.diagnostic))
    else {
      const middle = some.length >> 1
      search(some.slice(0, middle))
      search(some.slice(middle))
    }
  }
  search(candidates)
  return obstacles
}

function sameAdded(trial: Trial, one: readonly Candidate[], other: readonly Candidate[]): Added | undefined {
  const messages = new Set(addedBy(trial, other).map(({ diagnostic }) => diagnostic.message))
  return addedBy(trial, one).find(({ diagnostic }) => messages.has(diagnostic.message))
}

function obstacleOf({ code, message, hint }: Diagnostic): string {
  return `${message} (${code})${hint === undefined ? '' : `. ${hint}`}`
}
