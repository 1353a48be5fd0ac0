/** `coatcheck endpoints`: which URLs receive webhooks, and the secret that a receiver verifies them with (WH-14). */
import type { Command } from 'commander'
import { optionalTimestamp, toTimestamp } from '../base/clock.ts'
import { Fault } from '../base/fault.ts'
import type { JsonObject } from '../base/json.ts'
import { revealSecret } from '../webhooks/endpoints.ts'
import type { Endpoint } from '../webhooks/store.ts'
import { withoutGaps } from './job-report.ts'
import { type Stores, withStores } from './open-stores.ts'
import { type DatabaseOptions, withDatabase } from './options.ts'
import { formatTable } from './table.ts'
import type { Terminal } from './terminal.ts'

export function addEndpoints(program: Command, terminal: Terminal): void {
  const endpoints = program.command('endpoints').description('look at the URLs that receive webhooks')
  withDatabase(endpoints.command('ls'))
    .description('list endpoints')
    .action((options: DatabaseOptions) => list(options, terminal))
  withDatabase(endpoints.command('reveal'))
    .description('print the signing secret of an endpoint')
    .argument('<endpoint>')
    .action((id: string, options: DatabaseOptions) => reveal(id, options, terminal))
}

async function list(options: DatabaseOptions, terminal: Terminal): Promise<void> {
  const endpoints = await withStores(options, terminal, allEndpoints)
  if (options.json === true) terminal.print(JSON.stringify({ endpoints: endpoints.map(toReport) }, null, 2))
  else terminal.print(endpoints.length === 0 ? 'no endpoints' : formatTable(headings, endpoints.map(toRow)))
}

/** Every endpoint of the deployment, whoever owns it. */
function allEndpoints({ deliveries }: Stores): Promise<readonly Endpoint[]> {
  return deliveries.listEndpoints({ kind: 'operator' })
}

const headings = ['ENDPOINT', 'ORIGIN', 'OWNER', 'STATE', 'FAILURES', 'CREATED']

function toRow(endpoint: Endpoint): readonly string[] {
  const { id, origin, owner, consecutiveFailures, createdAt } = endpoint
  return [id, origin, owner, stateOf(endpoint), String(consecutiveFailures), toTimestamp(createdAt)]
}

function toReport(endpoint: Endpoint): JsonObject {
  const { id, origin, tenant, owner, consecutiveFailures, disabled } = endpoint
  return withoutGaps({
    ...{ id, origin, tenant, owner, consecutiveFailures },
    createdAt: toTimestamp(endpoint.createdAt),
    pausedUntil: optionalTimestamp(endpoint.pausedUntil),
    disabledAt: optionalTimestamp(disabled?.at),
    disabledFor: disabled?.reason,
  })
}

function stateOf({ disabled, pausedUntil }: Endpoint): string {
  if (disabled !== undefined) return `disabled (${disabled.reason})`
  return pausedUntil === undefined ? 'active' : `paused until ${toTimestamp(pausedUntil)}`
}

async function reveal(id: string, options: DatabaseOptions, terminal: Terminal): Promise<void> {
  const secret = await withStores(options, terminal, async (stores) => {
    const found = (await allEndpoints(stores)).find((endpoint) => endpoint.id === id)
    if (found === undefined) {
      throw new Fault('usage', `There is no endpoint ${id} in this database. \`coatcheck endpoints ls\` lists them.`)
    }
    return revealSecret(found, stores.sealer())
  })
  terminal.print(options.json === true ? JSON.stringify({ id, secret }) : secret)
}
