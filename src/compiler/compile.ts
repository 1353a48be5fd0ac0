/** The compiler's front door: a spec file becomes diagnostics and, when none is an error, the contract and the document in one piece. */
import { isJsonObject } from '../base/json.ts'
import { isParsed, type KnownFile } from './bundle/bundling.ts'
import { type Resolution, resolveReferences } from './bundle/resolve.ts'
import { checkSpec } from './check/check.ts'
import { type Diagnostic, hasErrors, inReadingOrder, type SuppressedDiagnostic } from './diagnostics/diagnostic.ts'
import { diagnosticAt } from './diagnostics/diagnostic-at.ts'
import { lowerSpec } from './lower/lower.ts'
import { describedAt } from './lower/lower-result.ts'
import { applyOverlays, type Overlaid } from './overlay/overlay.ts'
import { projectLoader } from './read/load.ts'
import { placeOf } from './read/origins.ts'
import { parseLoaded } from './read/parse.ts'
import type { LoadedFile, SourceFile } from './read/source.ts'
import { sourceHash, specHash } from './read/spec-hash.ts'
import { checkVersion } from './read/version.ts'
import { ignoreKey } from './shapes/extension-shapes.ts'
import type { ResolvedSpec } from './view/resolved-spec.ts'
import { viewSpec } from './view/spec-view.ts'
import { withOperationIds } from './view/with-operation-ids.ts'

export type { ResolvedSpec } from './view/resolved-spec.ts'

export interface Compilation {
  readonly diagnostics: readonly Diagnostic[]
  /** Warnings that `x-coatcheck-ignore` has ignored, each with the reason it gives. */
  readonly suppressed: readonly SuppressedDiagnostic[]
  /** Every file that was read, by its name below the project folder. */
  readonly sources: readonly { readonly path: string; readonly text: string }[]
  /** Absent when a diagnostic is an error. */
  readonly spec?: ResolvedSpec
}

/**
 * Compiles the spec of a project with the overlays beside it; the project is the parent of the spec file's folder. Never throws for what is
 * in the files.
 *
 * @example const { diagnostics, spec } = await compileProject('spec/openapi.yaml')
 */
export async function compileProject(specFile: string): Promise<Compilation> {
  return (await loadSpec(specFile)).compilation
}

/** What a spec was compiled from, and what it came to. */
export interface LoadedSpec {
  /** The spec first, then every file that it refers to. */
  readonly loaded: readonly LoadedFile[]
  readonly overlays: readonly LoadedFile[]
  readonly compilation: Compilation
}

/** Reads a spec with its overlays and all it refers to, until compiling it asks for nothing more. */
export async function loadSpec(specFile: string): Promise<LoadedSpec> {
  const { entry, listOverlays, load } = projectLoader(specFile)
  const overlays = await Promise.all((await listOverlays()).map(load))
  let loaded = [await load(entry)]
  for (;;) {
    const { missing, ...compilation } = compileFiles(loaded, overlays)
    if (missing.length === 0) return { loaded, overlays, compilation }
    loaded = [...loaded, ...(await Promise.all(missing.map(load)))]
  }
}

/** Compiles files that have been read, the spec first; `missing` names the ones still needed. Pure. */
export function compileFiles(
  loaded: readonly LoadedFile[],
  overlays: readonly LoadedFile[] = [],
): Compilation & { readonly missing: readonly string[] } {
  const [entry] = loaded
  const sources = [...loaded, ...overlays].flatMap((file) =>
    file.kind === 'text' ? [{ path: file.path, text: file.text }] : [],
  )
  const stopped = (diagnostics: readonly Diagnostic[], missing: readonly string[] = []) => ({
    diagnostics,
    suppressed: [],
    sources,
    missing,
  })
  const parsed = parseFiles(loaded)
  const known = entry === undefined ? undefined : parsed.files.get(entry.path)
  if (!isParsed(known)) return stopped(parsed.diagnostics)
  const overlaid = overlay(known, overlays)
  if (hasErrors(overlaid.diagnostics)) return stopped(inReadingOrder(overlaid.diagnostics))
  const unsupported = checkVersion(overlaid.file)
  if (unsupported !== undefined) return stopped([unsupported])
  const resolution = resolveReferences(overlaid.file, new Map([...parsed.files, [known.path, overlaid.file]]))
  if (resolution.missing.length > 0) return stopped([], resolution.missing)
  const unparsed = parsed.diagnostics.map((diagnostic) => withReferrers(diagnostic, resolution))
  const earlier = [...unparsed, ...overlaid.diagnostics, ...resolution.diagnostics]
  return { ...finish(resolution, earlier, sources), sources, missing: [] }
}

function withReferrers(diagnostic: Diagnostic, { referrers }: Resolution): Diagnostic {
  const related = referrers.get(diagnostic.file)
  return related === undefined || related.length === 0 ? diagnostic : { ...diagnostic, related }
}

function overlay(entry: SourceFile, overlays: readonly LoadedFile[]): Overlaid {
  const { files, diagnostics } = parseFiles(overlays, 'all')
  const applied = applyOverlays(entry, [...files.values()].filter(isParsed))
  return { file: applied.file, diagnostics: [...diagnostics, ...applied.diagnostics] }
}

/** Files that another one refers to are reported where they are referred to; `all` are needed by themselves. */
function parseFiles(
  loaded: readonly LoadedFile[],
  needed: 'first' | 'all' = 'first',
): {
  readonly files: ReadonlyMap<string, KnownFile>
  readonly diagnostics: readonly Diagnostic[]
} {
  const diagnostics: Diagnostic[] = []
  const files = new Map<string, KnownFile>()
  for (const [index, file] of loaded.entries()) {
    if (file.kind === 'failed') {
      files.set(file.path, file)
      if (index === 0 || needed === 'all') diagnostics.push(unreadableSpec(file))
      continue
    }
    const parsed = parseLoaded(file)
    if (parsed.kind === 'refused') diagnostics.push(parsed.diagnostic)
    files.set(file.path, parsed.kind === 'refused' ? 'refused' : parsed.file)
  }
  return { files, diagnostics }
}

/** The diagnostic of a spec that cannot be read. */
export function unreadableSpec(file: Extract<LoadedFile, { readonly kind: 'failed' }>): Diagnostic {
  const place = { file: file.path, line: 1, column: 1 }
  return diagnosticAt('CC001', place, `\`${file.path}\` ${file.reason}`, { hint: file.hint })
}

function finish(
  { document, origins }: Resolution,
  earlier: readonly Diagnostic[],
  sources: Compilation['sources'],
): Omit<Compilation, 'sources'> {
  if (!isJsonObject(document)) return { diagnostics: earlier, suppressed: [] }
  const mayIgnore = sources.some(({ text }) => text.includes(ignoreKey))
  const checked = checkSpec(document, origins, { earlier, mayIgnore })
  const diagnostics = inReadingOrder(checked.diagnostics)
  const suppressed = inReadingOrder(checked.suppressed)
  if (hasErrors(diagnostics)) return { diagnostics, suppressed }
  const view = viewSpec(document)
  const hashes = Object.fromEntries(sources.map(({ path, text }) => [path, sourceHash(text)]).sort())
  const contract = lowerSpec(view, specHash(hashes))
  const place: ResolvedSpec['place'] = (at, part) => placeOf(origins, at, part)
  const spec: ResolvedSpec = {
    contract,
    document: withOperationIds(document, view.operations),
    describedAt: new Map(view.asyncOperations.map((operation) => [operation.id, describedAt(view, operation)])),
    place,
    sources: hashes,
    refusals: diagnostics.filter(({ refusesStart }) => refusesStart),
  }
  return { diagnostics, suppressed, spec }
}
