/** How a database is doing: what waits, what is stuck, who works on it, and whether its files are there. Writes nothing and judges nothing. */
import { readdirSync, statSync } from 'node:fs'
import type { Instant } from '../../base/clock.ts'
import { type JobId, toJobId } from '../../base/ids.ts'
import type { ProcessIdentity } from '../../work/host.ts'
import { filesFolder } from './files.ts'
import { isWitnessed } from './incarnation.ts'
import { findUnsoundFiles, type NamedFile } from './named-files.ts'
import type { SqliteDatabase } from './open.ts'
import type { Sql } from './sql.ts'

export interface Health {
  /** Processes whose lease lives. */
  readonly workers: readonly (ProcessIdentity & { readonly id: string; readonly until: Instant })[]
  /** By operation, the one that waits longest first; `since` is when its oldest became due. */
  readonly ready: readonly { readonly operation: string; readonly jobs: number; readonly since: Instant }[]
  /** Running jobs that no living lease covers. */
  readonly unleased: readonly JobId[]
  /** Jobs with a run that was given up while its code went on. */
  readonly abandoned: readonly { readonly id: JobId; readonly operation: string }[]
  /** When the oldest delivery became due that nothing holds back. */
  readonly deliveryDueSince?: Instant
  readonly lastEventAt?: Instant
  /** Whether the file beside the database knows it; not so for a copy that no server has opened. */
  readonly isWitnessed: boolean
  /** Bytes of the write-ahead log. */
  readonly logBytes: number
  /** Files that rows name and that are not there, or not whole. */
  readonly missingFiles: readonly NamedFile[]
  /** Folders of jobs that have no data. */
  readonly orphanFolders: readonly JobId[]
}

/** The health of an open database at that moment. */
export function inspectHealth(database: SqliteDatabase, now: Instant): Health {
  const { file } = database
  const directory = filesFolder(file)
  return database.read((sql) => ({
    workers: sql.all('list-living-workers', { now }),
    ready: sql.all('inspect-ready'),
    unleased: sql.all<{ id: JobId }>('inspect-unleased', { now }).map(({ id }) => id),
    abandoned: sql.all('inspect-abandoned'),
    ...moments(sql, now),
    isWitnessed: isWitnessed(sql, file),
    logBytes: statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0,
    missingFiles: findUnsoundFiles(sql, directory),
    orphanFolders: findOrphans(sql, directory),
  }))
}

function moments(sql: Sql, now: Instant): Pick<Health, 'deliveryDueSince' | 'lastEventAt'> {
  const due = sql.one<{ due_at: Instant | null }>('find-next-due-delivery')?.due_at ?? undefined
  const last = sql.one<{ at: Instant }>('inspect-last-event')
  return {
    ...(due === undefined || due > now ? {} : { deliveryDueSince: due }),
    ...(last === undefined ? {} : { lastEventAt: last.at }),
  }
}

function findOrphans(sql: Sql, directory: string): readonly JobId[] {
  const folders = jobFolders(directory)
  if (folders.length === 0) return []
  const kept = new Set(sql.all<{ id: JobId }>('list-jobs-with-data').map(({ id }) => id))
  return folders.filter((job) => !kept.has(job))
}

function jobFolders(directory: string): readonly JobId[] {
  if (statSync(directory, { throwIfNoEntry: false }) === undefined) return []
  return readdirSync(directory).flatMap((name) => toJobId(name) ?? [])
}
