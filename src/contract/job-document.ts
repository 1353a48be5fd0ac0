/** What the job document promises whatever the operation: its states, and how large a result it shows. */

export const jobStatuses = ['queued', 'running', 'canceling', 'succeeded', 'failed', 'canceled'] as const

export type PublicStatus = (typeof jobStatuses)[number]

/** A JSON result of up to this many bytes stands in the document itself (R-STA-6). */
export const inlineResultBytes = 16 * 1_024
