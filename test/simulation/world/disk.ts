/** What happens to the file as a whole: power fails, a backup is made, an older one is put back. */
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { copyLedger, type Ledger } from './ledger.ts'
import type { World } from './world.ts'

/** A folder in memory, where there is one. */
export function tmpfs(): string | undefined {
  return existsSync('/dev/shm') && statSync('/dev/shm').isDirectory() ? '/dev/shm' : undefined
}

export interface Copy {
  readonly database: Uint8Array
  readonly log: Uint8Array
  /** What those outside knew then. */
  readonly ledger: Ledger
}

/** Database and log as far as they are committed: what an orderly copy holds, and what is on the disk when power fails. */
export function copyFiles(world: World): Copy {
  const { file } = world
  const [state] = world.pragma('wal_checkpoint(noop)') as readonly { readonly log: number }[]
  const [{ page_size: pageSize } = { page_size: 4_096 }] = world.pragma('page_size') as readonly { page_size: number }[]
  const frames = Math.max(0, state?.log ?? 0)
  const log = existsSync(`${file}-wal`) ? readFileSync(`${file}-wal`) : new Uint8Array()
  const committed = frames === 0 ? 0 : walHeader + frames * (frameHeader + pageSize)
  return { database: readFileSync(file), log: log.subarray(0, committed), ledger: copyLedger(world.ledger) }
}

/** https://www.sqlite.org/fileformat.html, 4.1 */
const walHeader = 32
const frameHeader = 24

/** What the disk holds when power is back: what was not committed is not there any more. */
export function comeBack(world: World, copy: Copy): void {
  endAll(world)
  removeLog(world.file)
  // Into the same file, which power failing does not make another one.
  writeFileSync(world.file, copy.database)
  writeFileSync(`${world.file}-wal`, copy.log)
}

/** Ends every process and puts the copy in the place of the file. Those outside must forget what came after it. */
export function restore(world: World, copy: Copy): void {
  endAll(world)
  removeLog(world.file)
  writeFileSync(`${world.file}.restored`, copy.database)
  renameSync(`${world.file}.restored`, world.file)
  writeFileSync(`${world.file}-wal`, copy.log)
  world.ledger = copyLedger(copy.ledger)
}

function endAll(world: World): void {
  for (const process of world.processes) process.die()
  world.reopen()
}

function removeLog(file: string): void {
  for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
}
