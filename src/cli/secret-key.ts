/**
 * The key that encrypts secrets at rest (SE-2): from `COATCHECK_SECRET_KEY`, else the configured file, else the file beside the
 * database, which the first start makes. Refuses to go on without the key of a database that exists.
 */
import { closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { Fault } from '../base/fault.ts'
import type { Random } from '../base/random.ts'
import type { Config } from '../config/config.ts'
import { newSecretKey, parseSecretKey } from '../security/sealing.ts'
import { makePrivateFolder } from '../stores/sqlite/make-folder.ts'
import { messageOf, systemSentence } from './report-error.ts'
import type { Terminal } from './terminal.ts'

type Variables = Terminal['variables']

/** The key of the deployment's database; throws `secret-key-missing` when it is nowhere. */
export function requireSecretKey(config: Config, variables: Variables): Uint8Array {
  const key = findSecretKey(config, variables)
  if (key !== undefined) return key
  throw new Fault(
    'secret-key-missing',
    `The database ${config.database} holds secrets, and their key is missing. Put ${keyFileOf(config)} back, or set COATCHECK_SECRET_KEY.`,
  )
}

/** The key, made and stored beside the database when that is new and no key is configured. `made` is called with the new file. */
export function openSecretKey(
  config: Config,
  variables: Variables,
  random: Random,
  made: (file: string) => void,
): Uint8Array {
  if (!isNewDatabase(config.database)) return requireSecretKey(config, variables)
  const found = findSecretKey(config, variables)
  if (found !== undefined) return found
  const file = keyFileOf(config)
  const text = newSecretKey(random)
  makeKeyFile(file, text, config)
  made(file)
  return parseKey(text, file)
}

/** Whether no server has made the database yet; a file without a byte counts as none. */
function isNewDatabase(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0
}

/** Where the key file is, or would be. */
export function keyFileOf(config: Config): string {
  return config.secrets.keyFile ?? `${config.database}.key`
}

function findSecretKey(config: Config, variables: Variables): Uint8Array | undefined {
  const variable = variables.COATCHECK_SECRET_KEY ?? ''
  if (variable !== '') return parseKey(variable, 'COATCHECK_SECRET_KEY')
  const file = keyFileOf(config)
  const exists = statSync(file, { throwIfNoEntry: false }) !== undefined
  return exists ? parseKey(readFileSync(file, 'utf8'), file) : undefined
}

function parseKey(text: string, origin: string): Uint8Array {
  const key = parseSecretKey(text)
  if (key !== undefined) return key
  throw new Fault(
    'config-invalid',
    `${origin} must hold 32 bytes in base64. \`openssl rand -base64 32\` makes such a key.`,
  )
}

/** The first file that is made of a database: what the system refuses here is where to make it. */
function makeKeyFile(file: string, text: string, { secrets }: Config): void {
  try {
    writeKeyFile(file, text)
  } catch (cause) {
    const other = secrets.keyFile === undefined ? 'database with --db' : 'secrets.keyFile'
    const sentence = `${systemSentence(cause) ?? `${messageOf(cause)}.`} Name another ${other}.`
    throw new Fault('database-unusable', sentence, { cause })
  }
}

/** On the disk before anything is encrypted under it: a secret whose key a power cut took is lost. */
function writeKeyFile(file: string, text: string): void {
  makePrivateFolder(dirname(file))
  const handle = openSync(file, 'wx', 0o600)
  try {
    writeSync(handle, `${text}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  syncDirectory(dirname(file))
}

function syncDirectory(directory: string): void {
  const handle = openSync(directory, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
