/** Copies the folders of jobs, each file synced before it counts. What goes away meanwhile is left out; links and pipes are nobody's result. */
import { constants, existsSync } from 'node:fs'
import { copyFile, lstat, open, readdir, rm } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { Instant } from '../../base/clock.ts'
import { type JobId, toJobId } from '../../base/ids.ts'
import { codeOf, makeJobFolder, syncFolder } from './durable-files.ts'

export interface CopiedFiles {
  readonly count: number
  readonly bytes: number
}

/** Copies what is missing on the other side, and what was written to after `since`: it may have been copied half. */
export async function copyJobFiles(from: string, to: string, since?: Instant): Promise<void> {
  for (const name of await namesIn(from)) {
    if (toJobId(name) === undefined) continue
    const touched = new Set<string>()
    for (const file of await filesBelow(join(from, name))) {
      const target = join(to, relative(from, file))
      if (await copyUnlessThere(file, target, to, since)) touched.add(dirname(target))
    }
    for (const folder of touched) await syncFolder(folder)
  }
}

/** Removes the folders of other jobs, and counts what is left. */
export async function pruneFolders(directory: string, kept: ReadonlySet<JobId>): Promise<CopiedFiles> {
  let [count, bytes] = [0, 0]
  for (const name of await namesIn(directory)) {
    const job = toJobId(name)
    if (job === undefined || !kept.has(job)) {
      await rm(join(directory, name), { recursive: true, force: true })
      continue
    }
    for (const file of await filesBelow(join(directory, name))) {
      count += 1
      bytes += (await lstat(file)).size
    }
  }
  return { count, bytes }
}

/** For its owner alone, like the file it is a copy of. */
export async function copyKey(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_EXCL)
  await syncFile(to)
}

async function copyUnlessThere(
  file: string,
  target: string,
  root: string,
  since: Instant | undefined,
): Promise<boolean> {
  try {
    const stats = await lstat(file)
    // File systems may count time in steps of two seconds.
    const isOld = since === undefined || stats.mtimeMs < since - 2_000
    if (isOld && existsSync(target) && (await lstat(target)).size === stats.size) return false
    await makeJobFolder(root, dirname(target))
    await copyFile(file, target, constants.COPYFILE_FICLONE)
    await syncFile(target)
    return true
  } catch (error) {
    // Its job was forgotten meanwhile.
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

/** On the disk, and for its owner alone. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.chmod(0o600)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Regular files below the folder; those that are still being received have another name. */
async function filesBelow(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.part'))
      .map((entry) => join(entry.parentPath, entry.name))
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return []
    throw error
  }
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}
