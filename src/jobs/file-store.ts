/**
 * The port to a job's files: uploads and file results, beside the database under `<jobId>/`. A file it reports is whole and fsynced
 * (itself and its directory), so a commit may name it (R-INI-15).
 */
import type { JobId } from '../base/ids.ts'
import type { JobFile } from './job.ts'

export interface FileStore {
  /** Streams an upload to disk. Past `maxBytes`, or when the stream breaks, nothing is left behind. */
  receive(job: JobId, upload: Upload): Promise<JobFile | 'too-large'>
  /** Copies a file that a handler made into the job's folder, as the result of that epoch; what it made stays where it is. */
  adopt(
    job: JobId,
    file: { readonly path: string; readonly epoch: number; readonly mediaType: string; readonly filename?: string },
  ): Promise<JobFile>
  /** Copies the upload of a job into the folder of another one; false when there is none. */
  copyUpload(from: JobId, to: JobId): Promise<boolean>
  /** Absolute path, for handlers and for sending. */
  path(job: JobId, file: JobFile): string
  /** Removes everything of a job; a job without files is fine. */
  remove(job: JobId): Promise<void>
  /** Removes folders of jobs that have no data (left by a crash between file and commit); returns how many. */
  collectOrphans(hasData: (job: JobId) => boolean | Promise<boolean>): Promise<number>
}

export interface Upload {
  readonly content: AsyncIterable<Uint8Array>
  readonly mediaType: string
  readonly maxBytes: number
}
