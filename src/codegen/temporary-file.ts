/** Names of files that are being written, by which a later run knows those that a killed one has left, and removes them. */
import { readdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { systemClock } from '../base/clock.ts'
import { base62 } from '../base/ids.ts'
import { systemRandom } from '../base/random.ts'
import { unless } from './read-if-there.ts'

/** A free name beside a file, for its next text. */
export function temporaryFor(path: string): string {
  return join(dirname(path), `.coatcheck-${basename(path)}.${base62(systemRandom, 8)}.tmp`)
}

/** Whether a file's name is one that `temporaryFor` gives. */
export function isTemporary(name: string): boolean {
  return /^\.coatcheck-.+\.[0-9A-Za-z]{8}\.tmp$/.test(name)
}

/** No write takes so long: another run that is at work keeps its files. */
const abandonedAfterMs = 600_000

/** Removes what killed runs have left in a folder. */
export async function removeAbandoned(folder: string): Promise<void> {
  const names = await readdir(folder).catch(unless<string[]>('ENOENT', []))
  await Promise.all(names.filter(isTemporary).map((name) => removeIfAbandoned(join(folder, name))))
}

async function removeIfAbandoned(path: string): Promise<void> {
  const found = await stat(path).catch(unless('ENOENT', undefined))
  if (found !== undefined && found.mtimeMs < systemClock.now() - abandonedAfterMs) await rm(path, { force: true })
}
