/** Writes the type of one operation as its callers see it: what they give, and what they may get. */
import { eventType } from '../contract/event-type.ts'
import { isJsonMediaType } from '../contract/media-type.ts'
import type {
  AsyncOperation,
  BodyContent,
  DeclaredResponse,
  Operation,
  ParameterLocation,
} from '../contract/operation.ts'
import { isAsync } from '../contract/operation.ts'
import { bodyName, groupName, inputNames, responseName } from './handler-schemas.ts'
import { memberName } from './names.ts'
import type { TypePrinter } from './print-types.ts'
import { union } from './source-parts.ts'

/** The type, as the value of a member of an interface. */
export function clientOperation(operation: Operation, printer: TypePrinter): string {
  const kind = isAsync(operation) ? 'async' : 'sync'
  const request = requestType(operation, printer)
  const answers = isAsync(operation) ? asyncMembers(operation, printer) : responsesMember(operation, printer)
  return `{\n        kind: "${kind}";\n        request: ${request};\n${answers}    }`
}

/** Each media type with its body; the first is what a body without `contentType` is. */
function requestType(operation: Operation, printer: TypePrinter): string {
  const groups = (['path', 'query', 'header', 'cookie'] as const).map((location) => group(operation, location, printer))
  const shared = groups.join('')
  const { requestBody } = operation
  if (requestBody === undefined) return shared === '' ? '{}' : `{\n${shared}        }`
  const variants = requestBody.content.map((content, index) => {
    const type = content.kind === 'json' ? printer.print(bodyName(operation, index), 3) : 'Upload'
    const contentType = `            contentType${index === 0 && !isRange(content) ? '?' : ''}: ${mediaType(content)};\n`
    return `${contentType}            body: ${type};\n`
  })
  const none = requestBody.required ? [] : ['            contentType?: undefined;\n            body?: undefined;\n']
  const [only, ...others] = [...variants, ...none]
  if (others.length === 0) return `{\n${shared}${only}        }`
  const either = [...variants, ...none].map((members) => `{\n${members}        }`).join(' | ')
  return shared === '' ? either : `{\n${shared}        } & (${either})`
}

/** A group may be left out when all of it may. */
function group(operation: Operation, location: ParameterLocation, printer: TypePrinter): string {
  const parameters = operation.parameters.filter((parameter) => parameter.in === location)
  if (parameters.length === 0) return ''
  const optional = parameters.some(({ required }) => required) ? '' : '?'
  return `            ${inputNames[location]}${optional}: ${printer.print(groupName(operation, location, 'caller'), 3)};\n`
}

const isRange = ({ mediaType }: BodyContent): boolean => mediaType.includes('*')

function mediaType(content: BodyContent): string {
  if (!isRange(content)) return JSON.stringify(content.mediaType)
  return `\`${content.mediaType.replaceAll('*', '$' + '{string}')}\``
}

function asyncMembers(operation: AsyncOperation, printer: TypePrinter): string {
  const { id, async: policy } = operation
  const kinds = new Set(policy.callbacks.flatMap(({ on }) => on))
  const members = {
    result: resultType(operation, printer),
    error: union(policy.errors.map(({ code }) => JSON.stringify(code))) || 'never',
    progress: policy.validatesProgress ? printer.print(`${id}.progress`, 2) : 'never',
    partial: policy.validatesPartial ? printer.print(`${id}.partial`, 2) : 'never',
    events: union([...kinds].map((kind) => JSON.stringify(eventType(id, kind)))) || 'never',
  }
  return Object.entries(members)
    .map(([name, type]) => `        ${name}: ${type};\n`)
    .join('')
}

/** What a job of the operation yields, as its caller reads it. */
function resultType({ id, async: { result } }: AsyncOperation, printer: TypePrinter): string {
  switch (result.kind) {
    case 'json':
    case 'resource':
      return printer.print(`${id}.result`, 2)
    case 'file':
      return 'Blob'
    case 'empty':
      return 'undefined'
  }
}

function responsesMember(operation: Operation, printer: TypePrinter): string {
  const members = operation.responses.map((response) => {
    const status = typeof response.status === 'number' ? String(response.status) : memberName(response.status)
    return `            ${status}: ${responseType(operation, response, printer)};\n`
  })
  return `        responses: {\n${members.join('')}        };\n`
}

function responseType(operation: Operation, response: DeclaredResponse, printer: TypePrinter): string {
  if (response.content.length === 0) return 'undefined'
  return union(
    response.content.map(({ mediaType, validated }, index) => {
      if (validated) return printer.print(responseName(operation, response.status, index), 3)
      return isJsonMediaType(mediaType) ? 'unknown' : 'Blob'
    }),
  )
}
