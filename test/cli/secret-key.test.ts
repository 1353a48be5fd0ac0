import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemRandom } from '../../src/base/random.ts'
import { openSecretKey, requireSecretKey } from '../../src/cli/secret-key.ts'
import type { Config } from '../../src/config/config.ts'
import { resolveConfig } from '../../src/config/resolve-config.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'coatcheck-key-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const zeroes = Buffer.alloc(32).toString('base64')
const ones = Buffer.alloc(32, 1).toString('base64')

describe('the key that encrypts secrets (SE-2)', () => {
  it('is made beside a new database, readable by its owner alone, and said so', () => {
    const made: string[] = []
    const key = openSecretKey(config(), {}, systemRandom, (file) => made.push(file))
    const file = join(directory, 'jobs.db.key')
    expect(made).toEqual([file])
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(Buffer.from(readFileSync(file, 'utf8').trim(), 'base64')).toEqual(Buffer.from(key))
  })

  it('is found there by everybody after', () => {
    const key = openSecretKey(config(), {}, systemRandom, () => {})
    makeDatabase()
    expect(requireSecretKey(config(), {})).toEqual(key)
    expect(openSecretKey(config(), {}, systemRandom, () => expect.unreachable())).toEqual(key)
  })

  it('comes from the variable before any file, and then no file is made', () => {
    expect(openSecretKey(config(), { COATCHECK_SECRET_KEY: ones }, systemRandom, () => {})).toEqual(bytes(1))
    expect(existsSync(join(directory, 'jobs.db.key'))).toBe(false)
  })

  it('comes from the configured file before the one beside the database', () => {
    writeFileSync(join(directory, 'jobs.db.key'), zeroes)
    writeFileSync(join(directory, 'own.key'), `${ones}\n`)
    expect(requireSecretKey(config('own.key'), {})).toEqual(bytes(1))
  })

  it('is never made anew for a database that exists', () => {
    makeDatabase()
    expect(() => openSecretKey(config(), {}, systemRandom, () => {})).toThrow(
      expect.objectContaining({ code: 'secret-key-missing' }),
    )
    expect(existsSync(join(directory, 'jobs.db.key'))).toBe(false)
  })

  it.each(['', 'short', Buffer.alloc(31).toString('base64'), `${ones}ff`])(
    'is refused when its file holds %j',
    (text) => {
      writeFileSync(join(directory, 'jobs.db.key'), text)
      expect(() => requireSecretKey(config(), {})).toThrow(expect.objectContaining({ code: 'config-invalid' }))
    },
  )

  it('is never part of a message', () => {
    const wrong = 'c2VjcmV0'
    expect(() => requireSecretKey(config(), { COATCHECK_SECRET_KEY: wrong })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(wrong) }),
    )
  })
})

function config(keyFile?: string): Config {
  const file = { database: 'jobs.db', ...(keyFile === undefined ? {} : { secrets: { keyFile } }) }
  return resolveConfig({ flags: {}, variables: {}, file, project: directory, workingDirectory: directory })
}

function makeDatabase(): void {
  writeFileSync(join(directory, 'jobs.db'), 'a database')
}

function bytes(value: number): Uint8Array {
  return new Uint8Array(32).fill(value)
}
