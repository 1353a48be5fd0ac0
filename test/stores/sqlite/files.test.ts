import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type JobId, newJobId } from '../../../src/base/ids.ts'
import type { FileStore } from '../../../src/jobs/file-store.ts'
import { sqliteFileStore } from '../../../src/stores/sqlite/files.ts'
import { freshFolder, runtime } from './harness.ts'

let folder: ReturnType<typeof freshFolder>
let directory: string
let files: FileStore
let job: JobId
beforeEach(() => {
  folder = freshFolder()
  directory = join(folder.path, 'jobs.db.files')
  files = sqliteFileStore(directory, runtime)
  job = newJobId(runtime.random)
})
afterEach(() => folder.remove())

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const csv = (text: string, maxBytes = 1_000) => ({
  content: Readable.from([text.slice(0, 3), text.slice(3)].map((part) => Buffer.from(part))),
  mediaType: 'text/csv',
  maxBytes,
})

describe('the file store', () => {
  it('keeps an upload whole, with its size and digest (R-INI-15)', async () => {
    const file = await files.receive(job, csv('name;mail\n'))
    expect(file).toEqual({ name: 'upload', size: 10, mediaType: 'text/csv', sha256: sha256('name;mail\n') })
    if (file === 'too-large') return
    expect(readFileSync(files.path(job, file), 'utf8')).toBe('name;mail\n')
    expect(readdirSync(join(directory, job))).toEqual(['upload'])
  })

  it('takes an upload of exactly the limit and an empty one', async () => {
    expect(await files.receive(job, csv('12345', 5))).toMatchObject({ size: 5 })
    expect(await files.receive(job, csv('', 5))).toMatchObject({ size: 0, sha256: sha256('') })
  })

  it('leaves nothing of an upload past its limit, and stops reading it (R-INI-15)', async () => {
    let read = 0
    const endless = (async function* () {
      for (;;) {
        read += 1
        yield Buffer.alloc(100)
      }
    })()
    expect(await files.receive(job, { content: endless, mediaType: 'text/csv', maxBytes: 250 })).toBe('too-large')
    expect(read).toBe(3)
    expect(readdirSync(directory)).toEqual([])
  })

  it('leaves nothing of an upload that breaks off, and passes the reason on (R-INI-15)', async () => {
    const reason = Object.assign(new Error('aborted'), { code: 'ECONNRESET', syscall: 'read' })
    const broken = (async function* () {
      yield Buffer.from('half')
      throw reason
    })()
    await expect(files.receive(job, { content: broken, mediaType: 'text/csv', maxBytes: 99 })).rejects.toBe(reason)
    expect(readdirSync(directory)).toEqual([])
  })

  it('says that the disk is full as a fault, and leaves nothing (R-INI-9)', async () => {
    const full = (async function* () {
      yield Buffer.from('half')
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'write' })
    })()
    await expect(files.receive(job, { content: full, mediaType: 'text/csv', maxBytes: 99 })).rejects.toMatchObject({
      code: 'database-full',
    })
    expect(readdirSync(directory)).toEqual([])
  })

  it('copies a result into the folder of its job, one for each epoch, and leaves what was made for a retry', async () => {
    const made = join(folder.path, 'thumb.png')
    for (const epoch of [1, 2]) {
      writeFileSync(made, `picture ${epoch}`)
      const file = await files.adopt(job, { path: made, epoch, mediaType: 'image/png', filename: 'thumb.png' })
      expect(file).toEqual({
        name: `result-${epoch}`,
        size: 9,
        mediaType: 'image/png',
        sha256: sha256(`picture ${epoch}`),
        filename: 'thumb.png',
      })
      expect(existsSync(made)).toBe(true)
    }
    expect(readdirSync(join(directory, job)).sort()).toEqual(['result-1', 'result-2'])
  })

  it.runIf(existsSync('/dev/shm'))('copies a result from another device', async () => {
    const made = join('/dev/shm', `${job}.txt`)
    writeFileSync(made, 'from afar')
    const file = await files.adopt(job, { path: made, epoch: 1, mediaType: 'text/plain' })
    expect(readFileSync(files.path(job, file), 'utf8')).toBe('from afar')
    rmSync(made)
  })

  it('returning the upload itself as the result keeps the upload, so that a lost settlement can be run again', async () => {
    const upload = await files.receive(job, csv('text'))
    if (upload === 'too-large') throw new Error('too large')
    const path = files.path(job, upload)
    await files.adopt(job, { path, epoch: 1, mediaType: 'text/csv' })
    expect(readFileSync(path, 'utf8')).toBe('text')
    expect(readdirSync(join(directory, job)).sort()).toEqual(['result-1', 'upload'])
  })

  it('refuses a result that is not a file, and a file that is not there', async () => {
    const link = join(folder.path, 'link')
    symlinkSync('/etc/hostname', link)
    for (const path of [folder.path, link, join(folder.path, 'missing')]) {
      await expect(files.adopt(job, { path, epoch: 1, mediaType: 'text/plain' })).rejects.toThrow()
    }
    expect(existsSync(join(directory, job))).toBe(false)
  })

  it('removes everything of a job, and finds nothing wrong with a job that has nothing', async () => {
    await files.receive(job, csv('text'))
    await files.remove(job)
    await files.remove(job)
    expect(readdirSync(directory)).toEqual([])
  })

  it('collects the folders of unknown jobs, but none that may still be arriving', async () => {
    const [known, unknown, arriving] = [newJobId(runtime.random), newJobId(runtime.random), newJobId(runtime.random)]
    for (const id of [known, unknown, arriving]) await files.receive(id, csv('text'))
    mkdirSync(join(directory, 'lost+found'))
    for (const id of [known, unknown]) {
      for (const path of [join(directory, id, 'upload'), join(directory, id)]) utimesSync(path, 1, 1)
    }
    expect(await files.collectOrphans(async (id) => id === known)).toBe(1)
    expect(readdirSync(directory).sort()).toEqual([arriving, known, 'lost+found'].sort())
  })

  it('has nothing to collect before the first file', async () => {
    expect(await files.collectOrphans(() => false)).toBe(0)
  })
})
