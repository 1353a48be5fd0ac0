/** For entry files that need our service in their own process: the project's app from the built package, and requests to it as plain values. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { App, HttpRequest, HttpResponse } from '../dist/index.js'
import { sampleBody } from './noop-body.ts'

const coatcheck: typeof import('../dist/index.js') = await import(new URL('../dist/index.js', import.meta.url).href)

export async function openApp(project: string, database: string, role: 'all' | 'http' | 'worker'): Promise<App> {
  const { registry } = await import(pathToFileURL(join(project, 'generated/registry.ts')).href)
  const sources = { flags: { database }, variables: process.env, file: {}, project, workingDirectory: project }
  const runtime = coatcheck.systemRuntime(({ name, level, cause }) => {
    if (level === 'error') console.error(name, cause)
  })
  const secretKey = Buffer.from(process.env.COATCHECK_SECRET_KEY ?? '', 'base64')
  const config = coatcheck.resolveConfig(sources)
  return coatcheck.createApp({ registry, config, runtime, role, secretKey, project, processId: process.pid })
}

const body = Buffer.from(JSON.stringify(sampleBody))

/** A service that listens stays alive by that; these processes stay until they say that they are done. */
setInterval(() => {}, 60_000)

/** POST /noop. */
export async function submit(app: App, key: string): Promise<void> {
  const headers = {
    host: 'localhost',
    'content-type': 'application/json',
    'content-length': String(body.length),
    'x-api-key': key,
  }
  const request: HttpRequest = {
    method: 'POST',
    target: '/noop',
    headers,
    rawHeaders: Object.entries(headers),
    body: once(body),
    remoteAddress: '127.0.0.1',
    signal: new AbortController().signal,
  }
  const answer: HttpResponse = await app.handle(request)
  if (answer.status !== 202) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
