/**
 * JSON that is too large for a row: it stands in a file of its job's folder, and the row names it. The file is on the disk before the
 * commit that names it; whatever is not named in the end is removed here, or after a crash with the job. Refuses to hand out less than was
 * stored. Values of steps and partial results stay in their rows, whatever their size.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { open, readFile, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../../base/fault.ts'
import type { JobId } from '../../base/ids.ts'
import type { Observe } from '../../base/observe.ts'
import { parseJson } from '../../base/parse-json.ts'
import type { LeftOut } from '../../jobs/job.ts'
import { codeOf, makeJobFolder, syncFolder, tellFullDisk } from './durable-files.ts'

export interface LargeValues {
  /** Writes the text under a name that the job does not have yet. */
  write(job: JobId, name: string, text: string): Promise<LeftOut>
  /** The value of that file; throws `file-missing`, naming it, when it is not there as it was written. */
  read(job: JobId, file: LeftOut): Promise<unknown>
  /** For a file that no commit names. */
  discard(job: JobId, file: LeftOut): Promise<void>
  /** Everything of a job whose data is forgotten. */
  removeAll(job: JobId): Promise<void>
}

/** 256 KB: a row of more makes every read of its neighbours slower, and is written twice, to the log and to the file. */
const largestInRow = 262_144

/** Whether a row should not hold the text. */
export function isLarge(text: string): boolean {
  return Buffer.byteLength(text) > largestInRow
}

/** Large values below a directory; a disk that is full is told of. */
export function createLargeValues(directory: string, observe: Observe): LargeValues {
  const folderOf = (job: JobId): string => join(directory, job)
  return {
    write: async (job, name, text) => {
      try {
        await makeJobFolder(directory, folderOf(job))
        const bytes = Buffer.from(text)
        await writeNew(join(folderOf(job), name), bytes)
        await syncFolder(folderOf(job))
        return { name, size: bytes.byteLength, sha256: digestOf(bytes) }
      } catch (error) {
        await rmdir(folderOf(job)).catch(() => {})
        throw tellFullDisk(error, directory, observe)
      }
    },
    read: (job, file) => readWhole(join(folderOf(job), file.name), file, job),
    discard: async (job, { name }) => {
      await rm(join(folderOf(job), name), { force: true })
      // An upload may be there as well.
      await rmdir(folderOf(job)).catch(() => {})
    },
    removeAll: async (job) => {
      // Most jobs have no folder, and forgetting a chunk of them should not wait for the disk.
      if (existsSync(folderOf(job))) await rm(folderOf(job), { recursive: true, force: true })
    },
  }
}

/** Nobody is told of the name before all of it is there, so it needs no other name while it is written. */
async function writeNew(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } catch (error) {
    await rm(path, { force: true })
    throw error
  } finally {
    await file.close()
  }
}

async function readWhole(path: string, written: LeftOut, job: JobId): Promise<unknown> {
  try {
    const bytes = await readFile(path)
    refuseOther(bytes, written)
    return parseJson(bytes.toString())
  } catch (error) {
    const sentence = `The file ${path} of job ${job} ${stateOf(error)}. Put it back from a backup.`
    throw new Fault('file-missing', sentence, { cause: error })
  }
}

/** Files of before digests were kept are known by their size alone. */
function refuseOther(bytes: Buffer, { size, sha256 }: LeftOut): void {
  if (bytes.byteLength !== size) throw new RangeError(`it has ${bytes.byteLength} bytes instead of ${size}`)
  if (sha256 !== undefined && digestOf(bytes) !== sha256)
    throw new RangeError('its bytes are not those that were written')
}

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function stateOf(error: unknown): string {
  if (codeOf(error) === 'ENOENT') return 'is not there'
  const reason = error instanceof Error ? error.message : String(error)
  return codeOf(error) === '' ? `is damaged (${reason})` : `cannot be read (${reason})`
}
