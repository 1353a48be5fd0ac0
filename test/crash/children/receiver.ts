/**
 * The receiver of webhooks, a process of its own, and the other services that links lead to. It is out of order for the first attempt of
 * every third webhook, and each busy link is busy once. Writes down what it got. `node receiver.ts LOG`
 */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { openLines } from '../support/received.ts'

const log = openLines(process.argv[2] ?? '')
const seen = new Set<string>()

const server = createServer(async (request, response) => {
  const url = request.url ?? ''
  if (url.startsWith('/hooks')) return response.writeHead(await receive(request)).end()
  if (!url.startsWith('/busy')) return response.writeHead(204).end()
  if (seen.has(url)) return response.writeHead(204).end()
  seen.add(url)
  log.write({ kind: 'busy', key: url.slice('/busy/'.length) })
  response.writeHead(503, { 'retry-after': '2' }).end()
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address !== null) process.send?.(address.port)
})

async function receive(request: IncomingMessage): Promise<number> {
  const id = String(request.headers['webhook-id'])
  const body = await text(request)
  const digest = createHash('sha256').update(id).digest()
  const answered = !seen.has(id) && (digest[0] ?? 0) % 3 === 0 ? 500 : 204
  seen.add(id)
  const { type, data } = JSON.parse(body)
  log.write({ kind: 'webhook', id, type, job: data.id, body, answered })
  return answered
}
