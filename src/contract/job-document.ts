/** What the job document promises whatever the operation: its states, its members, and how large a result it shows. */

export const jobStatuses = ['queued', 'running', 'canceling', 'succeeded', 'failed', 'canceled'] as const

export type PublicStatus = (typeof jobStatuses)[number]

/** A JSON result of up to this many bytes stands in the document itself (R-STA-6). */
export const inlineResultBytes = 16 * 1_024

/** Every member that it can have (R-STA-2), in the order in which it is written. */
export const jobMembers = [
  'id',
  'operation',
  'status',
  'revision',
  'createdAt',
  'updatedAt',
  'startedAt',
  'finishedAt',
  'progress',
  'percentComplete',
  'partial',
  'attempt',
  'nextAttemptAt',
  'estimatedCompletionAt',
  'expiresAt',
  'error',
  'result',
  'resourceLocation',
  'links',
] as const
