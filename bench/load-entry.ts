/**
 * Entry of a process: sends one request over and over on plain sockets, which costs a fraction of what an HTTP client does, and so leaves
 * the machine to the server. Understands answers with a `content-length` and refuses others.
 */
import { connect, type Socket } from 'node:net'
import type { LoadOptions } from './load.ts'

const options: LoadOptions = JSON.parse(process.argv[2] ?? '')
const { hostname, port } = new URL(options.origin)
const body = JSON.stringify(options.body)
const head = Object.entries({
  host: `${hostname}:${port}`,
  'content-type': 'application/json',
  'content-length': String(Buffer.byteLength(body)),
  ...options.headers,
}).map(([name, value]) => `${name}: ${value}`)
const request = Buffer.from(`POST ${options.path} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n${body}`)

const times: number[] = []
/** Moments at which requests were due that no connection was free for. */
const late: number[] = []
const free: Connection[] = []
const { promise: over, resolve: end } = Promise.withResolvers<void>()
let sent = 0

interface Connection {
  readonly socket: Socket
  since: number
}

function send(connection: Connection, dueAt: number): void {
  if (sent >= options.most) return
  sent += 1
  connection.since = dueAt
  connection.socket.write(request)
}

function answered(connection: Connection): void {
  const now = performance.now()
  times.push(now - connection.since)
  if (times.length >= options.most || now - began >= options.seconds * 1_000) end()
  else if (options.rate === undefined) send(connection, now)
  else sendNextDue(connection)
}

function sendNextDue(connection: Connection): void {
  const due = late.shift()
  if (due === undefined) free.push(connection)
  else send(connection, due)
}

function open(): Promise<Connection> {
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  const connection = { socket, since: 0 }
  let received = ''
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    received += chunk
    const headEnd = received.indexOf('\r\n\r\n')
    if (headEnd === -1) return
    if (!received.startsWith('HTTP/1.1 202')) throw new Error(received.slice(0, 500))
    const length = /\r\ncontent-length: (\d+)/i.exec(received.slice(0, headEnd))?.[1]
    if (length === undefined) throw new Error(`no content-length: ${received.slice(0, headEnd)}`)
    const whole = headEnd + 4 + Number(length)
    if (received.length < whole) return
    received = received.slice(whole)
    answered(connection)
  })
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(connection))
    socket.once('error', reject)
  })
}

function offerAt(rate: number): void {
  let offered = 0
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - began) / 1_000) * rate)
    for (; offered < due; offered += 1) {
      const dueAt = began + (offered / rate) * 1_000
      const connection = free.pop()
      if (connection === undefined) late.push(dueAt)
      else send(connection, dueAt)
    }
  }, 1)
  void over.then(() => clearInterval(timer))
}

const connections = await Promise.all(Array.from({ length: options.connections }, open))
const began = performance.now()
if (options.rate === undefined) for (const connection of connections) send(connection, performance.now())
else {
  free.push(...connections)
  offerAt(options.rate)
}
await over
const seconds = (performance.now() - began) / 1_000
times.sort((one, other) => one - other)
const quantile = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]
const answers = times.length
console.log(JSON.stringify({ answers, seconds, perSecond: answers / seconds, p50: quantile(0.5), p99: quantile(0.99) }))
process.exit(0)
