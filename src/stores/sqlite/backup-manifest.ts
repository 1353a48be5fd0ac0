/** What is in a backup, in a file of its own: written last, so that a folder without it is none. */
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '../../base/fault.ts'

export interface BackupManifest {
  readonly format: 1
  /** RFC 3339; every job that was acknowledged before is in the backup. */
  readonly startedAt: string
  readonly jobs: number
  readonly files: number
  readonly bytes: number
  /** Whether the key of the secrets is in it. */
  readonly key: boolean
}

/** Names within the folder of a backup. */
export const backupNames = { manifest: 'backup.json', database: 'jobs.db', key: 'jobs.db.key' } as const

export function writeManifest(folder: string, manifest: BackupManifest): void {
  const file = openSync(join(folder, backupNames.manifest), 'wx', 0o600)
  try {
    writeSync(file, `${JSON.stringify(manifest, null, 2)}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Throws a fault for a folder that is no backup, or one of another layout. */
export function readManifest(folder: string): BackupManifest {
  const manifest = parseManifest(folder)
  if (manifest?.format === 1) return manifest
  const why = manifest === undefined ? `it has no ${backupNames.manifest}` : 'another version of Coatcheck made it'
  throw new Fault('usage', `${folder} is no finished backup: ${why}. Name a folder that coatcheck backup has made.`)
}

function parseManifest(folder: string): BackupManifest | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, backupNames.manifest), 'utf8')) as BackupManifest
  } catch {
    return undefined
  }
}
