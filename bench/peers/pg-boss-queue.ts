/** pg-boss: woken by NOTIFY when idle, batches back to back while they are full. */
import { PgBoss } from 'pg-boss'
import type { Queue } from './queue.ts'

export async function open(where: string): Promise<Queue> {
  const boss = new PgBoss({ connectionString: where, useListenNotify: true })
  boss.on('error', (error) => console.error(error))
  await boss.start()
  await boss.createQueue('noop', { notify: true })
  return {
    add: async (payload) => void (await boss.send('noop', payload as object)),
    addMany: async (payloads) =>
      void (await boss.insert(
        'noop',
        payloads.map((data) => ({ data: data as object })),
      )),
    work: async (concurrency, handle) => {
      const options = { batchSize: concurrency, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 }
      await boss.work('noop', options, async (jobs) => jobs.forEach(handle))
    },
  }
}
