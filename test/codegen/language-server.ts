/** yaml-language-server as an editor runs it: a child process that speaks LSP over its standard streams. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

export interface Position {
  readonly line: number
  readonly character: number
}

export interface LanguageServer {
  /** What the editor underlines: 'line:column message', both from 1. */
  errors(text: string): Promise<readonly string[]>
  /** What is offered at a place, by label. */
  completions(text: string, at: Position): Promise<readonly string[]>
  /** What is shown when the pointer rests at a place. */
  hover(text: string, at: Position): Promise<string>
  stop(): Promise<void>
}

type Answer = (value: unknown) => void

export async function startLanguageServer(folder: string): Promise<LanguageServer> {
  const bin = join(import.meta.dirname, '../../node_modules/yaml-language-server/bin/yaml-language-server')
  const server = spawn(process.execPath, [bin, '--stdio'])
  const ended = new Promise((resolve) => server.once('exit', resolve))
  const waiting = new Map<number | string, Answer>()
  let count = 0
  listen(server, (message) => receive(server, waiting, message))
  const request = (method: string, params: object): Promise<unknown> => {
    const id = ++count
    const answer = new Promise<unknown>((resolve) => waiting.set(id, resolve))
    send(server, { id, method, params })
    return answer
  }
  // A name of its own for each text: the server keeps what it parsed, and reports on a file that is closed, too.
  const open = (text: string): { readonly textDocument: { readonly uri: string } } => {
    const uri = pathToFileURL(join(folder, `openapi-${++count}.yaml`)).href
    const textDocument = { uri, languageId: 'yaml', version: 1, text }
    send(server, { method: 'textDocument/didOpen', params: { textDocument } })
    return { textDocument: { uri } }
  }
  await request('initialize', { processId: process.pid, rootUri: pathToFileURL(folder).href, capabilities: {} })
  send(server, { method: 'initialized', params: {} })
  return {
    errors: async (text) => {
      const { textDocument } = open(text)
      const published = await new Promise<unknown>((resolve) => waiting.set(textDocument.uri, resolve))
      return (published as readonly LspDiagnostic[]).map(
        ({ range: { start }, message }) => `${start.line + 1}:${start.character + 1} ${message}`,
      )
    },
    completions: async (text, position) => {
      const found = await request('textDocument/completion', { ...open(text), position })
      return (found as { readonly items: readonly { readonly label: string }[] }).items.map(({ label }) => label)
    },
    hover: async (text, position) => {
      const found = await request('textDocument/hover', { ...open(text), position })
      return (found as { readonly contents: { readonly value: string } } | null)?.contents.value ?? ''
    },
    stop: async () => {
      server.kill()
      await ended
    },
  }
}

interface LspDiagnostic {
  readonly range: { readonly start: Position }
  readonly message: string
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: { readonly uri?: string; readonly diagnostics?: unknown; readonly items?: readonly unknown[] }
  readonly result?: unknown
}

function receive(
  server: ChildProcessWithoutNullStreams,
  waiting: Map<number | string, Answer>,
  { id, method, params, result }: Message,
): void {
  if (method === 'textDocument/publishDiagnostics') settle(waiting, params?.uri ?? '', params?.diagnostics)
  if (id === undefined) return
  if (method === undefined) settle(waiting, id, result)
  else send(server, { id, result: method === 'workspace/configuration' ? settingsFor(params?.items ?? []) : null })
}

/** The server asks for its settings, one value for each item: validation, hover and completion are on. */
function settingsFor(items: readonly unknown[]): readonly unknown[] {
  const settings = { validate: true, hover: true, completion: true, schemaStore: { enable: false } }
  return items.map((_, index) => (index === 0 ? settings : null))
}

function settle(waiting: Map<number | string, Answer>, key: number | string, value: unknown): void {
  const answer = waiting.get(key)
  waiting.delete(key)
  answer?.(value)
}

/** Messages as LSP frames them: a header with the length in bytes, an empty line, JSON. */
function send(server: ChildProcessWithoutNullStreams, message: object): void {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message })
  server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
}

function listen(server: ChildProcessWithoutNullStreams, onMessage: (message: Message) => void): void {
  let pending = Buffer.alloc(0)
  server.stdout.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk])
    for (;;) {
      const end = pending.indexOf('\r\n\r\n')
      const length = Number(/Content-Length: (\d+)/i.exec(pending.subarray(0, Math.max(0, end)).toString())?.[1])
      if (end === -1 || pending.length < end + 4 + length) return
      const body = pending.subarray(end + 4, end + 4 + length).toString()
      pending = pending.subarray(end + 4 + length)
      onMessage(JSON.parse(body))
    }
  })
}
