/** Where a handler's code may run. The configuration and the handlers themselves name it, so it stands below both. */

export const runnerNames = ['inline', 'thread', 'process'] as const

/** `inline`: in the process that serves. `thread`: in a thread of it. `process`: in a child process. */
export type RunnerName = (typeof runnerNames)[number]
