/**
 * The files that rows of the database name, read to their end: which of them are not what was written, although their size is right. Reads
 * only, one file after the other. Says nothing of those that are gone or cut short, which `findUnsoundFiles` finds at once.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from './durable-files.ts'
import { filesFolder } from './files.ts'
import type { DigestedFile, NamedFile } from './named-files.ts'
import type { SqliteDatabase } from './open.ts'

/** How far it has come, told before each file. */
export interface Comparison {
  readonly file: number
  readonly files: number
}

/** Those whose bytes do not come to the digest in their row. It takes as long as reading them all does. */
export async function findChangedFiles(
  database: SqliteDatabase,
  tell: (comparison: Comparison) => void = () => {},
): Promise<readonly NamedFile[]> {
  const directory = filesFolder(database.file)
  const named = database
    .read((sql) => sql.all<DigestedFile>('list-named-files'))
    .filter(({ sha256 }) => sha256 !== null)
  const changed: NamedFile[] = []
  for (const [index, file] of named.entries()) {
    tell({ file: index + 1, files: named.length })
    if (await isChanged(join(directory, file.job, file.name), file)) changed.push(file)
  }
  return changed
}

/** A file that is forgotten meanwhile is not changed; one that the disk does not give back is. */
async function isChanged(path: string, { size, sha256 }: DigestedFile): Promise<boolean> {
  try {
    const stats = await stat(path)
    return stats.isFile() && stats.size === size && (await digestOf(path)) !== sha256
  } catch (error) {
    return codeOf(error) !== 'ENOENT'
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}
