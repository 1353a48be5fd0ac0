/**
 * Reads the files of a spec: the compiler's only I/O. Refuses what leaves the project folder (also through a symbolic link), what is
 * too large, and what is not UTF-8 text; a refusal is a value that becomes a diagnostic where the file was referred to.
 */
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { hashFile } from './file-hash.ts'
import type { LoadedFile, UnreadableFile } from './source.ts'

const maxBytes = 64_000_000

export interface Loader {
  /** Name of the spec file below the project folder. */
  readonly entry: string
  /** Names of the overlays beside the spec, in the order in which they are applied. */
  listOverlays(): Promise<readonly string[]>
  /** Reads a file of the project by its name below the project folder. */
  load(path: string): Promise<LoadedFile>
  /** The hash that the file has as a source, read piece by piece. */
  hash(path: string): Promise<string | UnreadableFile>
}

/** A loader for the project that a spec file belongs to: the parent of its folder. */
export function projectLoader(specFile: string): Loader {
  const file = resolve(specFile)
  const project = dirname(dirname(file))
  const entry = toProjectPath(relative(project, file)) || basename(file)
  return {
    entry,
    listOverlays: () => listOverlays(file, entry),
    load: (path) => load(project, path),
    hash: (path) => ifReadable(project, path, (file) => hashFile(file, 'source')),
  }
}

/**
 * Whether the sources of a spec are still those of these hashes: none has changed or gone, and no overlay has come. Decodes nothing and
 * holds no file whole, since every start asks.
 */
export async function areSourcesUnchanged(
  specFile: string,
  hashes: Readonly<Record<string, string>>,
): Promise<boolean> {
  const { listOverlays, hash } = projectLoader(specFile)
  const overlays = await listOverlays()
  if (!overlays.every((path) => Object.hasOwn(hashes, path))) return false
  for (const [path, known] of Object.entries(hashes)) if ((await hash(path)) !== known) return false
  return true
}

async function listOverlays(file: string, entry: string): Promise<readonly string[]> {
  const folder = entry.slice(0, entry.length - basename(file).length)
  try {
    const names = await readdir(dirname(file))
    return names
      .filter((name) => isOverlayName(name) && name !== basename(file))
      .toSorted()
      .map((name) => `${folder}${name}`)
  } catch {
    // A folder that cannot be listed has no spec that can be read either, which is reported.
    return []
  }
}

const isOverlayName = (name: string): boolean => /\.overlay\.(ya?ml|json)$/.test(name)

const toProjectPath = (path: string): string => path.split(sep).join('/')

async function load(project: string, path: string): Promise<LoadedFile> {
  const bytes = await ifReadable(project, path, (file) => readFile(file))
  return bytes instanceof Uint8Array ? decoded(path, bytes) : bytes
}

/** What is read of a file that is no larger than may be and lies in the project, or why nothing is. */
async function ifReadable<Found>(
  project: string,
  path: string,
  read: (file: string) => Promise<Found>,
): Promise<Found | UnreadableFile> {
  try {
    const file = await realpath(join(project, path))
    if (!isInside(await realpath(project), file)) return failed(path, 'lies outside the project folder')
    const { size } = await stat(file)
    if (size > maxBytes) return failed(path, `has ${size} bytes; ${maxBytes} are the limit`)
    return await read(file)
  } catch (cause) {
    return failed(path, reasonOf(cause))
  }
}

function isInside(folder: string, file: string): boolean {
  const path = relative(folder, file)
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path)
}

function decoded(path: string, bytes: Uint8Array): LoadedFile {
  if (isUtf16(bytes)) return { kind: 'failed', path, reason: 'is UTF-16 text', hint: 'Save it as UTF-8.' }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return text.includes('\0') ? failed(path, 'is not text') : { kind: 'text', path, text }
  } catch {
    return failed(path, 'is not UTF-8 text')
  }
}

/** By its byte order mark. */
const isUtf16 = ([first, second]: Uint8Array): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)

const failed = (path: string, reason: string): UnreadableFile => ({ kind: 'failed', path, reason })

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist'
  if (code === 'EISDIR') return 'is a folder'
  return `cannot be read (${typeof code === 'string' ? code : String(cause)})`
}
