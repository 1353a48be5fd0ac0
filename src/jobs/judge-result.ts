/** Judges what a handler returned against what its operation promises. What does not fit fails the job; it is never served (I20). */
import { assertNever } from '../base/assert-never.ts'
import type { JsonValue } from '../base/json.ts'
import { ok, type Result, refused } from '../base/result.ts'
import type { ResultPolicy } from '../contract/async-policy.ts'
import { inMediaRange } from '../contract/media-type.ts'
import type { Validate, Violation } from '../contract/registry.ts'
import { readPointer } from '../schema/pointer.ts'
import { parseExpression } from '../schema/runtime-expression.ts'
import { frameworkFailure } from './framework-failure.ts'
import type { JobFile } from './job.ts'
import type { Outcome } from './outcome.ts'
import { toStoredJson } from './stored-json.ts'

export function judgeValue(value: unknown, policy: ResultPolicy, validate: Validate | undefined): Outcome {
  if (policy.kind === 'empty') return { kind: 'succeeded', result: { kind: 'empty' } }
  if (policy.kind === 'file')
    return invalidResult(`The handler returned no file, but the result is ${policy.mediaType}.`)
  const checked = checkValue(value, validate)
  if (!checked.ok) return invalidResult(checked.reason)
  switch (policy.kind) {
    case 'json':
      return { kind: 'succeeded', result: { kind: 'json', value: checked.value } }
    case 'resource':
      return judgeResource(checked.value, policy)
    default:
      return assertNever(policy)
  }
}

export function judgeFile(file: JobFile, policy: ResultPolicy): Outcome {
  if (policy.kind !== 'file') return invalidResult('The handler returned a file, but the result is not one.')
  if (!inMediaRange(file.mediaType, policy.mediaType)) {
    return invalidResult(`The handler returned a file of ${file.mediaType}, but the result is ${policy.mediaType}.`)
  }
  return { kind: 'succeeded', result: { kind: 'file', file } }
}

/** The value as it will be served, once it fits. */
function checkValue(value: unknown, validate: Validate | undefined): Result<JsonValue, string> {
  try {
    const stored = toStoredJson(value, 'The result')
    const violations = validate?.(stored, true) ?? []
    return violations.length === 0 ? ok(stored) : refused(describe(violations))
  } catch (error) {
    return refused(error instanceof TypeError ? error.message : 'The result cannot be checked.')
  }
}

/** The resource's path and query: each parameter, taken from the value and percent-encoded. What the template does not hold is query. */
function judgeResource(value: JsonValue, policy: Extract<ResultPolicy, { readonly kind: 'resource' }>): Outcome {
  let location = policy.path
  const query: string[] = []
  for (const [name, expression] of Object.entries(policy.parameters)) {
    const segment = toSegment(evaluateResult(expression, value))
    if (segment === undefined) {
      return invalidResult(`${expression} yields no value for the parameter ${name} of ${policy.operation}.`)
    }
    if (policy.path.includes(`{${name}}`)) location = location.replace(`{${name}}`, () => segment)
    else query.push(`${encodeURIComponent(name)}=${segment}`)
  }
  const suffix = query.length === 0 ? '' : `?${query.join('&')}`
  return { kind: 'succeeded', result: { kind: 'resource', value, location: `${location}${suffix}` } }
}

function evaluateResult(expression: string, value: JsonValue): JsonValue | undefined {
  const parsed = parseExpression(expression)
  return parsed.ok && parsed.value.kind === 'result' ? readPointer(value, parsed.value.pointer) : undefined
}

/** One path segment. Nothing is encoded in '.' and '..', which would name another resource (RFC 3986, 5.2.4). */
function toSegment(value: JsonValue | undefined): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value)
  return ['', '.', '..'].includes(text) || !text.isWellFormed() ? undefined : encodeURIComponent(text)
}

function invalidResult(detail: string): Outcome {
  return { kind: 'failed', failure: frameworkFailure('invalid-result', detail) }
}

const violationsShown = 5

function describe(violations: readonly Violation[]): string {
  const shown = violations.slice(0, violationsShown)
  return shown.map(({ pointer, detail }) => `${pointer === '' ? 'The result' : pointer}: ${detail}`).join('; ')
}
