/** What the worker and a child process say to each other over the channel between them. */
import type { Aside } from '../isolated/aside.ts'
import type { FromRun, RunStart, ToRun } from '../isolated/messages.ts'

export type ToChild = RunStart | ToRun
export type FromChild = FromRun | Aside
