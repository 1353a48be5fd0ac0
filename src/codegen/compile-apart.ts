/**
 * Compiles the validators of a large document in a thread of its own, beside the types; those of a small one at once, since a thread takes
 * longer to begin than they take. Either way they are the same.
 */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { Fault } from '../base/fault.ts'
import type { JsonObject } from '../base/json.ts'
import { type CompiledValidators, compileValidators } from '../schema/compile-validators.ts'
import type { SchemaRoot } from '../schema/document-schemas.ts'
import type { ValidatorsAnswer, ValidatorsTask } from './validators-thread.ts'

/** With so many roots a thread is worth its start. */
export const rootsForThread = 400

/** The validators of these roots. */
export async function compileApart(document: JsonObject, roots: readonly SchemaRoot[]): Promise<CompiledValidators> {
  return roots.length < rootsForThread ? compileValidators(document, roots) : inThread({ document, roots })
}

/** As TypeScript when this file is run as such, as JavaScript when it was built. */
const entry = new URL(`./validators-thread${extname(import.meta.url)}`, import.meta.url)

function inThread(task: ValidatorsTask): Promise<CompiledValidators> {
  const worker = new Worker(entry, { workerData: task })
  return new Promise((resolve, reject) => {
    worker.once('message', (answer: ValidatorsAnswer) => {
      if (answer.kind === 'compiled') resolve(answer.validators)
      else reject(new Fault('spec-invalid', answer.message))
    })
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('The thread that compiles validators has ended without an answer.')))
  })
}
