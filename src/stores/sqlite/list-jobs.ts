/** `JobStore.list`: pages of jobs, newest first. The position is the row number, so a page does not shift when jobs come in. */
import type { JobPage, ListQuery, Reader } from '../../jobs/store.ts'
import { type JobRow, toJob } from './job-rows.ts'
import type { Sql, SqlValues } from './sql.ts'

/** One page. An owner's pages leave out what is forgotten; the operator's do not. */
export function listJobs(sql: Sql, query: ListQuery, reader: Reader): JobPage {
  const rows = readRows(sql, query, reader)
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    jobs: page.map(toJob),
    ...(rows.length > query.limit && last !== undefined ? { next: last.seq } : {}),
  }
}

function readRows(sql: Sql, query: ListQuery, reader: Reader): readonly JobRow[] {
  const filter = toFilter(query)
  if (reader.kind === 'operator') return sql.all<JobRow>('list-all-jobs', { ...filter, ...operatorFilter(query) })
  return sql.all<JobRow>('list-jobs', { ...filter, tenant: reader.tenant, owner: reader.owner })
}

function toFilter({ operations, states, createdAfter, createdBefore, limit, after }: ListQuery): SqlValues {
  return {
    operations: operations === undefined ? null : JSON.stringify(operations),
    states: states === undefined ? null : JSON.stringify(states),
    createdAfter: createdAfter ?? -1,
    createdBefore: createdBefore ?? Number.MAX_SAFE_INTEGER,
    after: after ?? Number.MAX_SAFE_INTEGER,
    // One more row tells whether there is another page.
    limit: limit + 1,
  }
}

function operatorFilter({ owner, unrepeated }: ListQuery): SqlValues {
  return { owner: owner ?? null, unrepeated: unrepeated === true ? 1 : 0 }
}
