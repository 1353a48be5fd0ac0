/**
 * Puts a backup in the place of a database. Refuses while any process uses the database, and a backup that is not sound; what was there
 * before is set aside, never deleted.
 */
import { existsSync, linkSync, renameSync, rmSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { toTimestamp } from '../../base/clock.ts'
import { Fault } from '../../base/fault.ts'
import { base62 } from '../../base/ids.ts'
import type { Runtime } from '../../base/runtime.ts'
import type { ProcessIdentity } from '../../work/host.ts'
import { type BackupManifest, backupNames, readManifest } from './backup-manifest.ts'
import { type Connection, connectReader, connectWriter } from './connect.ts'
import { copyJobFiles, syncFile } from './copy-files.ts'
import { findDamage } from './damage.ts'
import { syncFolder, toFullDisk } from './durable-files.ts'
import { filesFolder } from './files.ts'
import { identifyDatabase } from './identify.ts'
import { stampCopy } from './incarnation.ts'
import { makePrivateFolder } from './make-folder.ts'
import { findUnsoundFiles, type NamedFile } from './named-files.ts'
import { createSql } from './sql.ts'
import { toFault } from './sqlite-fault.ts'
import { takeAlone } from './take-alone.ts'

export interface RestoreOptions {
  readonly runtime: Runtime
  /** Whether that process is surely gone, though its lease still runs. */
  readonly isDead: (host: ProcessIdentity) => boolean
}

export interface Restored {
  readonly backup: BackupManifest
  readonly database: string
  /** Where the database is now that was there before; its files are beside it. */
  readonly setAside?: string
  /** Files that the database names and that the backup does not have. */
  readonly missing: readonly NamedFile[]
}

/**
 * Makes the backup in the folder the database at that path.
 *
 * @example await restoreDatabase('/backups/monday', '.coatcheck/jobs.db', { runtime, isDead })
 */
export async function restoreDatabase(directory: string, file: string, options: RestoreOptions): Promise<Restored> {
  const [folder, target] = [resolve(directory), resolve(file)]
  const backup = readManifest(folder)
  if (identifyDatabase(join(folder, backupNames.database)) === 'new') throw unsound(folder, 'its database is empty')
  const draft = `${target}.restoring-${base62(options.runtime.random, 6)}`
  try {
    makePrivateFolder(dirname(target))
    const missing = await prepareDraft(folder, draft, options.runtime)
    const setAside = await replace(draft, target, options)
    return { backup, database: target, missing, ...(setAside === undefined ? {} : { setAside }) }
  } catch (error) {
    for (const path of [draft, filesFolder(draft)]) rmSync(path, { recursive: true, force: true })
    throw toFullDisk(toFault(error, target), dirname(target))
  }
}

/** The whole of the backup beside the database, so that taking its place is a matter of names. */
async function prepareDraft(folder: string, draft: string, runtime: Runtime): Promise<readonly NamedFile[]> {
  const source = join(folder, backupNames.database)
  await copyFile(source, draft)
  await syncFile(draft)
  await copyJobFiles(filesFolder(source), filesFolder(draft))
  const connection = connectWriter(draft, { mustExist: true, busyTimeoutMs: 0 })
  try {
    refuseDamaged(connection, folder)
    stampCopy(connection, runtime.random)
    const missing = findUnsoundFiles(createSql(connection), filesFolder(draft))
    connection.pragma('journal_mode = delete')
    return missing
  } finally {
    connection.close()
  }
}

function refuseDamaged(connection: Connection, folder: string): void {
  const damage = damageOf(connection)
  if (damage !== undefined) throw unsound(folder, `its database is damaged (${damage})`)
}

function damageOf(connection: Connection): string | undefined {
  try {
    const damage = findDamage(connection)
    if (damage !== undefined) return damage
    const broken = connection.pragma('foreign_key_check') as readonly unknown[]
    return broken.length === 0 ? undefined : `${broken.length} rows belong to none`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function unsound(folder: string, why: string): Fault {
  return new Fault('database-unusable', `The backup ${folder} cannot be restored: ${why}. Take another one.`)
}

/**
 * Nobody else can open the old database while this holds it, and there is one at its path at every moment, so a server that starts meanwhile
 * makes no new one.
 */
async function replace(draft: string, target: string, options: RestoreOptions): Promise<string | undefined> {
  const now = options.runtime.clock.now()
  refuseLeased(target, now, options)
  const alone = takeAlone(target)
  try {
    const hasOld = existsSync(target)
    const aside = `${target}.replaced-${toTimestamp(now).replace(/\.\d+/, '').replaceAll(':', '-')}-${base62(options.runtime.random, 4)}`
    if (hasOld) linkSync(target, aside)
    for (const suffix of ['-wal', '-shm', '-journal']) moveIfThere(`${target}${suffix}`, `${aside}${suffix}`)
    moveIfThere(filesFolder(target), filesFolder(aside))
    moveIfThere(filesFolder(draft), filesFolder(target))
    renameSync(draft, target)
    await syncFolder(dirname(target))
    return hasOld || existsSync(filesFolder(aside)) ? aside : undefined
  } finally {
    alone.release()
  }
}

function moveIfThere(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to)
}

interface LivingWorker extends ProcessIdentity {
  readonly id: string
  readonly until: number
}

/** A lease that runs may be that of a process which this machine does not see. A database that cannot be read has nobody to ask. */
function refuseLeased(target: string, now: number, { isDead }: RestoreOptions): void {
  const [living] = livingWorkers(target, now).filter((worker) => !isDead(worker))
  if (living === undefined) return
  const seconds = Math.ceil((living.until - now) / 1_000)
  throw new Fault(
    'database-busy',
    `A server uses ${target} (process ${living.pid}). Stop it first; if it was killed, its lease ends in ${seconds} seconds.`,
  )
}

function livingWorkers(target: string, now: number): readonly LivingWorker[] {
  if (!existsSync(target)) return []
  try {
    const reader = connectReader(target, { busyTimeoutMs: 1_000 })
    try {
      return createSql(reader).all<LivingWorker>('list-living-workers', { now })
    } finally {
      reader.close()
    }
  } catch {
    return []
  }
}
