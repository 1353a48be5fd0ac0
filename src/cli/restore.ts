/** `coatcheck restore`: puts a backup in the place of a deployment's database, and sets aside what was there. */
import { existsSync, readFileSync, renameSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { systemRuntime } from '../base/runtime.ts'
import type { Config } from '../config/config.ts'
import { backupNames } from '../stores/sqlite/backup-manifest.ts'
import { copyKey } from '../stores/sqlite/copy-files.ts'
import { makePrivateFolder } from '../stores/sqlite/make-folder.ts'
import { type Restored, restoreDatabase } from '../stores/sqlite/restore.ts'
import { identifyProcess, isProcessGone } from '../work/host.ts'
import { databaseFlag } from './open-stores.ts'
import { type DatabaseOptions, withDatabase } from './options.ts'
import { loadConfig, locateProject } from './project.ts'
import { keyFileOf } from './secret-key.ts'
import type { Terminal } from './terminal.ts'

export function addRestore(program: Command, terminal: Terminal): void {
  withDatabase(program.command('restore'))
    .description('put a backup in the place of the database')
    .argument('<dir>', 'a folder that backup has made')
    .action((directory: string, options: DatabaseOptions) => restore(directory, options, terminal))
}

async function restore(directory: string, options: DatabaseOptions, terminal: Terminal): Promise<void> {
  const config = await loadConfig(locateProject(options.project, terminal), databaseFlag(options), terminal)
  const folder = resolve(terminal.workingDirectory, directory)
  const host = identifyProcess(process.pid)
  const restored = await restoreDatabase(folder, config.database, {
    runtime: systemRuntime(() => {}),
    isDead: (other) => isProcessGone(other, host),
  })
  const key = await restoreKey(folder, config, restored, terminal)
  if (options.json === true) terminal.print(JSON.stringify({ ...toReport(restored), key }, null, 2))
  else terminal.print(sentenceOf(restored))
  for (const note of notesOn(restored, key, config)) terminal.note(note)
}

type KeyState = 'from the backup' | 'as it was' | 'from the environment' | 'missing'

/** A key that is in the backup belongs to its secrets; another one that is there is set aside like the database that it belongs to. */
async function restoreKey(
  folder: string,
  config: Config,
  { setAside }: Restored,
  { variables }: Terminal,
): Promise<KeyState> {
  if ((variables.COATCHECK_SECRET_KEY ?? '') !== '') return 'from the environment'
  const [kept, file] = [join(folder, backupNames.key), keyFileOf(config)]
  if (!existsSync(kept)) return existsSync(file) ? 'as it was' : 'missing'
  if (existsSync(file)) {
    if (readFileSync(file).equals(readFileSync(kept))) return 'as it was'
    renameSync(file, `${setAside ?? `${file}.replaced`}.key`)
  }
  makePrivateFolder(dirname(file))
  await copyKey(kept, file)
  return 'from the backup'
}

function toReport({ database, backup, setAside, missing }: Restored) {
  const { startedAt, jobs, files } = backup
  return { database, backup: { startedAt, jobs, files }, ...(setAside === undefined ? {} : { setAside }), missing }
}

function sentenceOf({ database, backup }: Restored): string {
  return `${database} is the backup of ${backup.startedAt}, with ${backup.jobs} jobs`
}

function notesOn({ setAside, missing }: Restored, key: KeyState, config: Config): readonly string[] {
  return [
    ...(setAside === undefined ? [] : [`What was there before is ${setAside}, with its files beside it.`]),
    ...missing.map(({ job, name }) => `The file ${name} of job ${job} is not in the backup.`),
    ...(key === 'missing' ? [`Put the key of its secrets at ${keyFileOf(config)} before you start.`] : []),
  ]
}
