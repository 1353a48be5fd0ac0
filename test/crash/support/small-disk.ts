/** A small file system in memory that can be filled and emptied. Mounting one takes root; `canMount` says whether this machine lets us. */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SmallDisk extends Disposable {
  readonly path: string
  /** Takes all room but so many bytes. */
  fill(leave?: number): void
  /** Gives the room back. */
  free(): void
  /** From here on nothing can be written; only while nobody has a file open for writing. */
  protect(): void
}

/** Whether a file system can be mounted here. */
export function canMount(): boolean {
  try {
    mountDisk('1m')[Symbol.dispose]()
    return true
  } catch {
    return false
  }
}

/** Mounts an empty disk of that size, such as '24m'. */
export function mountDisk(size: string): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), 'coatcheck-disk-'))
  const filler = join(path, 'filler')
  run('mount', '-t', 'tmpfs', '-o', `size=${size},mode=700`, 'coatcheck-test', path)
  return {
    path,
    fill: (leave = 0) => {
      fillUp(filler)
      if (leave > 0) run('truncate', `--size=-${leave}`, filler)
    },
    free: () => rmSync(filler),
    protect: () => run('mount', '-o', 'remount,ro', path),
    [Symbol.dispose]: () => {
      run('umount', '--lazy', path)
      rmSync(path, { recursive: true })
    },
  }
}

const block = Buffer.alloc(65_536)

function fillUp(filler: string): void {
  const descriptor = openSync(filler, 'w')
  try {
    for (let size = block.length; size >= 4_096; size /= 2) writeUntilFull(descriptor, size)
  } finally {
    closeSync(descriptor)
  }
}

function writeUntilFull(descriptor: number, size: number): void {
  try {
    for (;;) writeSync(descriptor, block, 0, size)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  }
}

function run(command: string, ...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`)
}
