/**
 * Remembers beside the database that a server met damage in it. Looking through all of a file takes long, so a start does it only then;
 * without, a supervisor would start server after server, each ended by the same page, until their jobs had crashed too often.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import type { Connection } from './connect.ts'
import { damaged } from './sqlite-fault.ts'

const noteFile = (file: string): string => `${file}.damaged`

/** Makes the next start look before it serves. */
export function noteDamage(file: string): void {
  try {
    writeFileSync(
      noteFile(file),
      'A server met damage in the database beside this file. The next start looks through it.\n',
    )
  } catch {
    // The disk takes nothing any more; the next start will meet the damage by itself.
  }
}

/** Throws `database-damaged` when damage was noted and is still there; a file that is sound by now, as after a restore, is fine. */
export function refuseDamage(connection: Connection, file: string): void {
  if (!existsSync(noteFile(file))) return
  const finding = findDamage(connection)
  if (finding !== undefined) throw damaged(finding, file)
  rmSync(noteFile(file))
}

/** The first thing that is wrong with the file, after a look at all of it. */
export function findDamage(connection: Connection): string | undefined {
  const finding = String(connection.pragma('integrity_check(1)', { simple: true }))
  return finding === 'ok' ? undefined : inOneLine(finding)
}

/** SQLite puts a heading with stars above what it found. */
function inOneLine(finding: string): string {
  return finding
    .replace(/^\*{3}.*\*{3}$/m, '')
    .trim()
    .replaceAll(/\s+/g, ' ')
}
