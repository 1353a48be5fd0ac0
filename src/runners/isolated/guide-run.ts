/**
 * The worker's side of a run in a thread or a child: carries out what its handler calls, and says how it ended. What started the thread or
 * child, and ends it, is the runner's business.
 */
import { assertNever } from '../../base/assert-never.ts'
import type { RunEnding, RunHooks, RunRequest } from '../../jobs/runner.ts'
import type { EndingMessage, FromRun, RunCall, RunStart, ToRun } from './messages.ts'
import { fromThrownMessage, toThrownMessage } from './thrown-message.ts'

export interface GuidedRun {
  readonly begun: Promise<void>
  readonly done: Promise<RunEnding>
  /** What ran it may run something else by now. */
  readonly isOver: () => boolean
  receive(message: FromRun): void
  /** What ran it is gone; says nothing new after an ending. */
  died(detail: string): void
}

/** `post` reaches the thread or child; it may fail silently once that is gone. */
export function guideRun({ hooks }: RunRequest, post: (message: ToRun) => void): GuidedRun {
  const begun = Promise.withResolvers<void>()
  const done = Promise.withResolvers<RunEnding>()
  let isOver = false
  const end = (ending: RunEnding) => {
    isOver = true
    done.resolve(ending)
  }
  /** What runs there next numbers its calls anew, so an answer that comes late would be taken for one of its own. */
  const postWhileItRuns = (message: ToRun) => {
    if (!isOver) post(message)
  }
  return {
    begun: begun.promise,
    done: done.promise,
    isOver: () => isOver,
    receive: (message) => {
      switch (message.kind) {
        case 'begun':
          return begun.resolve()
        case 'call':
          return void answer(hooks, message.call, message.request, postWhileItRuns)
        case 'log':
          return hooks.log(message.level, message.fields, message.message)
        case 'ended':
          return end(toEnding(message.ending))
        default:
          return assertNever(message)
      }
    },
    died: (detail) => end({ kind: 'died', detail }),
  }
}

/** What starts the run over there. */
export function toRunStart({ claim, hooks }: RunRequest, handlerFile: string): RunStart {
  const bodyPath = hooks.bodyPath()
  return { kind: 'start', claim, handlerFile, ...(bodyPath === undefined ? {} : { bodyPath }) }
}

async function answer(hooks: RunHooks, call: number, request: RunCall, post: (message: ToRun) => void): Promise<void> {
  try {
    await carryOut(hooks, request)
    post({ kind: 'answer', call })
  } catch (error) {
    post({ kind: 'answer', call, refusal: toThrownMessage(error) })
  }
}

function carryOut(hooks: RunHooks, request: RunCall): Promise<void> {
  switch (request.to) {
    case 'progress':
      return hooks.progress(request.progress)
    case 'partial':
      return hooks.partial(request.value)
    case 'saveStep':
      return hooks.saveStep(request.name, request.value)
    default:
      return assertNever(request)
  }
}

function toEnding(message: EndingMessage): RunEnding {
  switch (message.kind) {
    case 'returned':
    case 'returned-file':
      return message
    case 'returned-unstorable':
      return { kind: 'returned', value: unstorable }
    case 'threw':
      return { kind: 'threw', error: fromThrownMessage(message.error) }
    default:
      return assertNever(message)
  }
}

/** JSON cannot hold it either, so it is judged as what the handler returned would have been. */
const unstorable: unique symbol = Symbol('what JSON cannot hold')
