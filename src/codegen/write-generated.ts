/**
 * Puts the generated files in their places. It owns what the manifest lists below `generated/`, and nothing else: a file of `handlers/` is
 * made when it is missing and never opened for writing again (D6).
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, normalize, sep } from 'node:path'
import { createTwoFilesPatch } from 'diff'
import type { Contract } from '../contract/contract.ts'
import { handlerFileOf } from '../contract/handler-file.ts'
import type { Operation } from '../contract/operation.ts'
import { handlerStub } from './handler-stub.ts'
import { type Manifest, manifestFile, sha256 } from './manifest.ts'
import { findOrphans, type HandlerSource, type Orphan } from './orphans.ts'
import { readIfThere, unless } from './read-if-there.ts'
import { replaceInOneStep } from './replace-in-one-step.ts'
import { manifestOf } from './staleness.ts'
import { isTemporary, removeAbandoned } from './temporary-file.ts'

export interface WriteOptions {
  /** Changes nothing and says what would change. */
  readonly check: boolean
}

export interface WriteReport {
  /** Generated files that differ from what they should be; empty when all is as the spec has it. */
  readonly changes: readonly FileChange[]
  /** Handler stubs made or, in a check, missing: 'handlers/createReport.ts'. */
  readonly stubs: readonly string[]
  readonly orphans: readonly Orphan[]
  /** Generated files that somebody has edited since the last run; their edits are lost. */
  readonly edited: readonly string[]
  /** Files below `generated/` that the generator does not own and leaves alone. */
  readonly strangers: readonly string[]
}

export interface FileChange {
  /** Below the project: 'generated/index.ts'. */
  readonly path: string
  readonly kind: 'created' | 'changed' | 'removed'
  /** Unified diff from what is to what should be, when a check has asked for it. */
  readonly diff: string
}

/**
 * Brings `generated/` in line with the files handed in (as `generate` makes them) and adds missing handler stubs.
 *
 * @example const { changes } = await writeGenerated('.', files, { check: true })
 */
export async function writeGenerated(
  project: string,
  files: ReadonlyMap<string, string>,
  { check }: WriteOptions,
): Promise<WriteReport> {
  const last = await lastRun(project)
  const changes = await findChanges(project, files, last.manifest)
  const now = operationsIn(files.get('contract.json') ?? '')
  const handlers = await readHandlers(project)
  const there = new Set(handlers.map(({ file }) => file))
  const missing = now.filter(({ id }) => !there.has(handlerFileOf(id))).map(({ id }) => id)
  const strangers = await findStrangers(project, files, last.manifest)
  if (!check) {
    await removeAbandoned(join(project, 'generated'))
    for (const { path, after } of changes) await put(join(project, path), after)
    await makeStubs(project, missing)
  }
  return {
    changes: changes.map((change) => toFileChange(change, check)),
    stubs: missing.map(handlerFileOf),
    orphans: findOrphans(handlers, { before: last.operations, now, withoutHandler: missing }),
    edited: changes.filter((change) => isEdited(change, last.manifest)).map(({ path }) => path),
    strangers,
  }
}

interface LastRun {
  readonly manifest: Manifest | undefined
  readonly operations: readonly Operation[]
}

async function lastRun(project: string): Promise<LastRun> {
  const contract = await readIfThere(join(project, 'generated/contract.json'))
  return { manifest: await manifestOf(project), operations: contract === undefined ? [] : operationsIn(contract) }
}

/** Of a text that is no contract, or one of another format: none. */
function operationsIn(contract: string): readonly Operation[] {
  try {
    const { format, operations }: Partial<Contract> = JSON.parse(contract)
    return format === 1 && Array.isArray(operations) ? operations : []
  } catch {
    return []
  }
}

function isEdited({ path, before }: Change, manifest: Manifest | undefined): boolean {
  const written = manifest?.files[path.slice('generated/'.length)]
  return before !== undefined && written !== undefined && written !== sha256(before)
}

async function findStrangers(
  project: string,
  files: ReadonlyMap<string, string>,
  manifest: Manifest | undefined,
): Promise<readonly string[]> {
  const found = await readdir(join(project, 'generated')).catch(unless<string[]>('ENOENT', []))
  const owned = new Set([...files.keys(), ...Object.keys(manifest?.files ?? {})])
  return found
    .filter((name) => !owned.has(name) && !isTemporary(name))
    .map((name) => `generated/${name}`)
    .sort()
}

interface Change {
  readonly path: string
  readonly before: string | undefined
  readonly after: string | undefined
}

/** The manifest comes last: until then the old one says that `generated/` is not of this spec. */
async function findChanges(
  project: string,
  files: ReadonlyMap<string, string>,
  manifest: Manifest | undefined,
): Promise<readonly Change[]> {
  const stale = ownedFiles(manifest).filter((path) => !files.has(path))
  const wanted = new Map<string, string | undefined>([...files, ...stale.map((path) => [path, undefined] as const)])
  const last = wanted.get(manifestFile)
  wanted.delete(manifestFile)
  const changes = await Promise.all(
    [...wanted, [manifestFile, last] as const].map(async ([name, after]): Promise<Change> => {
      const path = `generated/${name}`
      return { path, before: await readIfThere(join(project, path)), after }
    }),
  )
  return changes.filter(({ before, after }) => before !== after)
}

/** What the last run wrote. Names that lead out of `generated/` are not ours, whatever the manifest says. */
function ownedFiles(manifest: Manifest | undefined): readonly string[] {
  return Object.keys(manifest?.files ?? {}).filter((path) => normalize(path) === path && !/^(?:\.\.|[/\\])/.test(path))
}

/** Every source below `handlers/`. What cannot be read, be it a folder in a file's place, is there all the same. */
async function readHandlers(project: string): Promise<readonly HandlerSource[]> {
  const folder = join(project, 'handlers')
  const names = await readdir(folder, { recursive: true }).catch(unless<string[]>('ENOENT', []))
  const sources = names.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts')).sort()
  return Promise.all(
    sources.map(async (name) => ({
      file: `handlers/${name.replaceAll(sep, '/')}`,
      text: await readFile(join(folder, name), 'utf8').catch(() => ''),
    })),
  )
}

/** Replaces or removes a file of ours. */
function put(path: string, text: string | undefined): Promise<void> {
  return text === undefined ? rm(path, { force: true }) : replaceInOneStep(path, text)
}

/** Files opened at a time: a document may have more operations than a process may open files. */
const mostAtOnce = 64

/** A file that has come into being meanwhile is its author's: 'wx' fails on it, and that is fine. */
async function makeStubs(project: string, operations: readonly string[]): Promise<void> {
  const stubs = operations.map((operation) => ({ operation, path: join(project, handlerFileOf(operation)) }))
  for (const folder of new Set(stubs.map(({ path }) => dirname(path)))) await mkdir(folder, { recursive: true })
  for (let first = 0; first < stubs.length; first += mostAtOnce) {
    const writing = stubs.slice(first, first + mostAtOnce)
    await Promise.all(
      writing.map(({ operation, path }) =>
        writeFile(path, handlerStub(operation), { flag: 'wx' }).catch(unless('EEXIST', undefined)),
      ),
    )
  }
}

function toFileChange({ path, before, after }: Change, check: boolean): FileChange {
  const kind = before === undefined ? 'created' : after === undefined ? 'removed' : 'changed'
  return { path, kind, diff: check ? diffOf(path, before ?? '', after ?? '') : '' }
}

/** Of texts with more edits than anybody reads, only that they differ: the search for the shortest diff could take minutes. */
function diffOf(path: string, before: string, after: string): string {
  const patch = createTwoFilesPatch(path, path, before, after, undefined, undefined, { maxEditLength: 4_000 })
  return patch ?? `--- ${path}\n+++ ${path}\n@@ too much differs to be shown @@\n`
}
