/**
 * `JobStore.repeat`: a new job with the input and the subscriptions of an old one (T1). What the old one is, is looked at again in the
 * transaction that makes the new one, so that nothing is made of data that was forgotten meanwhile.
 */
import type { JobId } from '../../base/ids.ts'
import type { JobInput } from '../../jobs/job.ts'
import type { Drafted, Reader, RepeatDraft, Repeated } from '../../jobs/store.ts'
import { conflictOf, insertJob } from './accept-job.ts'
import { findJob, findStoredJob, type StoredJob } from './find-job.ts'
import { isLarge } from './large-values.ts'
import type { OpenTransaction } from './open-transaction.ts'
import { recordEvent } from './record-event.ts'
import type { Sql } from './sql.ts'
import { inputRow, parseInput, type StoredInput } from './stored-values.ts'
import { isInserted, type ReadValueContext, type ValueContext, withFile } from './value-verbs.ts'

/** The job to repeat, with what its row holds of the input. */
interface Original extends StoredJob {
  readonly input: string
}

export async function repeatJob(
  context: ValueContext,
  id: JobId,
  reader: Reader,
  draft: RepeatDraft,
): Promise<Repeated | undefined> {
  const prepared = await prepareRepeat(context, id, reader, draft)
  if (prepared?.kind !== 'drafted') return prepared
  const { large } = context
  const insert = async (row: string): Promise<Repeated | undefined> =>
    (await insertRepeat(context, id, reader, prepared, row)) ?? refuseForgotten(context, id, reader)
  const text = JSON.stringify(prepared.input)
  if (!isLarge(text)) return insert(text)
  const { job } = prepared
  const write = () => large.write(job.id, 'input.json', text)
  return withFile(
    large,
    job.id,
    write,
    (file) => insert(inputRow(file)),
    (made) => made !== undefined && isInserted(made),
  )
}

/** What `draft` makes of the original as it is now, which writes nothing. */
export async function prepareRepeat(
  context: ReadValueContext,
  id: JobId,
  reader: Reader,
  draft: RepeatDraft,
): Promise<Prepared | Extract<Repeated, { readonly kind: 'refused' }> | undefined> {
  const original = context.db.read((sql) => findOriginal(sql, id, reader))
  if (original === undefined) return refuseForgotten(context, id, reader)
  const input = await wholeInput(context, id, parseInput(original.input))
  const drafted = draft(original.job, input)
  return drafted.kind === 'refused' ? { ...drafted, job: original.job } : { ...drafted, input }
}

type Prepared = Extract<Drafted, { readonly kind: 'drafted' }> & { readonly input: JobInput }

function findOriginal(sql: Sql, id: JobId, reader: Reader): Original | undefined {
  const stored = findStoredJob(sql, id, reader)
  const row = stored && sql.one<{ input: string }>('read-input', { seq: stored.seq })
  return stored === undefined || row === undefined ? undefined : { ...stored, input: row.input }
}

/** A job that is there without its input was forgotten, as was one that only left a tombstone. */
function refuseForgotten(
  { db }: ReadValueContext,
  id: JobId,
  reader: Reader,
): Extract<Repeated, { readonly kind: 'refused' }> | undefined {
  const found = db.read((sql) => findJob(sql, id, reader))
  return found === undefined ? undefined : { kind: 'refused', reason: 'forgotten', job: found.job }
}

async function wholeInput({ large }: ReadValueContext, id: JobId, input: StoredInput): Promise<JobInput> {
  return 'leftOut' in input ? ((await large.read(id, input.leftOut)) as JobInput) : input
}

function insertRepeat(
  { db, runtime }: ValueContext,
  id: JobId,
  reader: Reader,
  drafted: Extract<Drafted, { readonly kind: 'drafted' }>,
  input: string,
): Promise<Repeated | undefined> {
  return db.write((sql) => {
    const original = findOriginal(sql, id, reader)
    if (original === undefined) return undefined
    return insertCopy({ sql, runtime }, original, drafted, input)
  })
}

function insertCopy(
  transaction: OpenTransaction,
  original: Original,
  drafted: Extract<Drafted, { readonly kind: 'drafted' }>,
  input: string,
): Repeated {
  const { job } = drafted
  const conflict = conflictOf(transaction, drafted)
  if (conflict !== undefined) return conflict
  const seq = insertJob(transaction, job, input)
  transaction.sql.run('copy-subscriptions', { seq, original: original.seq })
  recordEvent(transaction, { seq, job }, 'accepted')
  return { kind: 'inserted', job }
}
