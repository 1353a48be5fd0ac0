/** `coatcheck deliveries`: what became of a job's webhooks, attempt by attempt. */
import type { Command } from 'commander'
import { optionalTimestamp, toTimestamp } from '../base/clock.ts'
import { Fault } from '../base/fault.ts'
import type { JobId } from '../base/ids.ts'
import type { JsonObject } from '../base/json.ts'
import { operator } from '../jobs/store.ts'
import type { Delivery, DeliveryAttempt } from '../webhooks/store.ts'
import { withoutGaps } from './job-report.ts'
import { withStores } from './open-stores.ts'
import { type DatabaseOptions, jobId, withDatabase } from './options.ts'
import { formatReport, formatTable } from './table.ts'
import type { Terminal } from './terminal.ts'
import { unknownJob } from './unknown-job.ts'

interface DeliveriesOptions extends DatabaseOptions {
  readonly job: JobId
}

export function addDeliveries(program: Command, terminal: Terminal): void {
  const deliveries = program.command('deliveries').description("look at a job's webhooks")
  withDatabase(deliveries.command('ls'))
    .description('list the deliveries of a job, oldest first')
    .requiredOption('--job <job>', 'the job', jobId)
    .action((options: DeliveriesOptions) => list(options, terminal))
  withDatabase(deliveries.command('show'))
    .description('a delivery and each of its attempts')
    .argument('<delivery>')
    .requiredOption('--job <job>', 'its job', jobId)
    .action((id: string, options: DeliveriesOptions) => show(id, options, terminal))
}

async function list(options: DeliveriesOptions, terminal: Terminal): Promise<void> {
  const found = await deliveriesOf(options, terminal)
  if (options.json === true) terminal.print(JSON.stringify({ deliveries: found.map(toReport) }, null, 2))
  else terminal.print(found.length === 0 ? 'no deliveries' : formatTable(headings, found.map(toRow)))
}

async function deliveriesOf(options: DeliveriesOptions, terminal: Terminal): Promise<readonly Delivery[]> {
  const found = await withStores(options, terminal, ({ deliveries }) => deliveries.list(options.job, operator))
  if (found === undefined) throw unknownJob(options.job)
  return found
}

const headings = ['DELIVERY', 'TYPE', 'STATE', 'ATTEMPTS', 'DUE', 'URL']

/** A callback URL may hold a token of its owner's; the origin is enough to know the receiver (LG-1). */
function toRow({ id, type, state, attempts, dueAt, url }: Delivery): readonly string[] {
  return [id, type, state, String(attempts), toTimestamp(dueAt), new URL(url).origin]
}

function toReport(delivery: Delivery): JsonObject {
  const { id, job, endpoint, type, state, attempts, payload, log } = delivery
  return withoutGaps({
    ...{ id, job, endpoint, type, state, payload, attempts, origin: new URL(delivery.url).origin },
    createdAt: toTimestamp(delivery.createdAt),
    dueAt: toTimestamp(delivery.dueAt),
    finishedAt: optionalTimestamp(delivery.finishedAt),
    log: log.map(toAttemptReport),
  })
}

function toAttemptReport({ number, startedAt, durationMs, outcome, status }: DeliveryAttempt): JsonObject {
  return withoutGaps({ number, startedAt: toTimestamp(startedAt), durationMs, outcome, status })
}

async function show(id: string, options: DeliveriesOptions, terminal: Terminal): Promise<void> {
  const delivery = (await deliveriesOf(options, terminal)).find((one) => one.id === id)
  if (delivery === undefined) throw new Fault('usage', `The job ${options.job} has no delivery ${id}.`)
  const report = toReport(delivery)
  if (options.json === true) {
    terminal.print(JSON.stringify(report, null, 2))
    return
  }
  const { log: _, ...facts } = report
  terminal.print(formatReport(facts))
  if (delivery.log.length > 0) terminal.print(`\n${formatTable(attemptHeadings, delivery.log.map(toAttemptRow))}`)
}

const attemptHeadings = ['ATTEMPT', 'STARTED', 'TOOK', 'OUTCOME']

function toAttemptRow({ number, startedAt, durationMs, outcome }: DeliveryAttempt): readonly string[] {
  return [String(number), toTimestamp(startedAt), `${durationMs}ms`, outcome]
}
