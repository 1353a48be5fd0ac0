/** The access store on SQLite: API keys without the keys, and the deployment's sealed secrets. */

import type { AccessStore, ApiKeyRecord } from '../../access/store.ts'
import type { Instant } from '../../base/clock.ts'
import type { SqliteDatabase } from './open.ts'
import type { ReadDoor } from './read-door.ts'
import type { SqlValues } from './sql.ts'

interface KeyRow {
  readonly id: string
  readonly prefix: string
  readonly last_four: string
  readonly digest: Uint8Array
  readonly tenant: string
  readonly owner: string
  readonly scopes: string
  readonly created_at: Instant
  readonly expires_at: Instant | null
  readonly revoked_at: Instant | null
  readonly last_used_at: Instant | null
}

/**
 * The keys and secrets of a database.
 *
 * @example const access = sqliteAccessStore(db)
 */
export function sqliteAccessStore(db: SqliteDatabase): AccessStore {
  return {
    ...accessReadings(db),
    addKey: (key) => db.write((sql) => void sql.run('insert-api-key', toColumns(key))),
    revokeKey: (id, at) => db.write((sql) => sql.run('revoke-api-key', { id, at }).changes === 1),
    touchKeys: (uses) => db.write((sql) => uses.forEach(({ id, at }) => void sql.run('touch-api-key', { id, at }))),
    keepSecret: (name, candidate) =>
      db.write((sql) => {
        sql.run('keep-secret', { name, sealed: candidate })
        return sql.one<{ sealed: string }>('find-secret', { name })?.sealed ?? candidate
      }),
  }
}

/** The verbs that write nothing. */
export function accessReadings(db: ReadDoor): Pick<AccessStore, 'findKey' | 'listKeys' | 'findSecret'> {
  return {
    findKey: async (id) => {
      const row = db.read((sql) => sql.one<KeyRow>('find-api-key', { id }))
      return row && toRecord(row)
    },
    listKeys: async () => db.read((sql) => sql.all<KeyRow>('list-api-keys')).map(toRecord),
    findSecret: async (name) => db.read((sql) => sql.one<{ sealed: string }>('find-secret', { name }))?.sealed,
  }
}

function toColumns(key: ApiKeyRecord): SqlValues {
  return {
    id: key.id,
    prefix: key.prefix,
    lastFour: key.lastFour,
    digest: key.digest,
    tenant: key.tenant,
    owner: key.owner,
    scopes: JSON.stringify(key.scopes),
    createdAt: key.createdAt,
    expiresAt: key.expiresAt ?? null,
    revokedAt: key.revokedAt ?? null,
    lastUsedAt: key.lastUsedAt ?? null,
  }
}

function toRecord(row: KeyRow): ApiKeyRecord {
  return {
    id: row.id,
    prefix: row.prefix,
    lastFour: row.last_four,
    digest: row.digest,
    tenant: row.tenant,
    owner: row.owner,
    scopes: JSON.parse(row.scopes) as readonly string[],
    createdAt: row.created_at,
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
    ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
    ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at }),
  }
}
