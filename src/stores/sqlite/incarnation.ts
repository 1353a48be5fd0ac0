/**
 * The incarnation of a database: the half of every fence that tells a restored or copied file from the one it was copied from, so that
 * claims made in the other cannot write here (I22). A small file beside the database remembers what was last opened there.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs'
import { base62 } from '../../base/ids.ts'
import type { Random } from '../../base/random.ts'
import type { Runtime } from '../../base/runtime.ts'
import type { Connection } from './connect.ts'
import { createSql, type Sql } from './sql.ts'

interface Meta {
  readonly incarnation: string
  readonly opens: number
}

interface Witness extends Meta {
  readonly inode: number
}

/** Counts this opening by a server and returns the incarnation: a new one when the file is new or not the one that was here before. */
export function openIncarnation(connection: Connection, sql: Sql, file: string, runtime: Runtime): string {
  const inode = statSync(file).ino
  const open = connection.transaction((): Meta => {
    const known = sql.one<Meta>('read-meta')
    const kept = known !== undefined && isSameFile(known, inode, readWitness(file))
    const meta = {
      incarnation: kept ? known.incarnation : base62(runtime.random, 22),
      opens: (known?.opens ?? 0) + 1,
    }
    sql.run('write-meta', meta)
    // Under the write lock, so that a server that starts at the same moment finds it. The lower count fits the file whether or not
    // this transaction gets to its end.
    writeWitness(file, { ...meta, opens: meta.opens - 1, inode })
    // Whoever holds a claim of the other incarnation cannot settle it; nobody's lease keeps it any more.
    if (!kept) sql.run('forfeit-claims')
    return meta
  })
  const { incarnation } = open.immediate()
  connection.transaction(() => confirmWitness(sql, file, inode)).immediate()
  return incarnation
}

/** Whether a server has opened this very file here, and nothing older was put in its place. */
export function isWitnessed(sql: Sql, file: string): boolean {
  const meta = sql.one<Meta>('read-meta')
  return meta !== undefined && isSameFile(meta, statSync(file).ino, readWitness(file))
}

/** Gives a copy an incarnation that no file beside any database knows: whatever opens it takes it for another one, wherever it was put. */
export function stampCopy(connection: Connection, random: Random): void {
  const sql = createSql(connection)
  const stamp = connection.transaction(() => {
    const known = sql.one<Meta>('read-meta')
    sql.run('write-meta', { incarnation: base62(random, 22), opens: known?.opens ?? 0 })
  })
  stamp.immediate()
}

/** Once the count is on the disk; under the lock again, so that servers that start together do not write over each other. */
function confirmWitness(sql: Sql, file: string, inode: number): void {
  const meta = sql.one<Meta>('read-meta')
  if (meta !== undefined) writeWitness(file, { ...meta, inode })
}

function isSameFile(meta: Meta, inode: number, witness: Witness | undefined): boolean {
  return witness?.incarnation === meta.incarnation && witness.inode === inode && witness.opens <= meta.opens
}

const witnessFile = (file: string): string => `${file}.incarnation`

function readWitness(file: string): Witness | undefined {
  try {
    const [incarnation, opens, inode] = readFileSync(witnessFile(file), 'utf8').trim().split(' ')
    return incarnation === undefined ? undefined : { incarnation, opens: Number(opens), inode: Number(inode) }
  } catch {
    return undefined
  }
}

function writeWitness(file: string, witness: Witness): void {
  const draft = `${witnessFile(file)}.new`
  const descriptor = openSync(draft, 'w', 0o600)
  try {
    writeSync(descriptor, `${witness.incarnation} ${witness.opens} ${witness.inode}\n`)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(draft, witnessFile(file))
}
