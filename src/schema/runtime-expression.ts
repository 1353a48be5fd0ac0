/**
 * Runtime expressions (OpenAPI 3.1, section 4.8.20.4) as far as a job can answer them: the request that started it, and its result.
 * `$response` and `$statusCode` are refused, because the 202 is the same for every job.
 */
import type { JsonValue } from '../base/json.ts'
import { ok, type Result, refused } from '../base/result.ts'
import { parsePointer, readPointer } from './pointer.ts'

export type RuntimeExpression =
  | { readonly kind: 'url' }
  | { readonly kind: 'method' }
  | { readonly kind: 'path' | 'query' | 'header'; readonly name: string }
  /** A JSON pointer into the request body; '' is all of it. */
  | { readonly kind: 'body'; readonly pointer: string }
  /** The same into the result. */
  | { readonly kind: 'result'; readonly pointer: string }

/** What expressions are evaluated against. Parameter values are the deserialised ones, by the names of the spec. */
export interface ExpressionSource {
  readonly request: {
    readonly url: string
    readonly method: string
    readonly parameters: {
      readonly path: Readonly<Record<string, JsonValue>>
      readonly query: Readonly<Record<string, JsonValue>>
      readonly header: Readonly<Record<string, JsonValue>>
    }
    /** Undefined for a streamed or absent body. */
    readonly body: JsonValue | undefined
  }
  readonly result?: JsonValue
}

const forms =
  '$url, $method, $request.path.NAME, $request.query.NAME, $request.header.NAME, $request.body#/POINTER or $result#/POINTER'
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/**
 * Reads an expression; the reason says which forms there are.
 *
 * @example parseExpression('$request.body#/callbackUrl') // { ok: true, value: { kind: 'body', pointer: '/callbackUrl' } }
 */
export function parseExpression(text: string): Result<RuntimeExpression, string> {
  if (text === '$url') return ok({ kind: 'url' })
  if (text === '$method') return ok({ kind: 'method' })
  return parseParameter(text) ?? parseDocument(text) ?? refused(`"${text}" is not one of ${forms}`)
}

/**
 * The value an expression names, or undefined when there is none. Text that is not an expression names nothing.
 *
 * @example evaluateExpression('$result#/id', source) // 'r1'
 */
export function evaluateExpression(
  expression: string | RuntimeExpression,
  source: ExpressionSource,
): JsonValue | undefined {
  if (typeof expression !== 'string') return evaluate(expression, source)
  const parsed = parseExpression(expression)
  return parsed.ok ? evaluate(parsed.value, source) : undefined
}

/**
 * An expression without the braces that callbacks and links may put around it.
 *
 * @example bareExpression('{$request.body#/callbackUrl}') // '$request.body#/callbackUrl'
 */
export function bareExpression(expression: string): string {
  return /^\{(.*)\}$/s.exec(expression)?.[1] ?? expression
}

function evaluate(expression: RuntimeExpression, { request, result }: ExpressionSource): JsonValue | undefined {
  switch (expression.kind) {
    case 'url':
      return request.url
    case 'method':
      return request.method
    case 'header':
      return ownIgnoringCase(request.parameters.header, expression.name)
    case 'path':
    case 'query':
      return own(request.parameters[expression.kind], expression.name)
    case 'body':
      return request.body === undefined ? undefined : readPointer(request.body, expression.pointer)
    case 'result':
      return result === undefined ? undefined : readPointer(result, expression.pointer)
  }
}

function parseParameter(text: string): Result<RuntimeExpression, string> | undefined {
  const parts = /^\$request\.(path|query|header)\.(.+)$/s.exec(text)
  const [, kind, name] = parts ?? []
  if (kind === undefined || name === undefined) return undefined
  if (kind === 'header' && !token.test(name)) return refused(`"${name}" in "${text}" is not a header name`)
  return ok({ kind: kind as 'path' | 'query' | 'header', name })
}

function parseDocument(text: string): Result<RuntimeExpression, string> | undefined {
  const parts = /^\$(request\.body|result)(?:#(.*))?$/s.exec(text)
  if (parts === null) return undefined
  const pointer = parts[2] ?? ''
  if (parsePointer(pointer) === undefined) return refused(`"${pointer}" in "${text}" is not a JSON pointer`)
  return ok({ kind: parts[1] === 'result' ? 'result' : 'body', pointer })
}

function own(values: Readonly<Record<string, JsonValue>>, name: string): JsonValue | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined
}

function ownIgnoringCase(values: Readonly<Record<string, JsonValue>>, name: string): JsonValue | undefined {
  const found = Object.keys(values).find((candidate) => candidate.toLowerCase() === name.toLowerCase())
  return found === undefined ? undefined : values[found]
}
