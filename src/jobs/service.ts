/**
 * What callers can do with jobs: submit, find, list, cancel, forget. Ownership is in every query; scopes and `cancel: false` are the
 * door's business, so they have been looked at before.
 */
import { after } from '../base/clock.ts'
import { mayBeCommitted } from '../base/fault.ts'
import { type JobId, newJobId } from '../base/ids.ts'
import type { Runtime } from '../base/runtime.ts'
import type { Registry } from '../contract/registry.ts'
import { anonymous, type Principal } from '../security/principal.ts'
import { draftSubmission } from './draft-submission.ts'
import type { Engine } from './engine.ts'
import type { FileStore } from './file-store.ts'
import { isFinished } from './job.ts'
import { draftRepeat } from './repeat-job.ts'
import type {
  Accepted,
  CallbackSubscription,
  Changed,
  FindOptions,
  FoundJob,
  JobPage,
  JobStore,
  ListQuery,
  Reader,
  Repeated,
  Submission,
} from './store.ts'
import { fingerprint, type ValidInput } from './valid-input.ts'

export interface JobServiceOptions {
  readonly store: JobStore
  readonly engine: Engine
  readonly files: FileStore
  readonly runtime: Runtime
  /** operation -> number of its definition, as `registerContract` gave it (D17). */
  readonly revisions: ReadonlyMap<string, number>
  readonly registry: Pick<Registry, 'contract'>
  /** Tells the workers of this process about a cancel request, so that it does not wait for their next renewal. */
  noteCancel(job: JobId): void
  /** Called after each durable change made here. */
  changed(job: JobId): void
}

export interface SubmitOptions {
  /** The caller's `Idempotency-Key`; that of a caller who cannot have one is dropped. */
  readonly idempotencyKey?: string
  readonly callbacks: readonly CallbackSubscription[]
}

export interface JobService {
  /** Resolves once the job is durable; when it rejects with a fault other than `commit-unknown`, there is no job (R-INI-9). */
  submit(valid: ValidInput, options: SubmitOptions): Promise<Accepted>
  find(id: JobId, reader: Reader, options?: FindOptions): Promise<FoundJob | undefined>
  /** Does a finished job again, as a new job with `retriedFrom`; one that has succeeded only with `force`. */
  repeat(id: JobId, reader: Reader, options?: { readonly force?: boolean }): Promise<Repeated | undefined>
  list(query: ListQuery, reader: Reader): Promise<JobPage>
  cancel(id: JobId, reader: Reader): Promise<Changed | undefined>
  /** Takes input, result and files of a finished job away (R-RES-5). */
  forget(id: JobId, reader: Reader): Promise<Changed | undefined>
}

export function createJobService(options: JobServiceOptions): JobService {
  const { store } = options
  return {
    submit: (valid, submitOptions) => submit(options, valid, submitOptions),
    find: (id, reader, findOptions) => store.find(id, reader, findOptions),
    repeat: (id, reader, repeatOptions) => repeat(options, id, reader, repeatOptions?.force ?? false),
    list: (query, reader) => store.list(query, reader),
    cancel: (id, reader) => cancel(options, id, reader),
    forget: (id, reader) => forget(options, id, reader),
  }
}

async function submit(service: JobServiceOptions, valid: ValidInput, options: SubmitOptions): Promise<Accepted> {
  const submission = toSubmission(service, valid, options)
  const accept = () => service.store.accept(submission)
  const accepted = await insertOrDiscard(accept, () => discardUpload(service, valid))
  if (accepted.kind !== 'inserted') return accepted
  service.engine.offer([accepted.job.id])
  service.changed(accepted.job.id)
  return accepted
}

function toSubmission(service: JobServiceOptions, valid: ValidInput, options: SubmitOptions): Submission {
  const { input, operation } = valid
  const now = service.runtime.clock.now()
  const { principal } = input
  const contractRevision = revisionOf(service, operation.id)
  const draft = draftSubmission(operation, input, { id: valid.job, contractRevision, principal, now })
  const submission = { ...draft, input, callbacks: options.callbacks }
  const key = mayHaveIdempotencyKey(input.principal) ? options.idempotencyKey : undefined
  if (key === undefined) return submission
  const expiresAt = after(now, operation.async.idempotency.windowMs)
  return { ...submission, idempotency: { key, fingerprint: fingerprint(valid), expiresAt } }
}

/** Anonymous callers are all one principal, so a key of theirs could give one the other's job (D14): they have none. */
export function mayHaveIdempotencyKey({ subject }: Pick<Principal, 'subject'>): boolean {
  return subject !== anonymous.subject
}

function revisionOf({ revisions }: JobServiceOptions, operation: string): number {
  const revision = revisions.get(operation)
  if (revision === undefined) throw new TypeError(`The operation ${operation} was not registered with the store.`)
  return revision
}

/** An upload is on disk before its job; when no job came of it, it goes again. */
async function insertOrDiscard<Answer extends Accepted | Repeated | undefined>(
  insert: () => Promise<Answer>,
  discard: () => Promise<void>,
): Promise<Answer> {
  let answer: Answer
  try {
    answer = await insert()
  } catch (error) {
    if (!mayBeCommitted(error)) await discard()
    throw error
  }
  if (answer?.kind !== 'inserted') await discard()
  return answer
}

async function discardUpload({ files }: JobServiceOptions, { job, input }: ValidInput): Promise<void> {
  if (input.body.kind === 'file') await files.remove(job)
}

/** An upload is copied before anything is committed, as it is received before anything is. */
async function repeat(
  service: JobServiceOptions,
  original: JobId,
  reader: Reader,
  force: boolean,
): Promise<Repeated | undefined> {
  const { store, files, runtime, registry } = service
  const id = newJobId(runtime.random)
  const found = await store.find(original, reader, { large: 'leave-out' })
  const hasUpload = found !== undefined && isFinished(found.job) && (await files.copyUpload(original, id))
  const request = { id, now: runtime.clock.now(), contract: registry.contract, hasUpload, force }
  const insert = () => store.repeat(original, reader, (job, input) => draftRepeat(job, input, request))
  const repeated = await insertOrDiscard(insert, () => files.remove(id))
  if (repeated?.kind !== 'inserted') return repeated
  service.engine.offer([id])
  service.changed(id)
  return repeated
}

async function cancel(service: JobServiceOptions, id: JobId, reader: Reader): Promise<Changed | undefined> {
  const changed = await service.store.cancel(id, reader)
  if (changed?.kind !== 'changed') return changed
  if (changed.job.state === 'running') service.noteCancel(id)
  service.changed(id)
  return changed
}

async function forget(service: JobServiceOptions, id: JobId, reader: Reader): Promise<Changed | undefined> {
  const changed = await service.store.forget(id, reader)
  if (changed?.kind !== 'changed') return changed
  await service.files.remove(id)
  service.changed(id)
  return changed
}
