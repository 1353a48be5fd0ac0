/**
 * What the writer thread does: it opens the database, calls the verbs that it is sent, and answers those of one commit in one message. It
 * decides nothing about the process; it says when nothing can be written any more.
 */
import { assertNever } from '../../base/assert-never.ts'
import type { Fault } from '../../base/fault.ts'
import type { Observation, Observe } from '../../base/observe.ts'
import type { Runtime } from '../../base/runtime.ts'
import { openDatabase } from './open.ts'
import { type OpenStores, sqliteStores } from './stores.ts'
import { faultFrom, toThrownError } from './thrown-error.ts'
import type { FromWriter, ToWriter, WriterAnswer, WriterCall, WriterTask } from './writer-messages.ts'
import { type WriterVerbs, writerVerbs } from './writer-verbs.ts'

/** The thread's end of the line to the main thread. */
export interface WriterPort {
  postMessage(message: FromWriter): void
  on(event: 'message', receive: (message: ToWriter) => void): unknown
  close(): void
}

/** Serves calls until it is told to close. */
export async function hostWriter(
  port: WriterPort,
  { file, litestream }: WriterTask,
  toRuntime: (observe: Observe) => Runtime,
): Promise<void> {
  const runtime = toRuntime((observation) => port.postMessage(toObserved(observation)))
  const onFailStop = (fault: Fault) => port.postMessage({ kind: 'fail-stop', error: toThrownError(fault) })
  try {
    const database = await openDatabase(file, { runtime, mode: 'server', litestream, onFailStop })
    port.on('message', createReceiver(port, sqliteStores(database, runtime)))
    port.postMessage({ kind: 'ready' })
  } catch (error) {
    port.postMessage({ kind: 'failed', error: toThrownError(error) })
    port.close()
  }
}

function toObserved({ cause, ...observation }: Observation): FromWriter {
  return { kind: 'observed', observation, ...(cause === undefined ? {} : { cause: toThrownError(cause) }) }
}

function createReceiver(port: WriterPort, stores: OpenStores): (message: ToWriter) => void {
  const answers = createAnswers(port)
  const verbs = writerVerbs(stores)
  const running = new Set<Promise<void>>()
  const run = (call: WriterCall): void => {
    const answered = answerTo(call, verbs)
      .then(answers.add)
      .finally(() => running.delete(answered))
    running.add(answered)
  }
  const close = async (): Promise<void> => {
    await Promise.all(running)
    answers.send()
    await stores.close()
    port.close()
  }
  return (message) => {
    switch (message.kind) {
      case 'calls':
        return message.calls.forEach(run)
      case 'fail':
        return stores.fail(faultFrom(message.error))
      case 'close':
        return void close()
      default:
        return assertNever(message)
    }
  }
}

async function answerTo({ id, verb, args }: WriterCall, verbs: WriterVerbs): Promise<WriterAnswer> {
  const call = verbs[verb] as (...args: readonly unknown[]) => Promise<unknown>
  try {
    return { id, value: await call(...args) }
  } catch (error) {
    return { id, error: toThrownError(error) }
  }
}

/** Collects what is answered in one turn: a commit answers many. */
function createAnswers(port: WriterPort): { add(answer: WriterAnswer): void; send(): void } {
  const collected: WriterAnswer[] = []
  const send = (): void => {
    if (collected.length > 0) port.postMessage({ kind: 'answers', answers: collected.splice(0) })
  }
  return {
    add: (answer) => {
      collected.push(answer)
      if (collected.length === 1) setImmediate(send)
    },
    send,
  }
}
