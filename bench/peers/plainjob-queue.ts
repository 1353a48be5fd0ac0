/** plainjob on better-sqlite3, with `synchronous` raised to FULL. Its workers run one job at a time, and it all lives in one thread. */
import Database from 'better-sqlite3'
import { better, defineQueue, defineWorker } from 'plainjob'
import type { Queue } from './queue.ts'

const logger = { error: console.error, warn: () => {}, info: () => {}, debug: () => {} }

export async function open(where: string): Promise<Queue> {
  const database = new Database(where)
  const queue = defineQueue({ connection: better(database), logger })
  database.pragma('synchronous = full')
  return {
    add: async (payload) => void queue.add('noop', payload),
    addMany: async (payloads) => void queue.addMany('noop', [...payloads]),
    work: async (_concurrency, handle) => {
      void defineWorker('noop', async () => handle(), { queue, logger, pollIntervall: 100 }).start()
    },
  }
}
