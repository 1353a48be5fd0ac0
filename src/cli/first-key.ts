/** The key that lets a newcomer call a new service at once. */
import { openKeyRing } from '../access/key-ring.ts'
import { issueKey } from '../access/keys.ts'
import type { Runtime } from '../base/runtime.ts'
import type { Config } from '../config/config.ts'
import type { Contract } from '../contract/contract.ts'
import { createSealer } from '../security/sealing.ts'
import { sqliteAccessStore } from '../stores/sqlite/access.ts'
import { openDatabase } from '../stores/sqlite/open.ts'

/** Issues a key of owner `dev` with every scope that the spec names, and returns its text. */
export async function issueFirstKey(
  config: Config,
  contract: Contract,
  secretKey: Uint8Array,
  runtime: Runtime,
): Promise<string> {
  const database = await openDatabase(config.database, { runtime, mode: 'command' })
  try {
    const ring = await openKeyRing(sqliteAccessStore(database), createSealer(secretKey), runtime)
    const { key } = await issueKey(ring, { owner: 'dev', scopes: contract.scopes })
    return key
  } finally {
    await database.close()
  }
}
