/** A handler's answer as bytes, held against the responses its operation declares. What does not fit throws, and is answered with 500. */
import { isJsonMediaType } from '../contract/media-type.ts'
import type { DeclaredResponse, Operation, ResponseContent } from '../contract/operation.ts'
import type { Validators } from '../contract/registry.ts'
import type { HttpRequest, HttpResponse } from '../http/message.ts'
import { negotiate } from '../http/negotiate.ts'
import { emptyResponse } from '../http/respond.ts'
import { toStoredJson } from '../jobs/stored-json.ts'
import type { Answer } from './create-request-context.ts'

/** An answer that does not fit the contract: the handler's mistake, told to the operator. */
class UnfitAnswer extends Error {
  constructor(operation: Operation, why: string) {
    super(`The handler of ${operation.id} ${why}`)
    this.name = 'UnfitAnswer'
  }
}

export function renderAnswer(
  operation: Operation,
  answer: Answer,
  request: HttpRequest,
  validators: Validators,
): HttpResponse {
  const declared = findResponse(operation, answer.status)
  if (declared === undefined)
    throw new UnfitAnswer(operation, `answered ${answer.status}, which the spec does not declare`)
  const headers = lowerCase(answer.headers)
  const content = chooseContent(declared.content, request)
  if (content === undefined) {
    if (answer.body !== undefined && answer.body !== null) {
      throw new UnfitAnswer(operation, `answered ${answer.status} with a body, and the spec declares none`)
    }
    return emptyResponse(answer.status, headers)
  }
  const body = isJsonMediaType(content.mediaType)
    ? jsonBody(operation, answer, declared, content, validators)
    : rawBody(operation, answer.body, content.mediaType)
  return { status: answer.status, headers: { 'content-type': content.mediaType, ...headers }, body }
}

/** The exact status, else its class, else `default`. */
function findResponse({ responses }: Operation, status: number): DeclaredResponse | undefined {
  const names = [status, `${Math.floor(status / 100)}XX`, 'default']
  for (const name of names) {
    const found = responses.find((response) => response.status === name)
    if (found !== undefined) return found
  }
  return undefined
}

/** What the client likes best; a client that takes none of it gets the first, as RFC 9110 (12.4.1) lets us. */
function chooseContent(contents: readonly ResponseContent[], request: HttpRequest): ResponseContent | undefined {
  if (contents.length < 2) return contents[0]
  const best = negotiate(
    request,
    contents.map((content) => content.mediaType),
  )
  return contents.find((content) => content.mediaType === best) ?? contents[0]
}

function jsonBody(
  operation: Operation,
  answer: Answer,
  declared: DeclaredResponse,
  { mediaType, validated }: ResponseContent,
  validators: Validators,
): HttpResponse['body'] {
  const value = toStoredJson(answer.body, `The handler of ${operation.id}`)
  const validate = validators[`${operation.id}.response.${declared.status}.${mediaType}`]
  if (validated && validate === undefined) throw new UnfitAnswer(operation, `has no validator for ${declared.status}`)
  const [first] = validated ? (validate?.(value, false) ?? []) : []
  if (first === undefined) return { kind: 'text', text: JSON.stringify(value) }
  throw new UnfitAnswer(operation, `answered ${answer.status}, and ${first.pointer || 'the body'} ${first.detail}`)
}

function rawBody(operation: Operation, body: unknown, mediaType: string): HttpResponse['body'] {
  if (typeof body === 'string') return { kind: 'text', text: body }
  if (body instanceof Uint8Array) return { kind: 'bytes', bytes: body }
  throw new UnfitAnswer(operation, `must answer ${mediaType} with text or bytes`)
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
