/** Every kind of change there is, with its verdict for each audience: one closed table that `docs/diff.md` repeats. */

import type { ChangeRow } from './verdict.ts'
import { jobVerdicts } from './verdicts-job.ts'
import { operationVerdicts } from './verdicts-operation.ts'
import { payloadVerdicts } from './verdicts-payload.ts'
import { webhookVerdicts } from './verdicts-webhook.ts'

const table = { ...operationVerdicts, ...payloadVerdicts, ...jobVerdicts, ...webhookVerdicts }

export type ChangeCode = keyof typeof table

/** The table, by code. */
export const verdicts: Readonly<Record<ChangeCode, ChangeRow>> = table
