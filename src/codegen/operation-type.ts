/** Writes the interface of one operation for its handler: what it is given and what it may answer. */
import type { DeclaredResponse, Operation, ParameterLocation } from '../contract/operation.ts'
import { bodyName, groupName, inputNames, responseName } from './handler-schemas.ts'
import type { TypePrinter } from './print-types.ts'

export interface OperationType {
  readonly name: string
  readonly text: string
}

/** The interface under a name that is free. */
export function operationType(operation: Operation, name: string, printer: TypePrinter): OperationType {
  const members = operation.async === undefined ? syncMembers(operation, printer) : asyncMembers(operation, printer)
  const text = `${docComment(operation)}export interface ${name} {\n${inputMembers(operation, printer)}${members}}\n`
  return { name, text }
}

function inputMembers(operation: Operation, printer: TypePrinter): string {
  const groups = (['path', 'query', 'header', 'cookie'] as const).map((location) => group(operation, location, printer))
  const kind = operation.async === undefined ? 'sync' : 'async'
  const body = `        body: ${bodyType(operation, printer)};\n`
  return `    kind: "${kind}";\n    input: {\n${groups.join('')}${body}        principal: Principal;\n    };\n`
}

function group(operation: Operation, location: ParameterLocation, printer: TypePrinter): string {
  const name = inputNames[location]
  const has = operation.parameters.some((parameter) => parameter.in === location)
  return `        ${name}: ${has ? printer.print(groupName(operation, location, 'handler'), 2) : '{}'};\n`
}

function bodyType(operation: Operation, printer: TypePrinter): string {
  const { requestBody } = operation
  if (requestBody === undefined) return 'undefined'
  const kinds = requestBody.content.map(({ kind }, index) =>
    kind === 'json' ? printer.print(bodyName(operation, index), 2) : 'FileBody',
  )
  return union(requestBody.required ? kinds : [...kinds, 'undefined'])
}

function asyncMembers(operation: Operation, printer: TypePrinter): string {
  const { async: policy } = operation
  if (policy === undefined) return ''
  const progress = policy.validatesProgress ? printer.print(`${operation.id}.progress`, 1) : 'never'
  const partial = policy.validatesPartial ? printer.print(`${operation.id}.partial`, 1) : 'never'
  const errors = policy.errors.map(({ code }) => JSON.stringify(code))
  return (
    `    result: ${resultType(operation, printer)};\n    error: ${errors.join(' | ') || 'never'};\n` +
    `    progress: ${progress};\n    partial: ${partial};\n`
  )
}

function resultType(operation: Operation, printer: TypePrinter): string {
  switch (operation.async?.result.kind) {
    case 'json':
    case 'resource':
      return printer.print(`${operation.id}.result`, 1)
    case 'file':
      return 'FileResult'
    default:
      return 'void'
  }
}

function syncMembers(operation: Operation, printer: TypePrinter): string {
  const answers = operation.responses.flatMap((response) => {
    const status = statusCode(response.status)
    return status === undefined ? [] : [{ status, response }]
  })
  const [success, ...others] = answers.filter(({ status }) => status >= 200 && status < 300)
  const result =
    success === undefined || others.length > 0 ? 'never' : responseType(operation, success.response, 1, printer)
  const members = answers.map(
    ({ status, response }) => `        ${status}: ${responseType(operation, response, 2, printer)};\n`,
  )
  return `    result: ${result};\n    responses: {\n${members.join('')}    };\n`
}

/** `2XX` alone stands for 200; the other ranges and `default` are problems, which `request.problem` makes. */
function statusCode(status: DeclaredResponse['status']): number | undefined {
  if (status === '2XX') return 200
  return typeof status === 'number' ? status : undefined
}

function responseType(operation: Operation, response: DeclaredResponse, level: number, printer: TypePrinter): string {
  if (response.content.length === 0) return 'void'
  const kinds = response.content.map(({ mediaType, validated }, index) => {
    if (validated) return printer.print(responseName(operation, response.status, index), level)
    return /[/+]json\b/.test(mediaType) ? 'unknown' : 'string | Uint8Array'
  })
  return union(kinds)
}

/** A union without repeats. */
export function union(kinds: readonly string[]): string {
  return [...new Set(kinds)].join(' | ')
}

/** What an operation is, above its types. */
export function docComment({ id, method, path, summary, deprecated }: Operation): string {
  const text = summary ?? `The operation ${id}`
  const safe = `${text} (${method} ${path})`.replaceAll('*/', '*\\/').replaceAll(/\s+/g, ' ')
  return `/** ${safe}${deprecated ? ' @deprecated' : ''} */\n`
}
