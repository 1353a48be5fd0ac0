/** Makes a folder and those above it. Ends at once where the system takes no folders, as below `/proc`. */
import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { codeOf } from './durable-files.ts'

/** Makes the folder and those above it that are missing, for their owner alone; throws the error of the system for the first that cannot be made. */
export function makePrivateFolder(folder: string): void {
  makeFolder(folder, 0o700)
}

/** The same for whoever the system lets read new folders; throws the error of the system for the first that cannot be made. */
export function makeFolder(folder: string, mode = 0o777): void {
  // Node's own recursive mkdir asks again for ever where the system answers ENOENT for a folder whose parent exists.
  for (const missing of missingFolders(folder)) makeOne(missing, mode)
}

/** What stands where the folder, or one above it, would have to be made; undefined where nothing is in the way. */
export function obstacleTo(folder: string): string | undefined {
  const found = whatIsAt(folder)
  if (found !== 'nothing') return found === 'folder' ? undefined : folder
  const parent = dirname(folder)
  return parent === folder ? undefined : obstacleTo(parent)
}

/** From the outermost to the folder itself; what stands where a folder is needed is one of them, so that making it fails. */
function missingFolders(folder: string): readonly string[] {
  const found = whatIsAt(folder)
  if (found !== 'nothing') return found === 'folder' ? [] : [folder]
  const parent = dirname(folder)
  return parent === folder ? [folder] : [...missingFolders(parent), folder]
}

function whatIsAt(path: string): 'folder' | 'other' | 'nothing' {
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats === undefined) return 'nothing'
    return stats.isDirectory() ? 'folder' : 'other'
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR') return 'nothing'
    throw error
  }
}

function makeOne(folder: string, mode: number): void {
  try {
    mkdirSync(folder, { mode })
  } catch (error) {
    // Another process that starts at the same time has made it.
    if (codeOf(error) !== 'EEXIST' || whatIsAt(folder) !== 'folder') throw error
  }
}
