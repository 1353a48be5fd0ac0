/**
 * The file store: a folder per job below one directory beside the database. A file that it reports is whole and on the disk; what broke
 * off half-way leaves nothing. It does not know which jobs there are.
 */
import { createHash } from 'node:crypto'
import { constants, existsSync } from 'node:fs'
import { copyFile, lstat, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type JobId, toJobId } from '../../base/ids.ts'
import type { Runtime } from '../../base/runtime.ts'
import type { FileStore, Upload } from '../../jobs/file-store.ts'
import type { JobFile } from '../../jobs/job.ts'
import { codeOf, makeJobFolder, syncFolder, tellFullDisk, toFullDisk } from './durable-files.ts'

const uploadName = 'upload'

/** A folder that something was written to more recently may belong to a job that is just being accepted. */
const orphanAgeMs = 3_600_000

/** Where the files of a database are: beside it. */
export function filesFolder(database: string): string {
  return `${database}.files`
}

/**
 * A file store below a directory, which is made when the first file comes.
 *
 * @example sqliteFileStore(filesFolder('.coatcheck/jobs.db'), runtime)
 */
export function sqliteFileStore(directory: string, runtime: Runtime): FileStore {
  const folderOf = (job: JobId): string => join(directory, job)
  const remove = (job: JobId): Promise<void> => rm(folderOf(job), { recursive: true, force: true })
  return {
    path: (job, file) => join(folderOf(job), file.name),
    remove,
    receive: async (job, upload) => {
      try {
        const received = await receive(directory, folderOf(job), upload)
        if (received === 'too-large') await remove(job)
        return received
      } catch (error) {
        await remove(job)
        throw tellFullDisk(error, directory, runtime.observe)
      }
    },
    adopt: async (job, { path, epoch, mediaType, filename }) => {
      try {
        const kept = await adopt(directory, folderOf(job), path, `result-${epoch}`)
        return { ...kept, mediaType, ...(filename === undefined ? {} : { filename }) }
      } catch (error) {
        throw toFullDisk(error, directory)
      }
    },
    copyUpload: async (from, to) => {
      const source = join(folderOf(from), uploadName)
      if (!existsSync(source)) return false
      try {
        await adopt(directory, folderOf(to), source, uploadName)
        return true
      } catch (error) {
        await remove(to)
        throw toFullDisk(error, directory)
      }
    },
    collectOrphans: async (hasData) => {
      let collected = 0
      for (const job of await listJobFolders(directory)) {
        if ((await lastWrite(folderOf(job))) > runtime.clock.now() - orphanAgeMs || (await hasData(job))) continue
        await remove(job)
        collected += 1
      }
      return collected
    },
  }
}

async function receive(directory: string, folder: string, upload: Upload): Promise<JobFile | 'too-large'> {
  await makeJobFolder(directory, folder)
  const name = uploadName
  const written = await writeWhole(join(folder, `${name}.part`), upload)
  if (written === 'too-large') return written
  await settleIn(folder, name)
  return { name, mediaType: upload.mediaType, ...written }
}

async function writeWhole(
  path: string,
  { content, maxBytes }: Upload,
): Promise<{ readonly size: number; readonly sha256: string } | 'too-large'> {
  const hash = createHash('sha256')
  let size = 0
  const file = await open(path, 'w', 0o600)
  try {
    for await (const chunk of content) {
      size += chunk.byteLength
      if (size > maxBytes) return 'too-large'
      hash.update(chunk)
      await file.writeFile(chunk)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return { size, sha256: hash.digest('hex') }
}

/** The name carries the epoch, so an older run that still goes on cannot replace the file of a newer one. */
async function adopt(
  directory: string,
  folder: string,
  source: string,
  name: string,
): Promise<Pick<JobFile, 'name' | 'size' | 'sha256'>> {
  if (!(await lstat(source)).isFile()) throw new TypeError(`The result ${source} is not a file.`)
  await makeJobFolder(directory, folder)
  const draft = join(folder, `${name}.part`)
  try {
    // A copy, because the settlement may still fail: a retry then finds its upload, or a file that a step made, where it was.
    await copyFile(source, draft, constants.COPYFILE_FICLONE)
    const content = await syncAndHash(draft)
    await settleIn(folder, name)
    return { name, ...content }
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

async function syncAndHash(path: string): Promise<{ readonly size: number; readonly sha256: string }> {
  const hash = createHash('sha256')
  let size = 0
  const file = await open(path, 'r+')
  try {
    for await (const chunk of file.createReadStream({ autoClose: false })) {
      size += chunk.byteLength
      hash.update(chunk)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return { size, sha256: hash.digest('hex') }
}

/** Gives the finished file its name; a name that is in the folder survives power loss only once the folder is synced. */
async function settleIn(folder: string, name: string): Promise<void> {
  await rename(join(folder, `${name}.part`), join(folder, name))
  await syncFolder(folder)
}

async function listJobFolders(directory: string): Promise<readonly JobId[]> {
  const entries = await readdir(directory).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  })
  return entries.flatMap((name) => toJobId(name) ?? [])
}

async function lastWrite(folder: string): Promise<number> {
  const entries = await readdir(folder)
  const times = await Promise.all([folder, ...entries.map((name) => join(folder, name))].map((path) => stat(path)))
  return Math.max(...times.map((entry) => entry.mtimeMs))
}
