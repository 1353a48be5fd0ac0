/**
 * Entry of a process: Fastify, which validates a POST with its own validation and adds it to a queue. Arguments: the peer's name or `nothing`,
 * where its server is, and how many jobs run at a time (0: none here). `GET /completed` tells how many handlers have ended.
 */
import { createRequire } from 'node:module'
import { fastify } from 'fastify'
import { bodySchema } from '../noop-body.ts'
import { openQueue, type Queue } from './queue.ts'

const [name = '', where = '', concurrency = '0'] = process.argv.slice(2)
let completed = 0

const nothing: Queue = { add: async () => {}, addMany: async () => {}, work: async () => {} }
const queue = name === 'nothing' ? nothing : await openQueue(name, where)
if (Number(concurrency) > 0) {
  await queue.work(Number(concurrency), () => {
    completed += 1
  })
}
const server = fastify()
server.post('/noop', { schema: { body: bodySchema } }, async (request, reply) => {
  await queue.add(request.body)
  return reply.code(202).send({ state: 'queued' })
})
server.get('/completed', async () => ({ completed }))
const origin = await server.listen({ host: '127.0.0.1', port: 0 })
console.log(
  `listening on ${origin} (Fastify ${String(createRequire(import.meta.url)('fastify/package.json').version)})`,
)
