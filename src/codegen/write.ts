/**
 * The generator's only input and output. It owns what the manifest lists below `generated/`, and nothing else: a file of `handlers/` is
 * made when it is missing and never opened for writing again (D6).
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { createTwoFilesPatch } from 'diff'
import { Fault } from '../base/fault.ts'
import { base62 } from '../base/ids.ts'
import { systemRandom } from '../base/random.ts'
import { packageVersion } from '../config/version.ts'
import type { Contract } from '../contract/contract.ts'
import { handlerFileOf } from '../contract/handler-file.ts'
import { handlerStub } from './handler-stub.ts'
import { type Manifest, manifestFile, readManifest } from './manifest.ts'
import { findOrphans, type HandlerSource, type Orphan } from './orphans.ts'

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
  const changes = await findChanges(project, files)
  const operations = operationsOf(files)
  const handlers = await readHandlers(project)
  const missing = operations.filter((id) => !handlers.some(({ file }) => file === handlerFileOf(id)))
  if (!check) {
    for (const { path, after } of changes) await put(join(project, path), after)
    for (const id of missing) await makeStub(project, id)
  }
  return {
    changes: changes.map((change) => toFileChange(change, check)),
    stubs: missing.map(handlerFileOf),
    orphans: findOrphans(handlers, operations, missing),
  }
}

/** Why `generated/` cannot serve a spec: there is none, it is of another spec, or of another version of the generator. */
export type Staleness = 'missing' | 'spec' | 'generator'

/** Whether and why `generated/` is stale for a spec of that hash. */
export async function staleness(project: string, specHash: string): Promise<Staleness | undefined> {
  const manifest = await oldManifest(project)
  if (manifest === undefined) return 'missing'
  if (manifest.specHash !== specHash) return 'spec'
  return manifest.version === packageVersion ? undefined : 'generator'
}

/** Whether `coatcheck generate` has to run before the project can start. */
export async function isStale(project: string, specHash: string): Promise<boolean> {
  return (await staleness(project, specHash)) !== undefined
}

interface Change {
  readonly path: string
  readonly before: string | undefined
  readonly after: string | undefined
}

async function findChanges(project: string, files: ReadonlyMap<string, string>): Promise<readonly Change[]> {
  const stale = (await ownedFiles(project)).filter((path) => !files.has(path))
  const wanted = [...files, ...stale.map((path) => [path, undefined] as const)]
  const changes = await Promise.all(
    wanted.map(async ([name, after]): Promise<Change> => {
      const path = `generated/${name}`
      return { path, before: await readIfThere(join(project, path)), after }
    }),
  )
  return changes.filter(({ before, after }) => before !== after)
}

/** What the last run wrote. Names that lead out of `generated/` are not ours, whatever the manifest says. */
async function ownedFiles(project: string): Promise<readonly string[]> {
  const manifest = await oldManifest(project)
  return Object.keys(manifest?.files ?? {}).filter((path) => normalize(path) === path && !/^(?:\.\.|[/\\])/.test(path))
}

async function oldManifest(project: string): Promise<Manifest | undefined> {
  const text = await readIfThere(join(project, 'generated', manifestFile))
  return text === undefined ? undefined : readManifest(text)
}

function operationsOf(files: ReadonlyMap<string, string>): readonly string[] {
  const text = files.get('contract.json')
  if (text === undefined) throw new Fault('generated-missing', 'The generated files hold no contract.json.')
  const contract: Contract = JSON.parse(text)
  return contract.operations.map(({ id }) => id)
}

async function readHandlers(project: string): Promise<readonly HandlerSource[]> {
  const folder = join(project, 'handlers')
  const names = await readdir(folder).catch(unless<string[]>('ENOENT', []))
  const sources = names.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts')).sort()
  return Promise.all(
    sources.map(async (name) => ({ file: `handlers/${name}`, text: (await readIfThere(join(folder, name))) ?? '' })),
  )
}

/** Replaces or removes a file of ours in one step: a reader sees the old text or the new one. */
async function put(path: string, text: string | undefined): Promise<void> {
  if (text === undefined) return rm(path, { force: true })
  await mkdir(dirname(path), { recursive: true })
  const temporary = `${path}.${base62(systemRandom, 8)}.tmp`
  try {
    await writeFile(temporary, text, { flag: 'wx' })
    await rename(temporary, path)
  } catch (thrown) {
    await rm(temporary, { force: true })
    throw thrown
  }
}

/** A file that has come into being meanwhile is its author's: 'wx' fails on it, and that is fine. */
async function makeStub(project: string, operation: string): Promise<void> {
  const path = join(project, handlerFileOf(operation))
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, handlerStub(operation), { flag: 'wx' }).catch(unless('EEXIST', undefined))
}

function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(unless<string | undefined>('ENOENT', undefined))
}

/** The value in place of an error of that code; any other error stays one. */
function unless<Value>(code: string, value: Value): (thrown: unknown) => Value {
  return (thrown) => {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === code) return value
    throw thrown
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
