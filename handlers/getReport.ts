import { defineHandler } from '../generated/index.ts'
import { findReport } from './shelf/reports.ts'

export default defineHandler('getReport', ({ params, principal }, request) => {
  const report = findReport(principal.subject, params.reportId)
  if (report === undefined) throw request.problem(404, 'There is no report of that id')
  return report
})
