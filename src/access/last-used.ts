/** Notes when a key was last used, at most once a minute for each (AK-7). A request neither waits for the note nor fails with it. */
import type { Instant } from '../base/clock.ts'
import type { KeyRing } from './key-ring.ts'
import type { ApiKeyRecord } from './store.ts'

const intervalMs = 60_000

/** Starts a note unless the last one is fresh, or on its way. */
export function noteUse(ring: KeyRing, { id, lastUsedAt }: ApiKeyRecord, now: Instant): void {
  const isFresh = lastUsedAt !== undefined && now - lastUsedAt < intervalMs
  if (isFresh || ring.noting.has(id)) return
  ring.noting.add(id)
  ring.store
    .touchKeys([{ id, at: now }])
    .catch((cause) => ring.runtime.observe({ name: 'key.use-not-noted', level: 'warn', facts: { keyId: id }, cause }))
    .finally(() => ring.noting.delete(id))
}
