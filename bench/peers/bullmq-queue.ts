/** BullMQ. Finished jobs are kept, as it does of itself. */
import { Queue as BullQueue, Worker } from 'bullmq'
import type { Queue } from './queue.ts'

export async function open(where: string): Promise<Queue> {
  const connection = { host: '127.0.0.1', port: Number(where), maxRetriesPerRequest: null }
  const queue = new BullQueue('noop', { connection })
  await queue.waitUntilReady()
  return {
    add: async (payload) => void (await queue.add('noop', payload)),
    addMany: async (payloads) => void (await queue.addBulk(payloads.map((data) => ({ name: 'noop', data })))),
    work: async (concurrency, handle) => {
      const worker = new Worker('noop', async () => handle(), { connection, concurrency })
      worker.on('error', (error) => console.error(error))
      await worker.waitUntilReady()
    },
  }
}
