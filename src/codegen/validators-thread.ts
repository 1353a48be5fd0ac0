/** What runs in the thread that `compile-apart.ts` starts: one compilation, one answer. Nothing else imports it, but for its types. */
import { parentPort, workerData } from 'node:worker_threads'
import { Fault } from '../base/fault.ts'
import type { JsonObject } from '../base/json.ts'
import { type CompiledValidators, compileValidators } from '../schema/compile-validators.ts'
import type { SchemaRoot } from '../schema/document-schemas.ts'

/** What the thread is given. */
export interface ValidatorsTask {
  readonly document: JsonObject
  readonly roots: readonly SchemaRoot[]
}

/** What it answers; a fault goes as its text, since classes do not pass between threads. */
export type ValidatorsAnswer =
  | { readonly kind: 'compiled'; readonly validators: CompiledValidators }
  | { readonly kind: 'refused'; readonly message: string }

parentPort?.postMessage(answerTo(workerData))

function answerTo({ document, roots }: ValidatorsTask): ValidatorsAnswer {
  try {
    return { kind: 'compiled', validators: compileValidators(document, roots) }
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code === 'spec-invalid') return { kind: 'refused', message: thrown.message }
    throw thrown
  }
}
