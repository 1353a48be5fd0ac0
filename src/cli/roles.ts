/** What a process can be for. */

/** `http` runs no workers, `worker` serves nothing but its health. */
export const roles = ['all', 'http', 'worker'] as const

export type Role = (typeof roles)[number]
