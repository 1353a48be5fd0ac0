/** `coatcheck backup`: copies database and files of a deployment into a folder, while servers go on. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { systemRuntime } from '../base/runtime.ts'
import { type Backup, backupDatabase } from '../stores/sqlite/backup.ts'
import { databaseFlag } from './open-stores.ts'
import { type DatabaseOptions, withDatabase } from './options.ts'
import { loadConfig, locateProject } from './project.ts'
import { keyFileOf, requireSecretKey } from './secret-key.ts'
import type { Terminal } from './terminal.ts'

interface BackupCommandOptions extends DatabaseOptions {
  readonly withKey?: boolean
}

export function addBackup(program: Command, terminal: Terminal): void {
  withDatabase(program.command('backup'))
    .description('copy database and files, beside a running server')
    .argument('<dir>', 'a folder that does not exist yet, or is empty')
    .option('--with-key', 'copy the key of the secrets as well')
    .action((directory: string, options: BackupCommandOptions) => backup(directory, options, terminal))
}

async function backup(directory: string, options: BackupCommandOptions, terminal: Terminal): Promise<void> {
  const config = await loadConfig(locateProject(options.project, terminal), databaseFlag(options), terminal)
  if (options.withKey === true) requireSecretKey(config, terminal.variables)
  const made = await backupDatabase(config.database, resolve(terminal.workingDirectory, directory), {
    runtime: systemRuntime(() => {}),
    progress: (done) => terminal.status(`copying the database: ${Math.floor(done * 100)} %`),
    ...(options.withKey === true ? { keyFile: keyFileOf(config) } : {}),
  })
  terminal.status(undefined)
  terminal.print(options.json === true ? JSON.stringify(toReport(made), null, 2) : sentenceOf(made))
  for (const note of notesOn(made)) terminal.note(note)
}

function toReport({ directory, startedAt, jobs, files, bytes, key, missing }: Backup) {
  return { directory, startedAt, jobs, files, bytes, key, missing }
}

function sentenceOf({ directory, jobs, files, bytes }: Backup): string {
  return `${directory} has ${jobs} jobs and ${files} files, ${Math.ceil(bytes / 1_000_000)} MB`
}

function notesOn({ key, missing }: Backup): readonly string[] {
  const secrets = key
    ? 'The key of the secrets is in it: whoever has this folder can read them.'
    : 'The key of the secrets is not in it. Keep a copy of the key elsewhere, or pass --with-key.'
  const lost = missing.map(({ job, name }) => `The file ${name} of job ${job} was missing and is not in it.`)
  return [secrets, ...lost]
}
