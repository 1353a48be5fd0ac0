/** A server that is killed while it brings the database of an earlier version up to date. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { untilStatus } from '../cli/caller.ts'
import { generated, type RunOptions } from '../cli/project.ts'
import { makeOlderDatabase, newestVersion, olderJob } from '../stores/sqlite/older-database.ts'

const canInject =
  spawnSync('strace', ['-f', '-o', '/dev/null', '-e', 'inject=pwrite64:signal=KILL:when=9', 'true']).status === 0
if (!canInject) console.warn('strace cannot be used here, so no server is killed in the middle of an upgrade')

const variables = { COATCHECK_SECRET_KEY: Buffer.alloc(32, 7).toString('base64') }

/** Runs node so that SIGKILL meets it at that write to the database. */
function killedAtWrite(number: number): RunOptions {
  const trace = [
    '-D',
    '-f',
    '-o',
    '/dev/null',
    '-e',
    'trace=pwrite64',
    '-e',
    `inject=pwrite64:signal=KILL:when=${number}`,
  ]
  return { executable: 'strace', node: [...trace, process.execPath], variables }
}

interface Stored {
  readonly version: unknown
  readonly sound: unknown
  readonly jobs: unknown
}

function read(file: string): Stored {
  const database = new Database(file)
  const stored = {
    version: database.pragma('user_version', { simple: true }),
    sound: database.pragma('integrity_check', { simple: true }),
    jobs: database.prepare('select id from job').pluck().all(),
  }
  database.close()
  return stored
}

describe.runIf(canInject)('an upgrade of the database that is killed', () => {
  it('has happened or has not, wherever it was; the next start finishes it and runs the jobs (I1, I6)', async () => {
    await using project = await generated()
    const file = join(project.directory, '.coatcheck/jobs.db')
    const seen = new Set<unknown>()
    const input = {
      params: {},
      query: {},
      headers: {},
      cookies: {},
      principal: { subject: 'dev', tenant: 'default', scopes: [] },
    }
    const body = { kind: 'json', mediaType: 'application/json', value: { number: 4 } }
    for (const write of [1, 5, 12, 25, 40, 55]) {
      rmSync(dirname(file), { recursive: true, force: true })
      mkdirSync(dirname(file))
      makeOlderDatabase(file, 1, 'double', { ...input, body })
      await project.run(['start', '--port', '0'], killedAtWrite(write))
      const stored = read(file)
      expect(stored).toEqual({ version: stored.version, sound: 'ok', jobs: [olderJob] })
      seen.add(stored.version)
    }
    expect(seen).toEqual(new Set([1, newestVersion]))
    await project.start([], { variables })
    await untilStatus(project, olderJob, 'succeeded')
  }, 60_000)
})
