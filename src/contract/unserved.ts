/**
 * What a contract may hold and this version's server cannot do. It lies in the contract so that documents and generated code are complete;
 * a server that ignored it would promise what it does not keep. A version that can deletes the row.
 */
import type { AsyncPolicy } from './async-policy.ts'
import type { Contract } from './contract.ts'
import { essenceOf } from './media-type.ts'
import type { Operation } from './operation.ts'

/**
 * The first such thing, as 'the operation createReport has `schedule`'; undefined when all of it can be served.
 *
 * @example unservedPart(registry.contract) // 'the webhook jobDone is to be sent'
 */
export function unservedPart({ operations, webhooks, rateLimit }: Contract): string | undefined {
  if (rateLimit !== undefined) return 'the document has `x-rate-limit`'
  const [webhook] = webhooks
  if (webhook !== undefined) return `the webhook ${webhook.name} has \`x-webhook\``
  return operations
    .flatMap((operation) => keysOf(operation).map((key) => `the operation ${operation.id} has \`${key}\``))
    .at(0)
}

function keysOf(operation: Operation): readonly string[] {
  const { deprecation, rateLimit, requestBody, async: policy } = operation
  const multipart = requestBody?.content.filter(({ mediaType }) => essenceOf(mediaType).startsWith('multipart/')) ?? []
  return [
    ...(deprecation?.since === undefined ? [] : ['x-deprecated-since']),
    ...(deprecation?.sunset === undefined ? [] : ['x-sunset']),
    ...(rateLimit === undefined ? [] : ['x-rate-limit']),
    ...multipart.map(({ mediaType }) => mediaType),
    ...(policy === undefined ? [] : policyKeys(policy)),
  ]
}

function policyKeys({ mode, concurrency, schedule, visibility }: AsyncPolicy): readonly string[] {
  return [
    ...(mode === 'both' ? ['mode: both'] : []),
    ...(concurrency === undefined ? [] : ['concurrency']),
    ...(schedule === undefined ? [] : ['schedule']),
    ...(visibility === 'tenant' ? ['visibility: tenant'] : []),
  ]
}
