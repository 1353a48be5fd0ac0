/**
 * A whole service whose time is its test's: retries, timeouts, webhooks and schedules of weeks happen in milliseconds, in the real store and
 * past the real sender. Only the clock, the chance and the guardian's thread are stand-ins.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { HandlerFor, TypedHandler } from '../api/define-handler.ts'
import { parseDuration } from '../base/duration.ts'
import type { JobId } from '../base/ids.ts'
import type { Observation } from '../base/observe.ts'
import type { Runtime } from '../base/runtime.ts'
import { findOperation } from '../contract/contract.ts'
import { jobLinks } from '../contract/links.ts'
import type { Registry } from '../contract/registry.ts'
import type { Job } from '../jobs/job.ts'
import type { AsyncOperationTypes, Duration } from '../jobs/job-context.ts'
import { operator } from '../jobs/store.ts'
import { type JobDocument, toJobDocument } from '../jobs/view.ts'
import { createSealer } from '../security/sealing.ts'
import { verifyWebhook, type WebhookHeaders } from '../security/signatures.ts'
import { parseVerifyingKey } from '../security/webhook-keys.ts'
import { sqliteDeliveryStore } from '../stores/sqlite/deliveries.ts'
import { sqliteJobStore } from '../stores/sqlite/jobs.ts'
import { openDatabase, type SqliteDatabase } from '../stores/sqlite/open.ts'
import { outlookOf } from '../stores/sqlite/outlook.ts'
import { revealSecret } from '../webhooks/endpoints.ts'
import type { Delivery } from '../webhooks/store.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { type MoveOptions, passTime, type TimedWorld, untilThereIs } from './move-time.ts'
import { type SettleOptions, untilSettled } from './run-until-settled.ts'
import { createSeededRandom } from './seeded-random.ts'
import { type AnyRequest, type GivenRequest, submitJob } from './submit-job.ts'
import { createTestApp, secretKey, type TestApp, type TestAppOptions } from './test-app.ts'
import { createWebhookReceiver, type ReceiverAnswer, type WebhookReceiver } from './webhook-receiver.ts'

/** What a service with a time of its own is made of. */
export interface TestServiceOptions extends Omit<TestAppOptions, 'runtime' | 'guardian' | 'role'> {
  /** Stand in for those of the registry, each under its own operation. */
  readonly handlers?: readonly HandlerFor<string>[]
  /** Of the jitter and of all ids: the same seed gives the same times. */
  readonly seed?: number
}

/** A service whose time stands still until its test moves it. */
export interface TestService extends TestApp {
  readonly time: FakeClock
  /** What was observed, `job.log` lines among it, oldest first. */
  readonly observed: readonly Observation[]
  /** Of an owner who may do everything that the spec knows a scope for; `submit` and `ask` use it. */
  readonly key: string
  /** Calls the service in process, with the key. */
  ask: TestApp['call']
  /** Submits a job through the front door; throws when it is not accepted. */
  submit<Id extends string, Types extends AsyncOperationTypes>(
    handler: TypedHandler<Id, Types>,
    request: GivenRequest<Types>,
  ): Promise<JobId>
  submit(operation: string, request?: AnyRequest): Promise<JobId>
  /** All jobs, oldest first, those of schedules included, as their owners see them. */
  jobs(): Promise<readonly JobDocument[]>
  job(id: JobId): Promise<JobDocument>
  /** Waits until the job has that status, while time stands still: 'running', say, to cancel it then. */
  until(id: JobId, status: JobDocument['status'], options?: MoveOptions): Promise<JobDocument>
  /** The webhooks of a job and what came of each attempt, oldest first. */
  deliveries(id: JobId): Promise<readonly Delivery[]>
  /** A receiver on this machine that answers so, one answer after the other, the last for ever; it closes with the service. */
  receive(answers?: readonly ReceiverAnswer[]): Promise<WebhookReceiver>
  /**
   * Moves time from moment to moment until the job has finished and its webhooks are delivered or given up. Throws `NotSettled`, which names
   * what it waits for.
   */
  runUntilSettled(id: JobId, options?: SettleOptions): Promise<JobDocument>
  /** The same for all jobs. */
  runUntilSettled(options?: SettleOptions): Promise<readonly JobDocument[]>
  /** Moves time on by '90s', '3d' or a number of milliseconds, through every moment at which something falls due. */
  advance(duration: Duration, options?: MoveOptions): Promise<void>
}

/**
 * Creates and starts a service on a clock of its own. Stop it at the end of the test.
 *
 * @example
 * const service = await testService({ registry })
 * const receiver = await service.receive([500, 500, 204])
 * const job = await service.submit(createReport, { body: { …, callbackUrl: receiver.url } })
 * const { status } = await service.runUntilSettled(job)
 */
export async function testService(options: TestServiceOptions): Promise<TestService> {
  const { seed = 1, handlers = [], ...others } = options
  const time = createFakeClock()
  const observed: Observation[] = []
  const random = createSeededRandom(seed)
  const runtime: Runtime = { ...time, random, observe: (observation) => void observed.push(observation) }
  const registry = withHandlers(options.registry, handlers)
  const app = await createTestApp({ ...others, registry, runtime })
  await app.start()
  const database = await openDatabase(app.databaseFile, { runtime, mode: 'command' })
  return serviceOf({ app, registry, runtime, time, database, observed, receivers: [], key: await app.issueKey() })
}

function withHandlers(registry: Registry, handlers: readonly HandlerFor<string>[]): Registry {
  const replaced = Object.fromEntries(handlers.map((handler) => [handler.operation, handler]))
  const { contract, validators, published } = registry
  return { contract, validators, published, handlers: { ...registry.handlers, ...replaced } }
}

interface Parts {
  readonly app: TestApp
  readonly registry: Registry
  readonly runtime: Runtime
  readonly time: FakeClock
  /** A connection of the test's own, to read what is committed. */
  readonly database: SqliteDatabase
  readonly observed: readonly Observation[]
  readonly receivers: WebhookReceiver[]
  readonly key: string
}

function serviceOf(parts: Parts): TestService {
  const { app, registry, runtime, time, database, observed, key } = parts
  const world = worldOf(parts)
  const jobs = sqliteJobStore(database, runtime)
  const deliveries = sqliteDeliveryStore(database, runtime)
  const ask: TestApp['call'] = (method, target, options = {}) =>
    app.call(method, target, { ...options, headers: { ...keyHeader(registry, key), ...options.headers } })
  const job = async (id: JobId) => {
    const found = await jobs.find(id, operator)
    if (found === undefined) throw new Error(`There is no job ${id}.`)
    return documentOf(parts, found.job)
  }
  const all = async () => (await allJobs(jobs)).map((one) => documentOf(parts, one))
  function runUntilSettled(id: JobId, options?: SettleOptions): Promise<JobDocument>
  function runUntilSettled(options?: SettleOptions): Promise<readonly JobDocument[]>
  async function runUntilSettled(
    first: JobId | SettleOptions = {},
    options: SettleOptions = {},
  ): Promise<JobDocument | readonly JobDocument[]> {
    const id = typeof first === 'string' ? first : undefined
    await untilSettled(world, id, typeof first === 'string' ? options : first)
    return id === undefined ? all() : job(id)
  }
  return {
    ...app,
    time,
    observed,
    key,
    ask,
    submit: (operation: string | HandlerFor<string>, request: AnyRequest = {}) =>
      submitJob(ask, registry.contract, typeof operation === 'string' ? operation : operation.operation, request),
    jobs: all,
    job,
    until: async (id, status, options = {}) => {
      await untilThereIs(world, options, async () => ((await job(id)).status === status ? undefined : 'status'))
      return job(id)
    },
    deliveries: async (id) => (await deliveries.list(id, operator)) ?? [],
    receive: (answers = [204]) => receive(parts, answers),
    runUntilSettled,
    advance: (duration, options = {}) => passTime(world, toMs(duration), options),
    stop: () => stop(parts),
  }
}

/** What the moving of time has to know: what is on its way, and whether every part of the service that rests now and then does so just now. */
function worldOf({ runtime, time, database, receivers }: Parts): TimedWorld {
  let mostResting = 0
  const held = () => new Set<string>(receivers.flatMap((receiver) => [...receiver.held]))
  const outlook = () => outlookOf(database, runtime.clock.now())
  return {
    time,
    look: () => {
      const [seen, silent] = [outlook(), held()]
      return { ...seen, sending: seen.sending.filter((id) => !silent.has(id)) }
    },
    isBusy: () => {
      mostResting = Math.max(mostResting, time.resting)
      // A receiver may not have noticed yet that its sender has given up.
      const sending = new Set<string>(outlook().sending)
      return time.resting < mostResting || [...held()].some((id) => !sending.has(id))
    },
  }
}

function keyHeader({ contract }: Registry, key: string): Readonly<Record<string, string>> {
  for (const scheme of Object.values(contract.securitySchemes)) {
    if (scheme.type !== 'apiKey') continue
    return scheme.in === 'header' ? { [scheme.name]: key } : { cookie: `${scheme.name}=${key}` }
  }
  return {}
}

function documentOf({ app, registry: { contract } }: Parts, job: Job): JobDocument {
  const policy = findOperation(contract, job.operation)?.async ?? { cancel: { allowed: false, graceMs: 0 } }
  const links = jobLinks(app.app.base, contract.jobsPath, job.id, job.operation)
  return toJobDocument(job, { base: app.app.base, links, policy })
}

const pageSize = 1_000

async function allJobs(store: ReturnType<typeof sqliteJobStore>): Promise<readonly Job[]> {
  const jobs: Job[] = []
  for (let next: number | undefined = Number.MAX_SAFE_INTEGER; next !== undefined; ) {
    const page = await store.list({ limit: pageSize, after: next }, operator)
    jobs.push(...page.jobs)
    next = page.next
  }
  return jobs.reverse()
}

async function receive(
  { runtime, database, receivers }: Parts,
  answers: readonly ReceiverAnswer[],
): Promise<WebhookReceiver> {
  const { now } = runtime.clock
  const store = sqliteDeliveryStore(database, runtime)
  const sealer = createSealer(secretKey)
  const verify = async (headers: IncomingHttpHeaders, body: Uint8Array, origin: string) => {
    const endpoints = (await store.listEndpoints(operator)).filter((endpoint) => endpoint.origin === origin)
    const keys = endpoints.flatMap((endpoint) => {
      const key = parseVerifyingKey(revealSecret(endpoint, sealer))
      return key.ok ? [key.value] : []
    })
    return (await verifyWebhook(signatureOf(headers), body, { keys, now: now() })).ok
  }
  const receiver = await createWebhookReceiver({ answers, now, verify })
  receivers.push(receiver)
  return receiver
}

function signatureOf(headers: IncomingHttpHeaders): WebhookHeaders {
  const one = (name: string) => (headers[name] === undefined ? undefined : String(headers[name]))
  return {
    'webhook-id': one('webhook-id'),
    'webhook-timestamp': one('webhook-timestamp'),
    'webhook-signature': one('webhook-signature'),
  }
}

function toMs(duration: Duration): number {
  const ms = typeof duration === 'number' ? duration : parseDuration(duration)
  if (ms === undefined || !(ms >= 0))
    throw new TypeError(`'${duration}' is no duration; write '90s', '3d' or milliseconds.`)
  return ms
}

/** A worker that stops may be asleep, so time goes on while it does. */
async function stop({ app, database, time, receivers }: Parts): Promise<void> {
  await Promise.all([app.stop(), time.leap(60_000)])
  await database.close()
  for (const receiver of receivers) await receiver.close()
}
