/** The life of a service: it listens, opens the database, says that it is ready, and drains when it is told to stop. */
import { type App, createApp } from '../app.ts'
import type { Log } from '../base/log.ts'
import { type Runtime, systemRuntime } from '../base/runtime.ts'
import type { Config } from '../config/config.ts'
import type { Registry } from '../contract/registry.ts'
import { renderDocs } from '../docs/render-docs.ts'
import type { Handle } from '../http/message.ts'
import { type Listener, listen } from '../http/node.ts'
import { observeToLog } from '../observe/observe-to-log.ts'
import { identifyDatabase } from '../stores/sqlite/identify.ts'
import { issueFirstKey } from './first-key.ts'
import { reportError } from './report-error.ts'
import type { Role } from './roles.ts'
import { openSecretKey } from './secret-key.ts'
import { receiveStopSignals, type StopSignals } from './stop-signals.ts'
import type { Terminal } from './terminal.ts'

export interface ServeOptions {
  readonly config: Config
  readonly registry: Registry
  /** Absolute path of the project's directory. */
  readonly project: string
  readonly log: Log
  readonly role: Role
  /** Makes a first key when the database is new. */
  readonly devKey: boolean
  readonly debug: boolean
  /** Logged once the service runs: whoever cannot start has one thing to mend, and reads of that alone. */
  readonly warnings: readonly string[]
}

/** Serves until a signal, then ends the process. Throws when it cannot start, having undone what it had begun. */
export async function serve(options: ServeOptions, terminal: Terminal): Promise<void> {
  const signals = receiveStopSignals()
  const runtime = systemRuntime(observeToLog(options.log))
  superviseHandlers(options, terminal, runtime)
  const opening = Promise.withResolvers<App>()
  // A port in use must be found out before anything is made on the disk; requests that come early wait.
  const listener = await listen(handleOnce(opening.promise), options.config)
  try {
    const app = await open(options, terminal, runtime, listener)
    opening.resolve(app)
    for (const warning of options.warnings) options.log.warn({}, warning)
    if (options.role !== 'worker') options.log.info({}, `docs at ${app.base}/docs`)
    terminal.print(`listening on ${listener.origin}`)
    await stopOnSignal(app, listener, signals, options.log)
  } catch (error) {
    opening.reject(error)
    await listener.close()
    throw error
  }
  terminal.endNow(0)
}

/**
 * Handlers run in this process. A promise that one forgot ends nothing: every job's truth is in the store. An exception out of nowhere
 * leaves state that nobody can vouch for, so the process ends and the next one takes its jobs back.
 */
function superviseHandlers({ debug }: ServeOptions, terminal: Terminal, runtime: Runtime): void {
  process.on('unhandledRejection', (cause) =>
    runtime.observe({ name: 'process.rejection-unhandled', level: 'error', facts: {}, cause }),
  )
  process.on('uncaughtException', (error) => {
    reportError(error, terminal, debug)
    terminal.endNow(1)
  })
}

function handleOnce(opening: Promise<App>): Handle {
  opening.catch(() => {})
  return async (request) => (await opening).handle(request)
}

async function open(options: ServeOptions, terminal: Terminal, runtime: Runtime, { origin }: Listener): Promise<App> {
  const { config, registry, project, role, debug } = options
  const isNew = identifyDatabase(config.database) === 'new'
  const secretKey = openSecretKey(config, terminal.variables, runtime.random, (file) =>
    terminal.note(`Made ${file}, the key of the secrets in this database. Keep a copy: without it they are lost.`),
  )
  const app = await createApp({
    ...{ config, registry, runtime, role, secretKey, project, processId: process.pid },
    pages: (base) => renderDocs(registry, base),
    onFailStop: (fault) => {
      reportError(fault, terminal, debug)
      terminal.endNow(1)
    },
  })
  try {
    await app.start({ origin })
    if (isNew && options.devKey) await printFirstKey(options, terminal, runtime, secretKey)
    return app
  } catch (error) {
    await app.stop('now')
    throw error
  }
}

async function printFirstKey(
  { config, registry }: ServeOptions,
  terminal: Terminal,
  runtime: Runtime,
  secretKey: Uint8Array,
): Promise<void> {
  const key = await issueFirstKey(config, registry.contract, secretKey, runtime)
  terminal.print(`first key: ${key}`)
  terminal.note('The first key belongs to dev and has every scope. Keep it now; it is not shown again.')
}

async function stopOnSignal(app: App, listener: Listener, signals: StopSignals, log: Log): Promise<void> {
  const signal = await signals.first
  log.info({ signal }, 'Stopping: what runs may finish; a second signal hands it back at once')
  void signals.second.then(() => app.stop('now'))
  const closed = listener.close()
  await app.stop()
  await Promise.race([closed, signals.second])
}
