/** What the receiver wrote down, one line for each request, before it answered. */
import { openSync, writeSync } from 'node:fs'
import { readLines } from './ledger.ts'

export interface Webhook {
  readonly kind: 'webhook'
  /** The webhook-id. */
  readonly id: string
  readonly type: string
  readonly job: string
  readonly body: string
  readonly answered: number
}

/** A link that said 503. */
interface Busy {
  readonly kind: 'busy'
  readonly key: string
}

type Received = Webhook | Busy

/** Opens the receiver's log for writing. */
export function openLines(file: string): { write(line: Received): void } {
  const descriptor = openSync(file, 'a')
  return { write: (line) => void writeSync(descriptor, `${JSON.stringify(line)}\n`) }
}

/** Every webhook so far, repeats and all. */
export function readWebhooks(file: string): readonly Webhook[] {
  return readLines<Received>(file).filter((line) => line.kind === 'webhook')
}

/** The keys of orders whose link said once that it was busy. */
export function readBusyKeys(file: string): ReadonlySet<string> {
  return new Set(readLines<Received>(file).flatMap((line) => (line.kind === 'busy' ? [line.key] : [])))
}
