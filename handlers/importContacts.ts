import { pipeline } from 'node:stream'
import { parse } from 'csv-parse'
import { defineHandler } from '../generated/index.ts'
import { type Contact, importContacts } from './shelf/contacts.ts'

const batchSize = 500
const columns = ['name', 'email', 'country'] as const

type Row = Readonly<Partial<Record<(typeof columns)[number], string>>>
type Rejection = { readonly row: number; readonly column: string; readonly reason: string }

export default defineHandler('importContacts', async ({ body, principal }, job) => {
  const csv = parse({ columns: checkHeader, bom: true, skip_empty_lines: true, relax_column_count: true })
  // A broken upload or broken CSV destroys the parser, and the loop below throws.
  pipeline(body.stream(), csv, () => {})
  const summary = { rows: 0, imported: 0, unchanged: 0, rejected: [] as Rejection[] }
  try {
    for await (const records of inBatches<Row>(csv, batchSize)) {
      const first = summary.rows + 2
      const batch = await job.step(`rows from ${first}`, () => {
        const { contacts, rejected } = sortOut(records, first)
        const imported = importContacts(principal.subject, job.id, contacts)
        return { rows: records.length, imported, unchanged: contacts.length - imported, rejected }
      })
      summary.rows += batch.rows
      summary.imported += batch.imported
      summary.unchanged += batch.unchanged
      summary.rejected.push(...batch.rejected)
      const percent = Math.min(99, Math.floor((100 * csv.info.bytes) / Math.max(1, body.size)))
      await job.progress(percent, `${summary.rows} rows`, { rows: summary.rows })
      job.signal.throwIfAborted()
    }
  } catch (error) {
    if (error instanceof MissingColumn) throw job.fail('missing-column', error.message)
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_')) {
      throw job.fail('unreadable-data', error.message)
    }
    throw error
  }
  return summary
})

class MissingColumn extends Error {}

function checkHeader(header: readonly string[]): string[] {
  const names = header.map((name) => name.trim().toLowerCase())
  const missing = columns.filter((column) => !names.includes(column))
  if (missing.length > 0) throw new MissingColumn(`The header lacks ${missing.join(', ')}`)
  return names
}

async function* inBatches<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let batch: Item[] = []
  for await (const item of items) {
    batch.push(item)
    if (batch.length === size) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

/** The rows that are contacts, and for each other row what is wrong with it. The header is row 1. */
function sortOut(records: readonly Row[], first: number): { contacts: Contact[]; rejected: Rejection[] } {
  const contacts: Contact[] = []
  const rejected: Rejection[] = []
  for (const [index, record] of records.entries()) {
    const name = (record.name ?? '').trim()
    const email = (record.email ?? '').trim().toLowerCase()
    const country = (record.country ?? '').trim()
    const row = first + index
    if (name === '') rejected.push({ row, column: 'name', reason: 'is empty' })
    else if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
      rejected.push({ row, column: 'email', reason: `"${email}" is not an address` })
    else if (country === '') rejected.push({ row, column: 'country', reason: 'is empty' })
    else contacts.push({ name, email, country })
  }
  return { contacts, rejected }
}
