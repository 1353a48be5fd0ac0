import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { identifyDatabase } from '../../../src/stores/sqlite/identify.ts'
import { makePrivateFolder } from '../../../src/stores/sqlite/make-folder.ts'
import { openDatabase } from '../../../src/stores/sqlite/open.ts'
import { freshFolder, runtime } from './harness.ts'

let folder: ReturnType<typeof freshFolder>
let file: string
beforeEach(() => {
  folder = freshFolder()
  file = join(folder.path, 'jobs.db')
})
afterEach(() => folder.remove())

describe('a database file is', () => {
  it('new while nothing or nothing but its name is there', () => {
    expect(identifyDatabase(file)).toBe('new')
    writeFileSync(file, '')
    expect(identifyDatabase(file)).toBe('new')
  })

  it('ours, also while its mark is only in the log', async () => {
    const database = await openDatabase(file, { runtime, mode: 'server' })
    try {
      expect(identifyDatabase(file)).toBe('ours')
    } finally {
      await database.close()
    }
    expect(identifyDatabase(file)).toBe('ours')
  })

  it.each(['delete', 'wal'])("another program's, named by its tables, and left as it was (%s)", (mode) => {
    const theirs = new Database(file)
    theirs.pragma(`journal_mode = ${mode}`)
    theirs.exec('create table users (id); create table posts (id); create table tags (id); create view v as select 1')
    theirs.close()
    expect(() => identifyDatabase(file)).toThrow(
      unusable(/jobs\.db is .* of another program, .* posts, tags, users and 1/),
    )
    expect(readdirSync(folder.path)).toEqual(['jobs.db'])
  })

  it.each([
    ['text', () => writeFileSync(file, 'SQLite is not what this is'), /is no SQLite database/],
    ['a folder', () => mkdirSync(file), /is a folder/],
    ['a pipe', () => execFileSync('mkfifo', [file]), /is a pipe/],
  ])('refused when it is %s', (_, make, sentence) => {
    make()
    expect(() => identifyDatabase(file)).toThrow(unusable(sentence))
  })
})

describe('the folder of a database', () => {
  it('is made with those above it, for its owner alone, and making it twice is fine', () => {
    const deep = join(folder.path, 'a/b/c')
    makePrivateFolder(deep)
    makePrivateFolder(deep)
    expect(statSync(join(folder.path, 'a/b')).mode & 0o777).toBe(0o700)
  })

  it('is refused where a file stands in the way', () => {
    writeFileSync(file, '')
    expect(() => makePrivateFolder(file)).toThrow(expect.objectContaining({ code: 'EEXIST', path: file }))
    expect(() => makePrivateFolder(join(file, 'below'))).toThrow(
      expect.objectContaining({ code: 'EEXIST', path: file }),
    )
    rmSync(file)
  })

  it.runIf(process.platform === 'linux')('is refused at once where the system takes no folders', () => {
    expect(() => makePrivateFolder('/proc/coatcheck/x')).toThrow(expect.objectContaining({ code: 'ENOENT' }))
  })
})

function unusable(message: RegExp): object {
  return expect.objectContaining({ code: 'database-unusable', message: expect.stringMatching(message) })
}
