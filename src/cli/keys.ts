/** `coatcheck keys`: issues, lists and revokes API keys. A key is shown once, when it is made. */
import { type Command, InvalidArgumentError } from 'commander'
import { parseKey } from '../access/key-format.ts'
import { type KeyRing, openKeyRing } from '../access/key-ring.ts'
import { issueKey, type ListedKey, listKeys, revokeKey } from '../access/keys.ts'
import { after, optionalTimestamp, toTimestamp } from '../base/clock.ts'
import { Fault } from '../base/fault.ts'
import type { JsonObject } from '../base/json.ts'
import { withoutGaps } from './job-report.ts'
import { type Stores, withStores } from './open-stores.ts'
import { collectList, type DatabaseOptions, durationMs, withDatabase } from './options.ts'
import { locateProject } from './project.ts'
import { formatTable } from './table.ts'
import type { Terminal } from './terminal.ts'
import { unknownScopes } from './unknown-scopes.ts'

interface CreateOptions extends DatabaseOptions {
  readonly owner: string
  readonly scopes?: readonly string[]
  readonly expires?: number
}

export function addKeys(program: Command, terminal: Terminal): void {
  const keys = program.command('keys').description('issue, list and revoke API keys')
  withDatabase(keys.command('create'))
    .description('issue a key and print it, once')
    .requiredOption('--owner <name>', 'whom the key stands for; keys of one owner see the same jobs', ownerName)
    .option('--scopes <scopes>', 'what it may do: a,b', collectList)
    .option('--expires <duration>', 'how long it works: 90d (default: until revoked)', durationMs)
    .action((options: CreateOptions) => create(options, terminal))
  withDatabase(keys.command('ls'))
    .description('list every key ever issued, newest first')
    .action((options: DatabaseOptions) => list(options, terminal))
  withDatabase(keys.command('revoke'))
    .description('end a key, for every process with its next request')
    .argument('<key>', 'its id, or the key itself')
    .action((key: string, options: DatabaseOptions) => revoke(key, options, terminal))
}

function ownerName(text: string): string {
  if (/^[\x21-\x7e]{1,255}$/.test(text)) return text
  throw new InvalidArgumentError('It must be 1 to 255 visible ASCII characters.')
}

async function create(options: CreateOptions, terminal: Terminal): Promise<void> {
  const { key, record } = await withRing(options, terminal, (ring) => {
    const { owner, scopes = [], expires } = options
    const expiresAt = expires === undefined ? {} : { expiresAt: after(ring.runtime.clock.now(), expires) }
    return issueKey(ring, { owner, scopes, ...expiresAt })
  })
  if (options.json === true) {
    const { id, owner, scopes, expiresAt } = record
    terminal.print(
      JSON.stringify(withoutGaps({ key, id, owner, scopes, expiresAt: optionalTimestamp(expiresAt) }), null, 2),
    )
    return
  }
  terminal.print(key)
  const scopes = record.scopes.length === 0 ? 'no scopes' : `the scopes ${record.scopes.join(', ')}`
  terminal.note(`This key of ${record.owner} has ${scopes}. Keep it now; it is not shown again.`)
  const hint = unknownScopes(record.scopes, locateProject(options.project, terminal))
  if (hint !== undefined) terminal.note(hint)
}

async function list(options: DatabaseOptions, terminal: Terminal): Promise<void> {
  const keys = await withRing(options, terminal, listKeys)
  if (options.json === true) terminal.print(JSON.stringify({ keys: keys.map(toReport) }, null, 2))
  else terminal.print(keys.length === 0 ? 'no keys' : formatTable(headings, keys.map(toRow)))
}

const headings = ['ID', 'KEY', 'STATE', 'OWNER', 'SCOPES', 'CREATED', 'LAST USED', 'EXPIRES']

function toRow(key: ListedKey): readonly string[] {
  const expiry = optionalTimestamp(key.expiresAt) ?? '-'
  const used = optionalTimestamp(key.lastUsedAt) ?? '-'
  return [key.id, masked(key), key.state, key.owner, key.scopes.join(','), toTimestamp(key.createdAt), used, expiry]
}

function toReport(key: ListedKey): JsonObject {
  const { id, state, owner, tenant, scopes } = key
  return withoutGaps({
    ...{ id, key: masked(key), state, owner, tenant, scopes },
    createdAt: toTimestamp(key.createdAt),
    expiresAt: optionalTimestamp(key.expiresAt),
    revokedAt: optionalTimestamp(key.revokedAt),
    lastUsedAt: optionalTimestamp(key.lastUsedAt),
  })
}

/** As much of a key as may be shown (AK-4). */
function masked({ prefix, id, lastFour }: ListedKey): string {
  return `${prefix}_${id}_…${lastFour}`
}

async function revoke(text: string, options: DatabaseOptions, terminal: Terminal): Promise<void> {
  const id = parseKey(text)?.id ?? text
  const known = await withRing(options, terminal, (ring) => revokeKey(ring, id))
  if (!known) throw new Fault('usage', `There is no key ${id} in this database. \`coatcheck keys ls\` lists them.`)
  if (options.json === true) terminal.print(JSON.stringify({ id, state: 'revoked' }))
  else terminal.print(`${id} is revoked`)
}

function withRing<Value>(
  options: DatabaseOptions,
  terminal: Terminal,
  use: (ring: KeyRing) => Promise<Value>,
): Promise<Value> {
  return withStores(options, terminal, async (stores: Stores) =>
    use(await openKeyRing(stores.access, stores.sealer(), stores.runtime)),
  )
}
