/**
 * The composition root: a project, its configuration and the stores become one function from request to response, with workers beside
 * it. Everything that lives as long as the process is made and ended here, and nothing is decided.
 */
import { keyPattern } from './access/key-format.ts'
import { serve } from './api/serve.ts'
import type { Fault } from './base/fault.ts'
import { newRequestId } from './base/ids.ts'
import { publicBase } from './contract/links.ts'
import { createLocalEngine } from './engines/local/local-engine.ts'
import type { Handle } from './http/message.ts'
import { problem } from './http/problems.ts'
import { createJobDesk } from './jobs/desk.ts'
import { type AppOptions, openParts, type Parts } from './open-parts.ts'
import { systemResolveName } from './security/system-network.ts'
import { renderEnvelope } from './webhooks/envelope.ts'
import type { DeliveryClaim } from './webhooks/store.ts'
import { createWebhookWorker } from './webhooks/worker.ts'

/** A service: one function from request to response, and the workers beside it. */
export interface App {
  /** Answers 503 until `start` has finished and after `stop`. */
  readonly handle: Handle
  /** `origin` is where the listener can be reached. */
  start(options: { readonly origin: string }): Promise<void>
  /** Takes no new work, lets what runs finish or hands it back, and closes the database. With 'now', also later, it hands back at once. */
  stop(how?: 'now'): Promise<void>
  /** The public base B (D15); complete once `start` was called. */
  readonly base: string
}

/**
 * Opens everything that a service needs; refuses a project that could not be served safely. `coatcheck start` is this and a few
 * comforts; a program of one's own, beside `generated/`, can serve as well:
 *
 * @example
 * import { createApp, listen, resolveConfig, systemRuntime } from 'coatcheck'
 * import { registry } from './generated/registry.ts'
 *
 * const project = import.meta.dirname
 * const config = resolveConfig({ flags: {}, variables: process.env, file: {}, project, workingDirectory: project })
 * const runtime = systemRuntime((observation) => console.error(observation.name))
 * const secretKey = Buffer.from(process.env.COATCHECK_SECRET_KEY ?? '', 'base64')
 * const app = await createApp({ registry, config, runtime, secretKey, project, processId: process.pid })
 * const listener = await listen(app.handle, config)
 * await app.start(listener)
 * console.log(`listening on ${listener.origin}`)
 * process.once('SIGTERM', () => Promise.all([listener.close(), app.stop()]))
 */
export async function createApp(options: AppOptions): Promise<App> {
  const stopping = new AbortController()
  const failStop = (fault: Fault) => {
    stopping.abort()
    options.onFailStop?.(fault)
  }
  return lifeOf(options, stopping, await openParts(options, failStop))
}

function lifeOf(options: AppOptions, stopping: AbortController, parts: Parts): App {
  const { registry, runtime, role = 'all' } = options
  const { publicUrl } = options.config
  const unavailable: Handle = async () => problem('unavailable', { base, requestId: newRequestId(runtime.random) })
  let base = publicBase(registry.contract, publicUrl, '')
  let handle = unavailable
  let work: ReturnType<typeof createWork> | undefined
  let stopped: Promise<void> | undefined
  const shutDown = async (how?: 'now') => {
    stopping.abort()
    await work?.stop(how)
    handle = unavailable
    await parts.close()
  }
  return {
    handle: (request) => handle(request),
    get base() {
      return base
    },
    start: async ({ origin }) => {
      base = publicBase(registry.contract, publicUrl, origin)
      work = createWork(options, parts, base)
      const published = { pages: options.pages?.(base) ?? new Map(), replacesServers: publicUrl !== undefined }
      const isReady = () => !stopping.signal.aborted && work?.isStuck() === false
      const behind = { ...parts, isReady, ...published, base, service: work.service, stopping: stopping.signal }
      const served = await serve({ ...behind, credentialPattern, onlyHealth: role === 'worker' })
      if (role !== 'http') await work.start()
      handle = served
    },
    stop: (how) => {
      if (how === 'now') void work?.stop(how)
      stopped ??= shutDown(how)
      return stopped
    },
  }
}

const credentialPattern = new RegExp(keyPattern)

/** What runs beside the requests; a process that only serves does not start it. */
function createWork({ config, role }: AppOptions, parts: Parts, base: string) {
  const { registry, runtime, egress: policy, deliveries: store } = parts
  const { timeoutMs, nudge } = config.webhooks
  const egress = { policy, resolveName: systemResolveName, sleep: runtime.sleep, timeoutMs }
  const render = (claim: DeliveryClaim) => renderEnvelope(claim, { contract: registry.contract, base })
  const webhooks = createWebhookWorker({ ...parts, ...config.webhooks, store, egress, render })
  const changed = () => {
    if (role !== 'http' && nudge) webhooks.nudge()
  }
  const desk = createJobDesk({ ...parts, engine: createLocalEngine(), concurrency: config.concurrency, changed })
  return {
    service: desk.service,
    isStuck: desk.isStuck,
    start: () => desk.start().then(webhooks.start),
    stop: async (how?: 'now') => {
      await Promise.all([desk.stop(how), webhooks.stop()])
      await parts.runner.stop()
    },
  }
}
