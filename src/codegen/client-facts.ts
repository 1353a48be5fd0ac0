/** Writes what a client has to know of the API at run time, as object literals: no schemas, no prose. */
import type { Contract } from '../contract/contract.ts'
import type { AsyncOperation, Operation } from '../contract/operation.ts'
import { isAsync } from '../contract/operation.ts'
import { propertyName } from './names.ts'

/** How an operation is called. */
export function operationFacts(operation: Operation): string {
  const { method, path, parameters, requestBody, security } = operation
  const facts = {
    kind: isAsync(operation) ? 'async' : 'sync',
    method,
    path,
    parameters: parameters.map(({ name, in: place, style, explode, json }) => ({
      name,
      in: place,
      style,
      explode,
      json,
    })),
    bodies: requestBody?.content.map(({ mediaType }) => mediaType) ?? [],
    security,
    ...(isAsync(operation) ? asyncFacts(operation) : {}),
  }
  return literal(facts, 1)
}

function asyncFacts({ async: policy }: AsyncOperation): object {
  const { mode, result, completion, errors, cancel, waitMs, poll, idempotency } = policy
  return {
    mode,
    result: {
      kind: result.kind,
      status: result.status,
      ...('mediaType' in result ? { mediaType: result.mediaType } : {}),
    },
    completion,
    errors: errors.map(({ code, status, retriable }) => ({ code, status, retriable })),
    cancel: cancel.allowed,
    waitMs,
    poll,
    idempotency,
  }
}

/** Where the API is and how it is entered. */
export function apiFacts(contract: Contract): string {
  const { title, version, serverUrl, serverPath, jobsPath, securitySchemes } = contract
  const schemes = Object.entries(securitySchemes).map(([name, { description: _, ...scheme }]) => [name, scheme])
  const url = serverUrl === undefined ? {} : { serverUrl }
  return literal({ title, version, ...url, serverPath, jobsPath, securitySchemes: Object.fromEntries(schemes) }, 0)
}

/** JSON as an object literal: one member a line, what is within a member on its line. */
function literal(facts: object, level: number): string {
  const margin = '    '.repeat(level)
  const members = Object.entries(facts).map(
    ([name, value]) => `${margin}    ${propertyName(name)}: ${inline(value)},\n`,
  )
  return `{\n${members.join('')}${margin}}`
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(([name, member]) => `${propertyName(name)}: ${inline(member)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}
