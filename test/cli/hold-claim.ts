/** A worker process: claims a job in the database it is given, waits for the path of another one, and tries to settle there, then in its own. */
import { writeSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { after } from '../../src/base/clock.ts'
import { newWorkerId } from '../../src/base/ids.ts'
import { systemRuntime } from '../../src/base/runtime.ts'
import type { Claim } from '../../src/jobs/store.ts'
import { sqliteJobStore } from '../../src/stores/sqlite/jobs.ts'
import { sqliteLeaseStore } from '../../src/stores/sqlite/leases.ts'
import { openDatabase } from '../../src/stores/sqlite/open.ts'
import { identifyProcess } from '../../src/work/host.ts'

const runtime = systemRuntime(() => {})
const own = await openDatabase(process.argv[2] ?? '', { runtime, mode: 'server' })
const store = sqliteJobStore(own, runtime)
const worker = newWorkerId(runtime.random)
const host = identifyProcess(process.pid)
await sqliteLeaseStore(own).renew({ worker, until: after(runtime.clock.now(), 600_000), draining: false, host })
const { fence } = await claimOne()
writeSync(1, `claimed ${fence.job}\n`)

const other = await openDatabase((await text(process.stdin)).trim(), { runtime, mode: 'server' })
const succeeded = { kind: 'succeeded', result: { kind: 'empty' } } as const
writeSync(1, `${(await sqliteJobStore(other, runtime).settle(fence, succeeded)).kind}\n`)
writeSync(1, `${(await store.settle(fence, succeeded)).kind} in its own\n`)
await other.close()
await own.close()

/** What the killed server left running is taken back first. */
async function claimOne(): Promise<Claim> {
  for (;;) {
    await store.sweep({ chunk: 100, leaseMs: 30_000, isDead: ({ pid }) => pid !== process.pid })
    const [claim] = await store.claim({ worker, known: new Map([['double', { revision: 1 }]]), limit: 1 })
    if (claim !== undefined) return claim
  }
}
