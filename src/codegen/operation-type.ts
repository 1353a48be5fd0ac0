/** Writes the interface of one operation for its handler: what it is given and what it may answer. */
import type { AsyncPolicy } from '../contract/async-policy.ts'
import { isJsonMediaType } from '../contract/media-type.ts'
import type { DeclaredResponse, Operation, ParameterLocation } from '../contract/operation.ts'
import { bodyName, groupName, inputNames, responseName } from './handler-schemas.ts'
import { type NameGiver, typeName } from './names.ts'
import type { TypePrinter } from './print-types.ts'
import { docComment, inComment, union } from './source-parts.ts'

export interface OperationType {
  readonly name: string
  readonly text: string
}

/** The interface under a name that is free, and before it the types that get names of their own. */
export function operationType(
  operation: Operation,
  name: string,
  names: NameGiver,
  printer: TypePrinter,
): OperationType {
  const body = bodyType(operation, names, printer)
  const reports = operation.async === undefined ? [] : reportTypes(operation.async, operation.id, names, printer)
  const members =
    operation.async === undefined ? syncMembers(operation, printer) : asyncMembers(operation, reports, printer)
  const declarations = [body.declaration, ...reports.map(({ text }) => `${text}\n`)].join('')
  const input = inputMembers(operation, body.text, printer)
  const face = `${docComment(operation)}export interface ${name} {\n${input}${members}}\n`
  return { name, text: declarations + face }
}

interface ReportType extends OperationType {
  readonly of: 'progress' | 'partial'
}

/** What a handler reports while it runs: named, since the compiler can name the operation in no other way where one of them is wrong. */
function reportTypes(policy: AsyncPolicy, id: string, names: NameGiver, printer: TypePrinter): readonly ReportType[] {
  const reports = [
    ...(policy.validatesProgress ? [{ of: 'progress', wish: `${typeName(id)}Progress` } as const] : []),
    ...(policy.validatesPartial ? [{ of: 'partial', wish: `${typeName(id)}Partial` } as const] : []),
  ]
  return reports.map(({ of, wish }) => {
    const name = names.give(wish, 'Type')
    return { of, name, text: `/** \`job.${of}\` of ${inComment(id)} */\n${printer.declare(`${id}.${of}`, name)}` }
  })
}

function inputMembers(operation: Operation, body: string, printer: TypePrinter): string {
  const groups = (['path', 'query', 'header', 'cookie'] as const).map((location) => group(operation, location, printer))
  const kind = operation.async === undefined ? 'sync' : 'async'
  return `    kind: "${kind}";\n    input: {\n${groups.join('')}        body: ${body};\n        principal: Principal;\n    };\n`
}

function group(operation: Operation, location: ParameterLocation, printer: TypePrinter): string {
  const name = inputNames[location]
  const has = operation.parameters.some((parameter) => parameter.in === location)
  return `        ${name}: ${has ? printer.print(groupName(operation, location, 'handler'), 2) : '{}'};\n`
}

interface BodyType {
  /** What declares its name, if it has one. */
  readonly declaration: string
  readonly text: string
}

/** Named where a handler must narrow it first: the compiler then names the operation in what it says of a body used before. */
function bodyType(operation: Operation, names: NameGiver, printer: TypePrinter): BodyType {
  const { id, requestBody } = operation
  if (requestBody === undefined) return { declaration: '', text: 'undefined' }
  const { content, required } = requestBody
  const kinds = [...new Set(content.map(({ kind }, index) => (kind === 'json' ? bodyName(operation, index) : 'file')))]
  const printed = (level: number) =>
    union(kinds.map((kind) => (kind === 'file' ? 'FileBody' : printer.print(kind, level))))
  const absent = required ? '' : ' | undefined'
  const [only = 'file'] = kinds
  if (kinds.length === 1 && (required || only === 'file')) return { declaration: '', text: printed(2) + absent }
  const name = names.give(`${typeName(id)}Body`, 'Type')
  const type = kinds.length === 1 ? printer.declare(only, name) : `export type ${name} = ${printed(0)};\n`
  // `undefined` is no part of the named type: a body that was found to be there keeps its name.
  return { declaration: `/** The body of ${inComment(id)} */\n${type}\n`, text: name + absent }
}

function asyncMembers(operation: Operation, reports: readonly ReportType[], printer: TypePrinter): string {
  const nameOf = (of: ReportType['of']) => reports.find((report) => report.of === of)?.name ?? 'never'
  const errors = operation.async?.errors.map(({ code }) => JSON.stringify(code)) ?? []
  return (
    `    result: ${resultType(operation, printer)};\n    error: ${errors.join(' | ') || 'never'};\n` +
    `    progress: ${nameOf('progress')};\n    partial: ${nameOf('partial')};\n`
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
    return isJsonMediaType(mediaType) ? 'unknown' : 'string | Uint8Array'
  })
  return union(kinds)
}
