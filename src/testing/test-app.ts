/** A whole service in this process, on a database of its own in a temporary folder: nothing in it is a stand-in but, when asked for, the clock. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openKeyRing } from '../access/key-ring.ts'
import { issueKey } from '../access/keys.ts'
import { type App, createApp } from '../app.ts'
import { type Runtime, systemRuntime } from '../base/runtime.ts'
import type { Config } from '../config/config.ts'
import type { Registry } from '../contract/registry.ts'
import type { AppOptions } from '../open-parts.ts'
import { createSealer } from '../security/sealing.ts'
import { sqliteAccessStore } from '../stores/sqlite/access.ts'
import { openDatabase } from '../stores/sqlite/open.ts'
import { type Answer, type CallOptions, call } from './call.ts'

/** What an app in a test is made of. */
export interface TestAppOptions {
  readonly registry: Registry
  readonly config?: Partial<Config>
  /** The machine's own, with nothing observed, unless given. */
  readonly runtime?: Runtime
  readonly pages?: AppOptions['pages']
  readonly role?: AppOptions['role']
  /** Absolute path of the project, for handlers that run in threads or child processes. */
  readonly project?: string
  /** Where the database goes; a temporary folder, removed by `stop`, unless given. */
  readonly directory?: string
  /** The app's own event loop keeps its lease, so that `runtime` may have a clock of its own, unless given. */
  readonly guardian?: AppOptions['guardian']
  /** The process that the app says it is. */
  readonly processId?: number
}

/** A service in this process, as its callers and its operator have it. */
export interface TestApp {
  readonly app: App
  /** Calls the service in process. */
  call(method: string, target: string, options?: CallOptions): Promise<Answer>
  /** A new API key; every scope of the spec unless given. */
  issueKey(owner?: string, scopes?: readonly string[]): Promise<string>
  readonly databaseFile: string
  /** Starts under that address; `testApp` has done so with one of its own unless told to wait. */
  start(origin?: string): Promise<void>
  stop(): Promise<void>
}

/** What a test app encrypts its secrets with. */
export const secretKey: Uint8Array = new Uint8Array(32).fill(7)

/**
 * Creates and starts a service. Stop it at the end of the test.
 *
 * @example const service = await testApp({ registry })
 */
export async function testApp(options: TestAppOptions): Promise<TestApp> {
  const service = await createTestApp(options)
  await service.start()
  return service
}

/**
 * The same, not started yet: for a test that listens on a socket first.
 *
 * @example
 * const service = await createTestApp({ registry })
 * const listener = await listen(service.app.handle, { host: '127.0.0.1', port: 0 })
 * await service.start(listener.origin)
 */
export async function createTestApp(options: TestAppOptions): Promise<TestApp> {
  const { registry, runtime = systemRuntime(() => {}), pages = () => new Map(), role = 'all' } = options
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'coatcheck-test-')))
  const config = testConfig(directory, options.config)
  const { processId = 1, project, guardian = 'in-process' } = options
  const where = project === undefined ? {} : { project }
  const app = await createApp({ registry, config, runtime, secretKey, pages, role, processId, guardian, ...where })
  return {
    app,
    databaseFile: config.database,
    call: (method, target, callOptions) => call(app.handle, method, target, callOptions),
    issueKey: (owner = 'tester', scopes = registry.contract.scopes) => newKey(config.database, runtime, owner, scopes),
    start: (origin = 'http://test.invalid') => app.start({ origin }),
    stop: async () => {
      await app.stop('now')
      if (options.directory === undefined) await rm(directory, { recursive: true, force: true })
    },
  }
}

/** Quiet, on loopback, and prompt: what a test wants unless it says otherwise. */
function testConfig(directory: string, given: Partial<Config> = {}): Config {
  return {
    publicUrl: undefined,
    host: '127.0.0.1',
    port: 0,
    database: join(directory, 'jobs.db'),
    databaseWriter: 'main',
    litestream: false,
    concurrency: 4,
    runner: 'inline',
    runners: {},
    runnerMemoryBytes: 512_000_000,
    egress: { allowLoopback: true },
    secrets: { keyFile: undefined },
    webhooks: { concurrency: 8, perEndpoint: 4, timeoutMs: 5_000, nudge: true },
    log: { level: 'silent' },
    ...given,
  }
}

async function newKey(file: string, runtime: Runtime, owner: string, scopes: readonly string[]): Promise<string> {
  const database = await openDatabase(file, { runtime, mode: 'command' })
  try {
    const store = sqliteAccessStore(database)
    const ring = await openKeyRing(store, createSealer(secretKey), runtime)
    return (await issueKey(ring, { owner, scopes, environment: 'test' })).key
  } finally {
    await database.close()
  }
}
