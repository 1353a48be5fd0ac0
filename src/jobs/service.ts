/**
 * What callers can do with jobs: submit, find, list, cancel, forget. Ownership is in every query; scopes and `cancel: false` are the
 * door's business, so they have been looked at before.
 */
import { after } from '../base/clock.ts'
import { Fault } from '../base/fault.ts'
import { type JobId, newJobId } from '../base/ids.ts'
import type { Runtime } from '../base/runtime.ts'
import type { AsyncOperation } from '../contract/operation.ts'
import type { Registry } from '../contract/registry.ts'
import { anonymous, type Principal } from '../security/principal.ts'
import { acceptJob } from './accept-job.ts'
import { concurrencyKeyOf } from './concurrency-key.ts'
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
  const accepted = await acceptOrDiscard(service, toSubmission(service, valid, options), valid)
  if (accepted.kind !== 'inserted') {
    await discardUpload(service, valid)
    return accepted
  }
  service.engine.offer([accepted.job.id])
  service.changed(accepted.job.id)
  return accepted
}

function toSubmission(service: JobServiceOptions, valid: ValidInput, options: SubmitOptions): Submission {
  const { input, operation } = valid
  const now = service.runtime.clock.now()
  const contractRevision = revisionOf(service, operation.id)
  const job = acceptJob({
    id: valid.job,
    operation: operation.id,
    contractRevision,
    policy: operation.async,
    principal: input.principal,
    concurrencyKey: concurrencyKeyOf(operation, input),
    now,
  })
  const submission = { job, input, callbacks: options.callbacks, ...exclusion(operation) }
  const key = mayHaveIdempotencyKey(input.principal) ? options.idempotencyKey : undefined
  if (key === undefined) return submission
  const expiresAt = after(now, operation.async.idempotency.windowMs)
  return { ...submission, idempotency: { key, fingerprint: fingerprint(valid), expiresAt } }
}

function exclusion({ async: { concurrency } }: AsyncOperation): Pick<Submission, 'exclusive'> {
  return concurrency?.onConflict === 'reject' ? { exclusive: { limit: concurrency.limit } } : {}
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

async function acceptOrDiscard(
  service: JobServiceOptions,
  submission: Submission,
  valid: ValidInput,
): Promise<Accepted> {
  try {
    return await service.store.accept(submission)
  } catch (error) {
    // After a commit of unknown outcome the job may be there, and need its upload.
    if (!(error instanceof Fault && error.code === 'commit-unknown')) await discardUpload(service, valid)
    throw error
  }
}

/** An upload is on disk before its job; without the job it goes again. */
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
  const repeated = await removeUnless(service, id, () =>
    store.repeat(original, reader, (job, input) => draftRepeat(job, input, request)),
  )
  if (repeated?.kind !== 'inserted') return repeated
  service.engine.offer([id])
  service.changed(id)
  return repeated
}

/** The copy of an upload goes again when no job came of it. */
async function removeUnless(
  { files }: JobServiceOptions,
  id: JobId,
  repeatInStore: () => Promise<Repeated | undefined>,
): Promise<Repeated | undefined> {
  try {
    const repeated = await repeatInStore()
    if (repeated?.kind !== 'inserted') await files.remove(id)
    return repeated
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'commit-unknown')) await files.remove(id)
    throw error
  }
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
