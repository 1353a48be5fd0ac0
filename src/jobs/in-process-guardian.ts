/**
 * The guardian that lives on the worker's own event loop: for tests on a fake clock, and for whoever embeds a worker. A handler that
 * blocks the loop stops it as well, and nobody watches for that.
 */
import { after } from '../base/clock.ts'
import type { Runtime } from '../base/runtime.ts'
import { createLeaseKeeper, leaseTtlMs } from '../work/lease.ts'
import type { Guard, Guardian, Ward } from './guardian.ts'
import type { LeaseStore } from './lease-store.ts'

export interface InProcessGuardianOptions {
  readonly leases: LeaseStore
  readonly runtime: Runtime
  readonly ttlMs?: number
}

/**
 * @example const guardian = createInProcessGuardian({ leases: sqliteLeaseStore(db), runtime })
 */
export function createInProcessGuardian(options: InProcessGuardianOptions): Guardian {
  return { guard: (ward) => guard(options, ward), watch: () => () => {} }
}

async function guard({ leases, runtime, ttlMs = leaseTtlMs }: InProcessGuardianOptions, ward: Ward): Promise<Guard> {
  const { worker, host } = ward
  let draining = false
  const keeper = createLeaseKeeper({
    ...runtime,
    sleep: runtime.rest ?? runtime.sleep,
    ttlMs,
    renew: async () => {
      const askedAt = runtime.clock.elapsedMs()
      const renewal = await leases.renew({ worker, host, draining, until: after(runtime.clock.now(), ttlMs) })
      ward.renewed(renewal, askedAt)
    },
    fence: ward.fence,
    failed: ward.failed,
  })
  await keeper.start()
  return {
    isHeld: keeper.isHeld,
    drain: () => {
      draining = true
    },
    end: async () => {
      await keeper.stop()
      await leases.end(worker)
    },
  }
}
