/** Where a measurement of the engine runs: a folder that goes away, our project, and the peers whose servers are installed. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BackingServer, startPostgres, startRedis } from './backing-servers.ts'
import { makeNoopProject } from './noop-project.ts'
import { type PeerName, peers } from './peers/queue.ts'

export interface Setting {
  readonly rounds: number
  readonly project: string
  /** A path for a new database. */
  file(): string
  /** The peers that can run here, and where each of them finds its server, empty. */
  readonly peers: readonly { readonly name: PeerName; readonly title: string; readonly where: () => Promise<string> }[]
  /** The value of an option, if it was given. */
  option(name: string): string | undefined
}

/** `--rounds N` (5), `--only a,b` names peers. The folder is under `--folder DIR`, or where temporary files go: it must be on a real disk. */
export async function inSetting(
  options: readonly string[],
  wanted: readonly PeerName[],
  measure: (setting: Setting) => Promise<void>,
): Promise<void> {
  const option = (name: string) =>
    options.includes(`--${name}`) ? options[options.indexOf(`--${name}`) + 1] : undefined
  const folder = mkdtempSync(join(option('folder') ?? tmpdir(), 'coatcheck-bench-'))
  // PostgreSQL runs as another user than root, below this folder.
  chmodSync(folder, 0o755)
  const only = option('only')?.split(',')
  const names = wanted.filter((name) => only?.includes(name) ?? true)
  const servers = new Map<'redis' | 'postgres', BackingServer | undefined>()
  let files = 0
  const file = () => {
    files += 1
    return join(folder, `jobs-${files}`, 'jobs.db')
  }
  try {
    await startServers(folder, names, servers)
    console.log(`Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model}`)
    const rounds = Number(option('rounds') ?? 5)
    await measure({ rounds, project: makeNoopProject(folder), file, option, peers: available(names, servers, file) })
  } finally {
    for (const server of servers.values()) await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Servers = ReadonlyMap<'redis' | 'postgres', BackingServer | undefined>

/** Adds to `servers`, so that one that runs is stopped when the next does not start. */
async function startServers(
  folder: string,
  names: readonly PeerName[],
  servers: Map<'redis' | 'postgres', BackingServer | undefined>,
): Promise<void> {
  const needed = new Set(names.map((name) => peers[name].needs))
  if (needed.has('redis')) servers.set('redis', await startRedis(join(folder, 'redis')))
  if (needed.has('postgres')) servers.set('postgres', await startPostgres(join(folder, 'postgres')))
}

function available(names: readonly PeerName[], servers: Servers, file: () => string): Setting['peers'] {
  return names.flatMap((name) => {
    const { title, needs } = peers[name]
    const version = String(createRequire(import.meta.url)(`./node_modules/${name}/package.json`).version)
    const server = needs === 'file' ? undefined : servers.get(needs)
    if (needs !== 'file' && server === undefined) {
      console.log(`skipped ${name}: ${needs} is not installed here`)
      return []
    }
    console.log(`${name} ${version}${server === undefined ? '' : `, ${needs} ${server.version}`}`)
    return [{ name, title, where: server?.fresh ?? (async () => file().replace('/jobs.db', '.db')) }]
  })
}
