/** The files that rows of the database name, against those that are there. Reads only. */
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { JobId } from '../../base/ids.ts'
import type { Sql } from './sql.ts'

/** A file that some row names. */
export interface NamedFile {
  readonly job: JobId
  readonly name: string
  /** Bytes that it must have. */
  readonly size: number
}

/** The same, with what its bytes must come to. */
export interface DigestedFile extends NamedFile {
  /** In hexadecimal; null for one that was written before digests were kept. */
  readonly sha256: string | null
}

/** Those that are not there, or not whole. */
export function findUnsoundFiles(sql: Sql, directory: string): readonly NamedFile[] {
  const unsound = sql.all<DigestedFile>('list-named-files').filter(({ job, name, size }) => {
    const stats = lstatSync(join(directory, job, name), { throwIfNoEntry: false })
    return stats?.isFile() !== true || stats.size !== size
  })
  return unsound.map(({ job, name, size }) => ({ job, name, size }))
}
