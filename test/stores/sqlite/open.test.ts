import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectWriter, isAtLeast } from '../../../src/stores/sqlite/connect.ts'
import { type OpenOptions, openDatabase } from '../../../src/stores/sqlite/open.ts'
import { freshFolder, runtime } from './harness.ts'

const server: OpenOptions = { runtime, mode: 'server' }
const command: OpenOptions = { runtime, mode: 'command' }

let folder: ReturnType<typeof freshFolder>
let file: string
beforeEach(() => {
  folder = freshFolder()
  file = join(folder.path, 'deep', 'jobs.db')
})
afterEach(() => folder.remove())

async function openAndClose(path: string, options: OpenOptions = server): Promise<string> {
  const database = await openDatabase(path, options)
  await database.close()
  return database.incarnation
}

function raw<Value>(path: string, use: (connection: Database.Database) => Value): Value {
  const connection = new Database(path)
  try {
    return use(connection)
  } finally {
    connection.close()
  }
}

describe('opening a database', () => {
  it('makes the folder and the file of the newest version, with the settings that a 202 rests on (D2)', async () => {
    await openAndClose(file)
    const settings = raw(file, (connection) =>
      ['journal_mode', 'auto_vacuum', 'user_version'].map((name) => connection.pragma(name, { simple: true })),
    )
    const versions = readdirSync(new URL('../../../src/stores/sqlite/migrations/', import.meta.url)).length
    expect(settings).toEqual(['wal', 2, versions])
  })

  it('writes through a connection that waits for the disk and checkpoints by itself (D2)', () => {
    const connection = connectWriter(join(folder.path, 'jobs.db'), { mustExist: false, busyTimeoutMs: 1 })
    const setting = (name: string) => connection.pragma(name, { simple: true })
    expect(['synchronous', 'foreign_keys', 'wal_autocheckpoint', 'trusted_schema', 'mmap_size'].map(setting)).toEqual([
      2, 1, 0, 0, 0,
    ])
    connection.close()
  })

  it('keeps the data of callers from other users of the machine', async () => {
    const database = await openDatabase(file, server)
    const modes = [file, `${file}-wal`, `${file}.incarnation`].map((path) => statSync(path).mode & 0o077)
    await database.close()
    expect(modes).toEqual([0, 0, 0])
  })

  it('leaves no write-ahead log behind when it closes, and closes twice', async () => {
    const database = await openDatabase(file, server)
    expect(existsSync(`${file}-wal`)).toBe(true)
    await database.close()
    await database.close()
    expect(existsSync(`${file}-wal`)).toBe(false)
  })

  it('refuses reads and writes once it is closed', async () => {
    const database = await openDatabase(file, server)
    await database.close()
    await expect(database.write(() => 1)).rejects.toMatchObject({ code: 'database-unusable' })
    expect(() => database.read(() => 1)).toThrow(/is closed/)
  })

  it('cannot write through the door for reading', async () => {
    const database = await openDatabase(file, server)
    expect(() => database.read((sql) => sql.run('end-lease', { worker: 'wrk_1' }))).toThrow(/readonly/)
    await database.close()
  })

  it('refuses a file of a newer version, in either mode', async () => {
    await openAndClose(file)
    raw(file, (connection) => connection.pragma('user_version = 99'))
    await expect(openDatabase(file, server)).rejects.toMatchObject({ code: 'database-newer' })
    await expect(openDatabase(file, command)).rejects.toMatchObject({ code: 'database-newer' })
  })

  it('refuses what is not a database, or the database of another program, and leaves it as it was', async () => {
    const text = join(folder.path, 'notes.txt')
    writeFileSync(text, 'not a database, but long enough to be read as the head of one '.repeat(20))
    const before = readFileSync(text)
    await expect(openDatabase(text, server)).rejects.toMatchObject({ code: 'database-unusable' })
    expect(readFileSync(text)).toEqual(before)
    const foreign = join(folder.path, 'foreign.db')
    raw(foreign, (connection) => connection.exec('create table theirs (id integer)'))
    await expect(openDatabase(foreign, server)).rejects.toMatchObject({ code: 'database-unusable' })
    expect(raw(foreign, (connection) => connection.pragma('journal_mode', { simple: true }))).toBe('delete')
  })

  it('refuses a folder that cannot be made or written to', async () => {
    const blocked = join(folder.path, 'file')
    writeFileSync(blocked, '')
    await expect(openDatabase(join(blocked, 'jobs.db'), server)).rejects.toMatchObject({ code: 'database-unusable' })
    mkdirSync(file, { recursive: true })
    await expect(openDatabase(file, server)).rejects.toMatchObject({ code: 'database-unusable' })
    chmodSync(file, 0o700)
  })

  it('refuses a missing file in a command and does not make it', async () => {
    await expect(openDatabase(file, command)).rejects.toMatchObject({ code: 'database-unusable' })
    expect(existsSync(file)).toBe(false)
  })

  it('never migrates in a command', async () => {
    const empty = join(folder.path, 'empty.db')
    writeFileSync(empty, '')
    await expect(openDatabase(empty, command)).rejects.toMatchObject({ code: 'database-unusable' })
    expect(raw(empty, (connection) => connection.pragma('user_version', { simple: true }))).toBe(0)
  })

  it.each([
    [[3, 51, 3], true],
    [[3, 53, 0], true],
    [[4, 0, 0], true],
    [[3, 51, 2], false],
    [[3, 9, 9], false],
  ])('takes SQLite %j for recent enough: %s', (version, enough) => {
    expect(isAtLeast(version, [3, 51, 3])).toBe(enough)
  })
})

describe('the incarnation of a database', () => {
  it('stays when the same file is opened again, by a server or a command (I22)', async () => {
    const first = await openAndClose(file)
    expect(await openAndClose(file)).toBe(first)
    expect(await openAndClose(file, command)).toBe(first)
  })

  it('is another one in a copy, with or without the file beside it (I22)', async () => {
    const first = await openAndClose(file)
    const copy = join(folder.path, 'copy.db')
    copyFileSync(file, copy)
    expect(await openAndClose(copy)).not.toBe(first)
    rmSync(copy)
    copyFileSync(file, copy)
    copyFileSync(`${file}.incarnation`, `${copy}.incarnation`)
    expect(await openAndClose(copy)).not.toBe(first)
  })

  it('is another one when an older copy is written over the file (I22)', async () => {
    const first = await openAndClose(file)
    const backup = join(folder.path, 'backup.db')
    copyFileSync(file, backup)
    expect(await openAndClose(file)).toBe(first)
    writeFileSync(file, readFileSync(backup))
    expect(await openAndClose(file)).not.toBe(first)
  })

  it('is another one when the file beside the database is lost or unreadable (I22)', async () => {
    const first = await openAndClose(file)
    rmSync(`${file}.incarnation`)
    const second = await openAndClose(file)
    writeFileSync(`${file}.incarnation`, 'nonsense')
    const third = await openAndClose(file)
    expect(new Set([first, second, third]).size).toBe(3)
  })
})
