/**
 * Reads the files of a spec: the compiler's only I/O. Refuses what leaves the project folder (also through a symbolic link), what is
 * too large, and what is not UTF-8 text; a refusal is a value that becomes a diagnostic where the file was referred to.
 */
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { LoadedFile, UnreadableFile } from './source.ts'
import { sourceHash } from './spec-hash.ts'

const maxBytes = 64_000_000

export interface Loader {
  /** Name of the spec file below the project folder. */
  readonly entry: string
  /** Names of the overlays beside the spec, in the order in which they are applied. */
  listOverlays(): Promise<readonly string[]>
  /** Reads a file of the project by its name below the project folder. */
  load(path: string): Promise<LoadedFile>
  /** The same without decoding it. */
  readBytes(path: string): Promise<Uint8Array | UnreadableFile>
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
    readBytes: (path) => readBytes(project, path),
  }
}

/**
 * Whether the sources of a spec are still those of these hashes: none has changed or gone, and no overlay has come. Reads bytes and
 * decodes nothing, since every start asks.
 */
export async function areSourcesUnchanged(
  specFile: string,
  hashes: Readonly<Record<string, string>>,
): Promise<boolean> {
  const { listOverlays, readBytes } = projectLoader(specFile)
  const overlays = await listOverlays()
  if (!overlays.every((path) => Object.hasOwn(hashes, path))) return false
  const found = await Promise.all(Object.keys(hashes).map(readBytes))
  return Object.values(hashes).every((hash, index) => {
    const bytes = found[index]
    return bytes instanceof Uint8Array && sourceHash(withoutMark(bytes)) === hash
  })
}

/** Decoding drops the byte order mark, and the hash is of what was decoded. */
const withoutMark = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes

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
  const bytes = await readBytes(project, path)
  return bytes instanceof Uint8Array ? decoded(path, bytes) : bytes
}

async function readBytes(project: string, path: string): Promise<Uint8Array | UnreadableFile> {
  try {
    const file = await realpath(join(project, path))
    if (!isInside(await realpath(project), file)) return failed(path, 'lies outside the project folder')
    const { size } = await stat(file)
    if (size > maxBytes) return failed(path, `has ${size} bytes; ${maxBytes} are the limit`)
    return await readFile(file)
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
