/** What makes jobs count together for `concurrency`. Pure. */
import { createHash } from 'node:crypto'
import { canonicalJson } from '../base/json.ts'
import type { AsyncOperation } from '../contract/operation.ts'
import { evaluateExpression } from '../schema/runtime-expression.ts'
import type { JobInput } from './job.ts'

/**
 * The key of a job with that input, or undefined where the operation limits nothing. Requests without the value that the key names count
 * together, as all do where no key is given. Hashed, so that it has one length whatever callers send.
 */
export function concurrencyKeyOf(operation: AsyncOperation, input: JobInput): string | undefined {
  const { concurrency } = operation.async
  if (concurrency === undefined) return undefined
  const value = concurrency.key === undefined ? null : (partOf(concurrency.key, operation, input) ?? null)
  return createHash('sha256').update(canonicalJson(value)).digest('base64url').slice(0, 22)
}

function partOf(expression: string, { method, path }: AsyncOperation, { params, query, headers, body }: JobInput) {
  // No URL is kept with a job; its template and what fills it tell as much.
  const url = `${path}?${canonicalJson({ params, query })}`
  const parameters = { path: params, query, header: headers }
  return evaluateExpression(expression, {
    request: { url, method, parameters, body: body.kind === 'json' ? body.value : undefined },
  })
}
