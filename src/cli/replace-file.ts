/** Writes a file in one step: whoever reads it meanwhile sees the old text or the new one. */
import { existsSync, lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { base62 } from '../base/ids.ts'
import { systemRandom } from '../base/random.ts'

/** Replaces the text of a file, or makes it. A device, a pipe or a link is written to and stays what it is. */
export function replaceFile(path: string, text: string): void {
  if (!existsSync(path) || lstatSync(path).isFile()) writeInOneStep(path, text)
  else writeFileSync(path, text)
}

function writeInOneStep(path: string, text: string): void {
  const draft = `${path}.${base62(systemRandom, 8)}.tmp`
  try {
    writeFileSync(draft, text, { flag: 'wx' })
    renameSync(draft, path)
  } catch (error) {
    if (existsSync(draft)) rmSync(draft)
    throw about(path, error)
  }
}

/** The error of the system, about the file that was asked for. */
function about(path: string, error: unknown): unknown {
  if (error instanceof Error && 'path' in error) error.path = path
  return error
}
