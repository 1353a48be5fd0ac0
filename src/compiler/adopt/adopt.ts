/**
 * Finds the operations of an existing document that take time and proposes an `x-async-operation` block for each, with its reasons and
 * the insertion that puts it into the text. Changes nothing itself; of what must not be written it says what has to come first.
 */
import type { JsonObject } from '../../base/json.ts'
import type { Method } from '../../contract/operation.ts'
import { type Compilation, compileFiles, loadSpec, unreadableSpec } from '../compile.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Position } from '../diagnostics/text-lines.ts'
import { applyOverlays } from '../overlay/overlay.ts'
import { parseLoaded } from '../read/parse.ts'
import type { LoadedFile, SourceFile } from '../read/source.ts'
import { checkVersion } from '../read/version.ts'
import { type Candidate, findRefusals, type Sources, unreadable } from './find-refusals.ts'
import type { Insertion } from './insertion.ts'
import { insertionOf } from './insertion-of.ts'
import { proposeBlock } from './propose-block.ts'
import { blockKey, type FoundOperation, readDocument } from './read-document.ts'
import { type Reason, reasonsFor, scoreOf, threshold } from './signals.ts'
import { subjectOf, surroundingsOf } from './subject.ts'

export interface Adoption {
  /** Name of the document below its project folder. */
  readonly entry: string
  /** Why the document cannot be read; then there is nothing else. */
  readonly refusals: readonly Diagnostic[]
  /** How many operations the document has, and how many of them have a block already. */
  readonly operations: number
  readonly adopted: number
  readonly proposals: readonly Proposal[]
}

export interface Proposal extends Position {
  readonly method: Method
  readonly path: string
  readonly operationId?: string
  /** Where the operation stands, below the project folder. */
  readonly file: string
  readonly reasons: readonly Reason[]
  readonly score: number
  /** The value of `x-async-operation`; absent where the method cannot be asynchronous. */
  readonly block?: true | JsonObject
  /** What has to change first, in words; empty when the insertion can be made. */
  readonly needs: readonly string[]
  /** Absent when something has to change first. */
  readonly insertion?: Insertion
}

/**
 * Reads a document with the files it refers to and proposes blocks. Writes nothing.
 *
 * @example const { proposals } = await adoptFile('spec/openapi.yaml')
 */
export async function adoptFile(file: string): Promise<Adoption & { readonly loaded: readonly LoadedFile[] }> {
  const spec = await loadSpec(file)
  return { ...adoptFiles(spec.loaded, spec.overlays, spec.compilation), loaded: spec.loaded }
}

/** The proposals for files that have been read, the document first. What an overlay adopts needs no block in the document. Pure. */
export function adoptFiles(
  loaded: readonly LoadedFile[],
  overlays: readonly LoadedFile[] = [],
  { diagnostics }: Pick<Compilation, 'diagnostics'> = compileFiles(loaded, overlays),
): Adoption {
  const [entry] = loaded
  const refusals = refusalsOf(entry)
  const nothing = { entry: entry?.path ?? '', operations: 0, adopted: 0, proposals: [] }
  if (refusals.length > 0) return { ...nothing, refusals }
  const files = loaded.flatMap(parsedFile)
  const document = readDocument(files)
  const surroundings = surroundingsOf(document)
  const adopted = adoptedIn(files, overlays)
  const isAdopted = (operation: FoundOperation): boolean => adopted.has(nameOf(operation))
  const drafts = document.operations
    .filter((operation) => !isAdopted(operation))
    .map((operation) => ({ operation, subject: subjectOf(document, surroundings, operation) }))
    .map(({ operation, subject }) => ({ operation, subject, reasons: reasonsFor(subject) }))
    .filter(({ reasons }) => scoreOf(reasons) >= threshold)
    .flatMap(({ operation, subject, reasons }) => draftOf(files, operation, reasons, proposeBlock(subject)))
  return {
    entry: nothing.entry,
    refusals,
    operations: document.operations.length,
    adopted: document.operations.filter(isAdopted).length,
    proposals: settled({ loaded, overlays, files, diagnostics }, document.operations, withoutRepeats(drafts)),
  }
}

const nameOf = ({ method, path }: FoundOperation): string => `${method} ${path}`

/** The operations that have a block, be it from an overlay. */
function adoptedIn(files: readonly SourceFile[], overlays: readonly LoadedFile[]): ReadonlySet<string> {
  const [entry, ...others] = files
  if (entry === undefined) return new Set()
  const { file } = applyOverlays(entry, overlays.flatMap(parsedFile))
  const { operations } = readDocument([file, ...others])
  return new Set(operations.filter(({ node }) => node.value[blockKey] !== undefined).map(nameOf))
}

function refusalsOf(entry: LoadedFile | undefined): readonly Diagnostic[] {
  if (entry === undefined) return []
  if (entry.kind === 'failed') return [unreadableSpec(entry)]
  const parsed = parseLoaded(entry)
  if (parsed.kind === 'refused') return [parsed.diagnostic]
  const unsupported = checkVersion(parsed.file)
  return unsupported === undefined ? [] : [unsupported]
}

function parsedFile(file: LoadedFile): readonly SourceFile[] {
  const parsed = file.kind === 'text' ? parseLoaded(file) : undefined
  return parsed?.kind === 'parsed' ? [parsed.file] : []
}

type Draft = Proposal & { readonly operation: FoundOperation }

function draftOf(
  files: readonly SourceFile[],
  operation: FoundOperation,
  reasons: readonly Reason[],
  { block, needs }: ReturnType<typeof proposeBlock>,
): readonly Draft[] {
  const { node, method, path, id } = operation
  const file = files.find((known) => known.path === node.file.path)
  if (file === undefined) return []
  const insertion = block === undefined ? undefined : insertionOf(file, node.path, block)
  const draft = {
    operation,
    method,
    path,
    file: file.path,
    ...file.positionOf(node.path, 'key'),
    reasons,
    score: scoreOf(reasons),
    needs: block !== undefined && insertion === undefined ? [...needs, unreadable] : needs,
    ...(id === undefined ? {} : { operationId: id }),
    ...(block === undefined ? {} : { block }),
    ...(insertion === undefined ? {} : { insertion }),
  }
  return [draft]
}

/** An operation that is reached in two ways, through references or aliases, is edited once. */
function withoutRepeats(drafts: readonly Draft[]): readonly Draft[] {
  const placeOf = ({ file, line, column, insertion }: Draft): string =>
    JSON.stringify(insertion === undefined ? [file, line, column] : [file, 'at', insertion.offset])
  return [...new Map(drafts.toReversed().map((draft) => [placeOf(draft), draft])).values()].toReversed()
}

function settled(
  sources: Sources,
  operations: readonly FoundOperation[],
  drafts: readonly Draft[],
): readonly Proposal[] {
  const candidates = new Map<Insertion, Candidate>()
  const starts = startsByFile(sources.files, operations)
  for (const draft of drafts) {
    const { operation, insertion, block, needs } = draft
    if (insertion === undefined || block === undefined || needs.length > 0) continue
    const stretch = stretchOf(insertion, starts.get(draft.file) ?? [])
    candidates.set(insertion, { insertion, operation: operation.node.path, block, ...stretch })
  }
  const obstacles =
    candidates.size === 0 ? new Map<Candidate, string>() : findRefusals(sources, [...candidates.values()])
  return drafts.map(({ operation: _operation, insertion, ...draft }) => {
    const candidate = insertion === undefined ? undefined : candidates.get(insertion)
    const obstacle = candidate === undefined ? undefined : obstacles.get(candidate)
    if (obstacle !== undefined) return { ...draft, needs: [obstacle] }
    return insertion === undefined || draft.needs.length > 0 ? draft : { ...draft, insertion }
  })
}

/** Where the operations of each file begin, in the order of the text. */
function startsByFile(
  files: readonly SourceFile[],
  operations: readonly FoundOperation[],
): ReadonlyMap<string, readonly number[]> {
  const starts = new Map<string, number[]>()
  for (const { node } of operations) {
    const file = files.find(({ path }) => path === node.file.path)
    if (file !== undefined) starts.set(file.path, [...(starts.get(file.path) ?? []), file.offsetOf(node.path, 'key')])
  }
  return new Map([...starts].map(([path, offsets]) => [path, offsets.toSorted((one, other) => one - other)]))
}

/** From where the operation begins to where the next one does. */
function stretchOf(insertion: Insertion, starts: readonly number[]): Pick<Candidate, 'from' | 'to'> {
  const from = starts.findLast((start) => start < insertion.offset) ?? 0
  const to = starts.find((start) => start >= insertion.offset) ?? Number.POSITIVE_INFINITY
  return { from, to }
}
