/**
 * Calls to the writer thread that are not answered yet. Those of one turn of the event loop go in one message. What was sent when the
 * thread died may have been committed, and is refused as such; what was not sent was not written.
 */
import { Fault } from '../../base/fault.ts'
import { fromThrownError } from './thrown-error.ts'
import type { WriterAnswer, WriterCall } from './writer-messages.ts'
import type { AskWriter } from './writer-verbs.ts'

export interface PendingCalls {
  readonly ask: AskWriter
  /** Why nothing can be asked any more, if so. */
  readonly refusal: Fault | undefined
  /** Refuses further calls; those that were made are still answered. */
  refuse(fault: Fault): void
  /** Sends now what waits for the end of this turn. */
  send(): void
  take(answers: readonly WriterAnswer[]): void
  /** There will be no more answers. */
  lose(fault: Fault): void
}

export interface PendingCallsOptions {
  readonly file: string
  /** May throw, when something is no plain data. */
  post(calls: readonly WriterCall[]): void
  /** Whether any answer is waited for. */
  waiting(any: boolean): void
}

interface Pending {
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
}

export function createPendingCalls({ file, post, waiting }: PendingCallsOptions): PendingCalls {
  const pending = new Map<number, Pending>()
  const unsent: WriterCall[] = []
  let refusal: Fault | undefined
  let lastId = 0

  const end = (id: number): Pending | undefined => {
    const call = pending.get(id)
    if (pending.delete(id) && pending.size === 0) waiting(false)
    return call
  }
  const send = (): void => {
    const calls = unsent.splice(0)
    if (calls.length > 0) postAll(calls, post, (id, error) => end(id)?.reject(error))
  }
  return {
    get refusal() {
      return refusal
    },
    ask: (verb, ...args) =>
      new Promise((resolve, reject) => {
        if (refusal !== undefined) throw refusal
        lastId += 1
        if (pending.size === 0) waiting(true)
        pending.set(lastId, { resolve, reject })
        unsent.push({ id: lastId, verb, args })
        if (unsent.length === 1) setImmediate(send)
      }),
    refuse: (fault) => {
      refusal ??= fault
    },
    send,
    take: (answers) => {
      for (const answer of answers) settle(answer, end(answer.id))
    },
    lose: (fault) => {
      refusal ??= fault
      for (const { id } of unsent.splice(0)) end(id)?.reject(fault)
      for (const id of [...pending.keys()]) end(id)?.reject(unknownOutcome(file, fault))
    },
  }
}

/** One call that is no plain data must not take those beside it along. */
function postAll(
  calls: readonly WriterCall[],
  post: PendingCallsOptions['post'],
  failed: (id: number, error: unknown) => void,
): void {
  try {
    post(calls)
  } catch (error) {
    const [only, ...others] = calls
    if (only !== undefined && others.length === 0) failed(only.id, error)
    else for (const call of calls) postAll([call], post, failed)
  }
}

function settle(answer: WriterAnswer, call: Pending | undefined): void {
  if ('error' in answer) call?.reject(fromThrownError(answer.error))
  else call?.resolve(answer.value as never)
}

function unknownOutcome(file: string, cause: Fault): Fault {
  return new Fault(
    'commit-unknown',
    `The thread that writes to ${file} has ended, and it is not known whether the last changes were kept. Start again.`,
    { cause },
  )
}
