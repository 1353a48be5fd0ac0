/**
 * Group commit: all writes that arrive within one turn of the event loop share one transaction and one wait for the disk, and none is
 * answered before it. Refuses everything once an I/O error has left a commit's outcome open (R-INI-9).
 */
import { Fault } from '../../base/fault.ts'
import type { Observe } from '../../base/observe.ts'
import type { Sql } from './sql.ts'
import { isBusy, isDamage, isFull, toFault } from './sqlite-fault.ts'
import type { Transaction } from './transaction.ts'

export interface GroupCommit {
  /** Runs the mutation with others in one transaction; resolves once that is on the disk. A mutation that throws undoes only itself. */
  write<Value>(mutation: (sql: Sql) => Value): Promise<Value>
  /** Why nothing can be written any more, if so. */
  readonly stopped: Fault | undefined
  /** Refuses everything from now on, also what waits. */
  fail(fault: Fault): void
  /** Refuses further writes; those that wait are committed before it returns. */
  close(): void
}

export interface GroupCommitOptions {
  readonly file: string
  readonly sql: Sql
  readonly transaction: Transaction
  readonly observe: Observe
  /** Once, when the outcome of a commit is unknown or the file is damaged; the process should end. */
  readonly onFailStop: (fault: Fault) => void
}

interface Waiting {
  /** Runs the mutation and keeps its value for `resolve`. */
  readonly run: (sql: Sql) => void
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

const largestGroup = 256

/** A group commit over one transaction port. */
export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  const queue: Waiting[] = []
  let stopped: Fault | undefined

  const stop = (fault: Fault): void => {
    stopped = fault
  }
  const flush = (): void => {
    const group = queue.splice(0, largestGroup)
    if (queue.length > 0) setImmediate(flush)
    if (group.length > 0) commitGroup(group, options, stopped, stop)
  }
  return {
    get stopped() {
      return stopped
    },
    write: (mutation) =>
      new Promise((resolve, reject) => {
        if (stopped !== undefined) throw stopped
        queue.push(toWaiting(mutation, resolve, reject))
        if (queue.length === 1) setImmediate(flush)
      }),
    fail: stop,
    close: () => {
      while (queue.length > 0) flush()
      stopped ??= closedDatabase(options.file)
    },
  }
}

/** The refusal of whatever comes after the end. */
export function closedDatabase(file: string): Fault {
  return new Fault('database-unusable', `The database ${file} is closed.`)
}

function toWaiting<Value>(
  mutation: (sql: Sql) => Value,
  resolve: (value: Value) => void,
  reject: (error: unknown) => void,
): Waiting {
  let value: Value
  return {
    run: (sql) => {
      value = mutation(sql)
      if (value instanceof Promise) throw new TypeError('A mutation must not be asynchronous.')
    },
    resolve: () => resolve(value),
    reject,
  }
}

function commitGroup(
  group: readonly Waiting[],
  options: GroupCommitOptions,
  stopped: Fault | undefined,
  stop: (fault: Fault) => void,
): void {
  const refusal = stopped ?? failureOf(() => options.transaction.begin())
  if (refusal !== undefined) {
    rejectAll(group, observed(toFault(refusal, options.file), options))
    return
  }
  const done = runMutations(group, options, stop)
  if (done === undefined) return
  const failure = failureOf(() => options.transaction.commit())
  if (failure !== undefined) {
    commitFailed(done, failure, options, stop)
    return
  }
  for (const waiting of done) waiting.resolve()
}

function failureOf(act: () => void): unknown {
  try {
    act()
    return undefined
  } catch (error) {
    return error
  }
}

/** Runs each mutation in a savepoint of its own and returns those that went well, or undefined when the whole transaction is gone. */
function runMutations(
  group: readonly Waiting[],
  options: GroupCommitOptions,
  stop: (fault: Fault) => void,
): readonly Waiting[] | undefined {
  const { transaction, sql } = options
  const done: Waiting[] = []
  for (const [index, waiting] of group.entries()) {
    try {
      transaction.savepoint()
      waiting.run(sql)
      transaction.release()
      done.push(waiting)
    } catch (error) {
      const fault = observed(toFault(error, options.file), options)
      if (fault instanceof Fault && isDamage(fault)) metDamage(fault, options, stop)
      // A full disk or an I/O error can make SQLite roll back everything, with the work of those before.
      if (!transaction.isOpen()) {
        rejectAll(done, fault)
        rejectAll(group.slice(index), fault)
        return undefined
      }
      transaction.undo()
      waiting.reject(fault)
    }
  }
  return done
}

/** What the others of the group wrote may rest on the same damage: nothing of it is kept. */
function metDamage(fault: Fault, options: GroupCommitOptions, stop: (fault: Fault) => void): void {
  if (options.transaction.isOpen()) options.transaction.rollback()
  stop(fault)
  options.onFailStop(fault)
}

function commitFailed(
  group: readonly Waiting[],
  error: unknown,
  options: GroupCommitOptions,
  stop: (fault: Fault) => void,
): void {
  if (options.transaction.isOpen()) options.transaction.rollback()
  if (isBusy(error) || isFull(error)) {
    rejectAll(group, observed(toFault(error, options.file), options))
    return
  }
  const fault = new Fault(
    'commit-unknown',
    `Writing to ${options.file} failed, and it is not known whether the last changes were kept. Check the disk and start again.`,
    { cause: error },
  )
  stop(notWrittenAnyMore(options.file, error))
  rejectAll(group, observed(fault, options))
  options.onFailStop(fault)
}

/** What is refused after a commit of unknown outcome was surely not written. */
export function notWrittenAnyMore(file: string, cause: unknown): Fault {
  return new Fault('database-unusable', `The database ${file} is not written to any more after a failed commit.`, {
    cause,
  })
}

function rejectAll(group: readonly Waiting[], error: unknown): void {
  for (const waiting of group) waiting.reject(error)
}

function observed(error: unknown, options: GroupCommitOptions): unknown {
  if (error instanceof Fault) {
    options.observe({ name: 'commit.failed', level: 'error', facts: { code: error.code }, cause: error })
  }
  return error
}
