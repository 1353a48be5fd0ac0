/** A server process: accepts jobs into the file it is given, each under its own key, and prints an id as soon as it is accepted. */
import { writeSync } from 'node:fs'
import { toInstant } from '../../../../src/base/clock.ts'
import { newJobId } from '../../../../src/base/ids.ts'
import { systemRuntime } from '../../../../src/base/runtime.ts'
import { acceptJob } from '../../../../src/jobs/accept-job.ts'
import type { JobStore } from '../../../../src/jobs/store.ts'
import { sqliteJobStore } from '../../../../src/stores/sqlite/jobs.ts'
import { openDatabase } from '../../../../src/stores/sqlite/open.ts'
import { policy, principal } from '../../../jobs/support/jobs.ts'

const [file = '', count = '0'] = process.argv.slice(2)
const runtime = systemRuntime(() => {})
const database = await openDatabase(file, { runtime, mode: 'server' })
const store = sqliteJobStore(database, runtime)
for (let first = 0; first < Number(count); first += 8) {
  await Promise.all(Array.from({ length: 8 }, (_, index) => accept(store, `key-${first + index}`)))
}
await database.close()

async function accept(jobs: JobStore, key: string): Promise<void> {
  const now = runtime.clock.now()
  const id = newJobId(runtime.random)
  const job = acceptJob({ id, operation: 'work', contractRevision: 1, policy, principal, now })
  const accepted = await jobs.accept({
    job,
    input: { params: {}, query: {}, headers: {}, cookies: {}, body: { kind: 'none' }, principal },
    idempotency: { key, fingerprint: 'same', expiresAt: toInstant(now + 86_400_000) },
    callbacks: [],
  })
  if ('job' in accepted) writeSync(1, `${accepted.job.id}\n`)
}
