import { defineHandler } from '../generated/index.ts'
import { listReports } from './shelf/reports.ts'

export default defineHandler('listReports', ({ query, principal }) => ({
  reports: listReports(principal.subject, query.limit),
}))
