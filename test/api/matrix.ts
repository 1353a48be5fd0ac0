/** Runs the same tests against a handle in this process and over a real socket: what is promised must hold at both doors. */
import { request } from 'node:http'
import { describe } from 'vitest'
import type { Handle } from '../../src/http/message.ts'
import { listen } from '../../src/http/node.ts'
import { type Answer, type CallOptions, call, toAnswer, toBytes, toFields } from '../../src/testing/call.ts'

export interface Door {
  /** Absolute address under which the handle is reached. */
  readonly origin: string
  call(method: string, target: string, options?: CallOptions): Promise<Answer>
  close(): Promise<void>
}

export type OpenDoor = (handle: Handle) => Promise<Door>

export const inProcess: OpenDoor = async (handle) => ({
  origin: 'http://in-process.invalid',
  call: (method, target, options) => call(handle, method, target, options),
  close: async () => {},
})

export const overSocket: OpenDoor = async (handle) => {
  const listener = await listen(handle, { host: '127.0.0.1', port: 0 })
  return {
    origin: listener.origin,
    call: (method, target, options = {}) => callSocket(listener.origin, method, target, options),
    close: listener.close,
  }
}

export function describeMatrix(title: string, tests: (open: OpenDoor) => void): void {
  describe.each([
    ['in process', inProcess],
    ['over a socket', overSocket],
  ] as const)(`${title} (%s)`, (_name, open) => tests(open))
}

function callSocket(origin: string, method: string, path: string, options: CallOptions): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const { hostname, port } = new URL(origin)
  const headers = toFields(options).flat()
  const outgoing = request({ hostname, port, path, method, headers, agent: false }, async (incoming) => {
    const fields = Object.entries(incoming.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')])
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    resolve(toAnswer(incoming.statusCode ?? 0, Object.fromEntries(fields), Buffer.concat(chunks)))
  })
  outgoing.on('error', reject)
  void send(outgoing, options)
  return promise
}

async function send(outgoing: ReturnType<typeof request>, options: CallOptions): Promise<void> {
  for await (const chunk of options.stream ?? []) outgoing.write(chunk)
  outgoing.end(toBytes(options))
}
