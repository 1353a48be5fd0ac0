/**
 * An online copy of a database and of the files beside it. Refuses a folder that is not empty, and shows nothing under the name it was
 * given before all of it is on the disk.
 *
 * The order makes it consistent: the files that are there, then the database, then the files that came since. A file is on the disk before
 * a commit names it, so one that the copied database names was there already, and was copied first, or it came since, and is copied last.
 * Only a job whose data was forgotten within those moments can miss its file; it is forgotten in the copy as well.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { toTimestamp } from '../../base/clock.ts'
import { Fault } from '../../base/fault.ts'
import { base62, type JobId } from '../../base/ids.ts'
import type { Runtime } from '../../base/runtime.ts'
import { operator } from '../../jobs/store.ts'
import { type BackupManifest, backupNames, writeManifest } from './backup-manifest.ts'
import { connectReader, connectWriter } from './connect.ts'
import { type CopiedFiles, copyJobFiles, copyKey, pruneFolders } from './copy-files.ts'
import { codeOf, syncFolder, toFullDisk } from './durable-files.ts'
import { filesFolder } from './files.ts'
import { findStoredJob } from './find-job.ts'
import { stampCopy } from './incarnation.ts'
import { sqliteJobStore } from './jobs.ts'
import { makePrivateFolder } from './make-folder.ts'
import { findUnsoundFiles, type NamedFile } from './named-files.ts'
import { openDatabase, type SqliteDatabase } from './open.ts'
import { toFault } from './sqlite-fault.ts'

export interface BackupOptions {
  readonly runtime: Runtime
  /** File with the key of the secrets, to be copied as well. */
  readonly keyFile?: string
  /** Called now and then with what is done of the database, from 0 to 1. */
  readonly progress?: (done: number) => void
}

export interface Backup extends BackupManifest {
  readonly directory: string
  /** Files that the database names and that were not there to copy: they were missing before. */
  readonly missing: readonly NamedFile[]
}

/**
 * Copies the database and its files into the folder, while servers go on.
 *
 * @example await backupDatabase('.coatcheck/jobs.db', '/backups/monday', { runtime })
 */
export async function backupDatabase(file: string, directory: string, options: BackupOptions): Promise<Backup> {
  const target = resolve(directory)
  refuseOccupied(target)
  // As a command opens it: refuses what is no database of this version.
  const source = await openDatabase(file, { runtime: options.runtime, mode: 'command' })
  const draft = `${target}.unfinished-${base62(options.runtime.random, 6)}`
  try {
    makePrivateFolder(dirname(target))
    mkdirSync(draft, { mode: 0o700 })
    const backup = await fillFolder(source, draft, options)
    await publish(draft, target)
    return { ...backup, directory: target }
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    throw toFullDisk(toFault(error, target), target)
  } finally {
    await source.close()
  }
}

function refuseOccupied(directory: string): void {
  const stats = statSync(directory, { throwIfNoEntry: false })
  if (stats === undefined || (stats.isDirectory() && readdirSync(directory).length === 0)) return
  const what = stats.isDirectory() ? 'is not empty' : 'is no folder'
  throw new Fault('usage', `${directory} ${what}. A backup goes into a folder of its own: name a new one.`)
}

async function fillFolder(
  source: SqliteDatabase,
  draft: string,
  options: BackupOptions,
): Promise<Omit<Backup, 'directory'>> {
  const { runtime, keyFile } = options
  const startedAt = runtime.clock.now()
  const copy = join(draft, backupNames.database)
  const [from, to] = [filesFolder(source.file), filesFolder(copy)]
  await copyJobFiles(from, to)
  await copyDatabase(source.file, copy, options)
  const { jobs, files, missing } = await completeCopy(source, copy, () => copyJobFiles(from, to, startedAt), runtime)
  if (keyFile !== undefined) await copyKey(keyFile, join(draft, backupNames.key))
  const bytes = files.bytes + statSync(copy).size
  const key = keyFile !== undefined
  const manifest = { format: 1, startedAt: toTimestamp(startedAt), jobs, files: files.count, bytes, key } as const
  writeManifest(draft, manifest)
  return { ...manifest, missing }
}

/**
 * The pages as one read transaction sees them. It is held from the first page to the last: without it SQLite begins anew with every commit of
 * a server, and beside a busy one it would never end.
 */
async function copyDatabase(file: string, copy: string, { progress = () => {} }: BackupOptions): Promise<void> {
  const reader = connectReader(file, { busyTimeoutMs: 5_000 })
  try {
    reader.exec('begin')
    reader.prepare('select count(*) from meta').get()
    await reader.backup(copy, {
      progress: ({ totalPages, remainingPages }) => {
        progress(totalPages === 0 ? 1 : 1 - remainingPages / totalPages)
        return pagesAtOnce
      },
    })
    reader.exec('commit')
    chmodSync(copy, 0o600)
  } finally {
    reader.close()
  }
}

/** 8 MB: often enough for whoever watches. */
const pagesAtOnce = 2_048

interface Completed {
  readonly jobs: number
  readonly files: CopiedFiles
  readonly missing: readonly NamedFile[]
}

/** Brings the files of the copy in line with its database, and stamps it: whatever opens it knows that it is another one (I22). */
async function completeCopy(
  source: SqliteDatabase,
  copy: string,
  copyLater: () => Promise<void>,
  runtime: Runtime,
): Promise<Completed> {
  const database = await openDatabase(copy, { runtime, mode: 'command' })
  try {
    await copyLater()
    const kept = new Set(listJobs(database))
    await forgetAsSource(source, database, runtime)
    const files = await pruneFolders(filesFolder(copy), kept)
    const missing = database.read((sql) => findUnsoundFiles(sql, filesFolder(copy)))
    return { jobs: kept.size, files, missing }
  } finally {
    await database.close()
    stamp(copy, runtime)
  }
}

function listJobs(database: SqliteDatabase): readonly JobId[] {
  return database.read((sql) => sql.all<{ id: JobId }>('list-jobs-with-data').map(({ id }) => id))
}

/** What was forgotten while it was copied must not come back with the copy, and its files are gone. */
async function forgetAsSource(source: SqliteDatabase, copy: SqliteDatabase, runtime: Runtime): Promise<void> {
  const jobs = sqliteJobStore(copy, runtime)
  const incomplete = copy.read((sql) => findUnsoundFiles(sql, filesFolder(copy.file)))
  for (const id of new Set(incomplete.map(({ job }) => job))) {
    const now = source.read((sql) => findStoredJob(sql, id, operator))?.job
    if (now === undefined || 'forgottenAt' in now) await jobs.forget(id, operator)
  }
}

/** Without a log beside it, the copy is one file that can be read from a medium that cannot be written. */
function stamp(copy: string, runtime: Runtime): void {
  const connection = connectWriter(copy, { mustExist: true, busyTimeoutMs: 0 })
  try {
    stampCopy(connection, runtime.random)
    connection.pragma('journal_mode = delete')
  } finally {
    connection.close()
  }
}

/** Takes its name once everything in it is on the disk. */
async function publish(draft: string, target: string): Promise<void> {
  const files = filesFolder(join(draft, backupNames.database))
  for (const folder of [files, draft]) if (existsSync(folder)) await syncFolder(folder)
  try {
    renameSync(draft, target)
  } catch (cause) {
    throw new Fault(
      'usage',
      `${target} cannot take its place as the finished backup (${codeOf(cause)}). Where a disk is mounted, name a folder below that.`,
      { cause },
    )
  }
  await syncFolder(dirname(target))
}
