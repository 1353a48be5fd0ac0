/** graphile-worker with its local queue, and completions written in batches as soon as they come. */
import { Logger, makeWorkerUtils, run } from 'graphile-worker'
import type { Queue } from './queue.ts'

export async function open(where: string): Promise<Queue> {
  const logger = new Logger(() => () => {})
  const utils = await makeWorkerUtils({ connectionString: where, logger })
  await utils.migrate()
  return {
    add: async (payload) => void (await utils.addJob('noop', payload)),
    addMany: async (payloads) =>
      void (await utils.addJobs(payloads.map((payload) => ({ identifier: 'noop', payload })))),
    work: async (concurrency, handle) => {
      await run({
        logger,
        noHandleSignals: true,
        taskList: { noop: async () => handle() },
        preset: {
          worker: {
            connectionString: where,
            concurrentJobs: concurrency,
            maxPoolSize: 10,
            localQueue: { size: 500, refetchDelay: { durationMs: 10 } },
            completeJobBatchDelay: 0,
            failJobBatchDelay: 0,
          },
        },
      })
    },
  }
}
