/** Redis and PostgreSQL, if their programs are installed: each on a loopback port with its data in the folder given, and gone when stopped. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

export interface BackingServer {
  readonly version: string
  /** Port of Redis, connection string of PostgreSQL; empty, as on the first day. */
  fresh(): Promise<string>
  stop(): Promise<void>
}

/** With every commit on the disk before it is acknowledged. Undefined where Redis is not installed. */
export async function startRedis(folder: string): Promise<BackingServer | undefined> {
  const program = findProgram('redis-server', [])
  if (program === undefined) return undefined
  const port = String(await freePort())
  mkdirSync(folder)
  const durability = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', '']
  const child = spawn(program, ['--port', port, '--bind', '127.0.0.1', '--dir', folder, ...durability], {
    stdio: 'ignore',
  })
  const command = (...words: readonly string[]) =>
    spawnSync(join(program, '../redis-cli'), ['-p', port, ...words], { encoding: 'utf8' }).stdout.trim()
  await until(() => command('ping') === 'PONG')
  return {
    version: spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.split(' ')[2] ?? '',
    fresh: async () => {
      command('flushall')
      return port
    },
    stop: () => end(child),
  }
}

/** As installed: `fsync` and `synchronous_commit` are on. Undefined where PostgreSQL is not installed. It refuses to run as root, so another user runs it. */
export async function startPostgres(folder: string): Promise<BackingServer | undefined> {
  const program = findProgram('initdb', [
    '/usr/lib/postgresql/15/bin',
    '/usr/lib/postgresql/16/bin',
    '/usr/lib/postgresql/17/bin',
  ])
  if (program === undefined) return undefined
  const asOther = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  mkdirSync(folder, { mode: 0o777 })
  spawnSync('chmod', ['777', folder])
  const data = join(folder, 'data')
  const made = spawnSync(program, ['-D', data, '-U', 'bench', '-A', 'trust', '--no-locale', '-E', 'UTF8'], {
    ...asOther,
    cwd: folder,
    encoding: 'utf8',
  })
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`)
  const port = String(await freePort())
  const child = spawn(join(program, '../postgres'), ['-D', data, '-p', port, '-h', '127.0.0.1', '-k', folder], {
    ...asOther,
    cwd: folder,
    stdio: 'ignore',
  })
  const query = (sql: string) =>
    spawnSync(join(program, '../psql'), ['-h', '127.0.0.1', '-p', port, '-U', 'bench', '-d', 'postgres', '-Atc', sql], {
      encoding: 'utf8',
    })
  await until(() => query('select 1').status === 0)
  let databases = 0
  return {
    version: query('show server_version').stdout.split(' ')[0]?.trim() ?? '',
    fresh: async () => {
      databases += 1
      if (query(`create database bench${databases}`).status !== 0) throw new Error('no database could be made')
      return `postgres://bench@127.0.0.1:${port}/bench${databases}`
    },
    stop: () => end(child),
  }
}

function findProgram(name: string, folders: readonly string[]): string | undefined {
  const path = (process.env.PATH ?? '').split(delimiter)
  return [...folders, ...path].map((folder) => join(folder, name)).find((file) => existsSync(file))
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function until(isReady: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (isReady()) return
    await wait(50)
  }
  throw new Error('a server did not start within ten seconds')
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGINT')
  await ended
}
