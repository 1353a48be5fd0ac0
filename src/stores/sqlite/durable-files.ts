/**
 * Making folders and names that survive power loss, for files that a commit is going to name (R-INI-15). Says a lack of room as the same
 * fault that the database says it with.
 */
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Fault } from '../../base/fault.ts'
import type { Observe } from '../../base/observe.ts'

/** Makes a job's folder below the directory of all files, both for their owner alone, and on the disk before anything is put in it. */
export async function makeJobFolder(directory: string, folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (made === undefined) return
  await syncFolder(directory)
  if (made !== folder) await syncFolder(dirname(directory))
}

/** A name that is in a folder survives power loss only once the folder is synced. */
export async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined
  try {
    handle = await open(folder, 'r')
    await handle.sync()
  } catch (error) {
    // Windows cannot sync a folder and keeps names by itself.
    if (!['EPERM', 'EISDIR', 'EACCES'].includes(codeOf(error))) throw error
  } finally {
    await handle?.close()
  }
}

/** A sender that went away is not the disk's fault, so only a lack of room becomes a fault. */
export function toFullDisk(error: unknown, directory: string): unknown {
  if (!['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error))) return error
  return new Fault('database-full', `There is no room to write to ${directory}. Free space on its disk.`, {
    cause: error,
  })
}

/** The same, told to the operator as well: callers only hear that it cannot be done now. */
export function tellFullDisk(error: unknown, directory: string, observe: Observe): unknown {
  const told = toFullDisk(error, directory)
  if (told instanceof Fault) {
    observe({ name: 'file.unwritten', level: 'error', facts: { code: told.code }, cause: told })
  }
  return told
}

/** What the system calls the error; empty for any other. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
