/**
 * What the worker and a child process say to each other over the channel between them. Handlers and their libraries can reach that channel,
 * too, so each message is in an envelope and anything without one is dropped.
 */
import type { Aside } from '../isolated/aside.ts'
import type { FromRun, RunStart, ToRun } from '../isolated/messages.ts'

export type ToChild = RunStart | ToRun
export type FromChild = FromRun | Aside

/** What goes over the channel. */
export interface Envelope<Message> {
  readonly coatcheck: Message
}

export function isEnvelope<Message>(received: unknown): received is Envelope<Message> {
  return typeof received === 'object' && received !== null && 'coatcheck' in received
}
