/** Stores whose writer is a thread that has the time of the test's own clock: it is told at every call. */
import { setEnvironmentData } from 'node:worker_threads'
import type { Runtime } from '../../../src/base/runtime.ts'
import type { OpenStores, Stores } from '../../../src/stores/sqlite/stores.ts'
import { startThreadWriter } from '../../../src/stores/sqlite/thread-writer.ts'

const entry = new URL('./children/told-time-thread.ts', import.meta.url)

export async function openToldStores(file: string, runtime: Runtime): Promise<OpenStores> {
  const buffer = new SharedArrayBuffer(8)
  const time = new Float64Array(buffer)
  const tell = () => {
    time[0] = runtime.clock.now()
  }
  tell()
  setEnvironmentData('told-time', buffer)
  const failed = (fault: Error) => {
    throw fault
  }
  const stores = await startThreadWriter({ file, runtime, failed, entry })
  return {
    jobs: telling(stores.jobs, tell),
    leases: telling(stores.leases, tell),
    schedules: telling(stores.schedules, tell),
    deliveries: telling(stores.deliveries, tell),
    access: telling(stores.access, tell),
    fail: stores.fail,
    close: stores.close,
  }
}

function telling<Store extends Stores[keyof Stores]>(store: Store, tell: () => void): Store {
  const told = Object.entries(store).map(([verb, call]: [string, (...args: never[]) => unknown]) => [
    verb,
    (...args: never[]) => {
      tell()
      return call(...args)
    },
  ])
  return Object.fromEntries(told) as Store
}
