/** Reports on their shelf. A report stands under the id of the job that made it, so making it twice changes nothing. */
import type { Report } from '../../generated/index.ts'
import { database } from './database.ts'

interface Row {
  readonly body: string
}

/** Keeps a report, or finds the one that an earlier attempt of the same job has kept. */
export function keepReport(owner: string, report: Report): Report {
  database()
    .prepare('insert into report (id, owner, created_at, body) values (?, ?, ?, ?) on conflict do nothing')
    .run(report.id, owner, report.createdAt, JSON.stringify(report))
  return findReport(owner, report.id) ?? report
}

/** A report of this owner, or undefined. */
export function findReport(owner: string, id: string): Report | undefined {
  const row = database()
    .prepare<[string, string], Row>('select body from report where owner = ? and id = ?')
    .get(owner, id)
  return row && JSON.parse(row.body)
}

/** The owner's reports, newest first. */
export function listReports(owner: string, limit: number): Report[] {
  return database()
    .prepare<[string, number], Row>('select body from report where owner = ? order by created_at desc, id limit ?')
    .all(owner, limit)
    .map((row) => JSON.parse(row.body))
}
