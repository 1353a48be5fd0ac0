/** Commands to paste. They read the credential from a variable, never repeat a request across a redirect (R-RES-6), and expand nothing that came from the spec. */
import type { JsonObject, JsonValue } from '../base/json.ts'
import type { Contract } from '../contract/contract.ts'
import { concreteMediaType } from '../contract/media-type.ts'
import type { AsyncOperation, BodyContent, Operation, Parameter } from '../contract/operation.ts'
import { exampleValue, writtenExample } from '../schema/example-value.ts'
import { followReference, objectAt } from '../schema/reference.ts'
import { credentialOptions } from './credentials.ts'
import { extensionOf } from './media-type.ts'
import { prettyJson } from './pretty-json.ts'
import { publishedOperation, publishedParameters } from './published.ts'
import { command, quote } from './shell.ts'

/** What commands are made from. */
export interface CommandContext {
  readonly contract: Contract
  readonly published: JsonObject
  readonly base: string
}

/** Calls a synchronous operation and shows the answer. */
export function callCommand(context: CommandContext, operation: Operation): string {
  return command([
    `curl -i${methodOption(operation)}`,
    ...requestOptions(context, operation),
    target(context, operation),
  ])
}

/** Holds on for the result of an operation that answers with it if it is ready in time; a file goes into one. */
export function waitCommand(context: CommandContext, operation: AsyncOperation): string {
  const { result, waitMs } = operation.async
  const output = result.kind === 'file' ? ` -D - -o ${quote(`result.${extensionOf(result.mediaType)}`)}` : ' -i'
  return command([
    `curl -sS${output}${methodOption(operation)} -H ${quote(`Prefer: wait=${Math.max(1, Math.floor(waitMs / 1_000))}`)}`,
    ...requestOptions(context, operation),
    target(context, operation),
  ])
}

/** Starts a job; its URL is then in `$JOB`, and the answer's body in job.json. */
export function submitCommand(context: CommandContext, operation: Operation): string {
  const submit = command([
    `JOB=$(curl -sS${methodOption(operation)} -o job.json -w '%header{location}'`,
    ...(operation.async?.mode === 'both' ? ["-H 'Prefer: respond-async'"] : []),
    ...requestOptions(context, operation),
    `${target(context, operation)})`,
  ])
  return `${submit}\ncat job.json; echo; echo "$JOB"`
}

/** Asks until the answer no longer says to wait: `Retry-After` is there exactly as long as the job is unfinished. */
export function pollCommand(context: CommandContext, operation: Operation): string {
  const credential = credentialOptions(context.contract, operation).map((option) => ` ${option}`)
  return `while WAIT=$(curl -sS${credential.join('')} -o job.json \\
    -w '%header{retry-after}' "$JOB/status") && [ -n "$WAIT" ]; do
  cat job.json; echo
  sleep "$WAIT"
done
cat job.json; echo`
}

/** Fetches the result, wherever it is. The problem of a failed job is shown, but never written into the file of the result. */
export function resultCommand(context: CommandContext, operation: Operation): string {
  const { async: policy } = operation
  const options =
    policy?.result.kind === 'file'
      ? `-f -L -o ${quote(`result.${extensionOf(policy.result.mediaType)}`)}`
      : '--fail-with-body -L'
  return ['curl -sS', options, ...credentialOptions(context.contract, operation), '"$JOB/result"'].join(' ')
}

/** Stops the job. */
export function cancelCommand(context: CommandContext, operation: Operation): string {
  return ['curl -i -X DELETE', ...credentialOptions(context.contract, operation), '"$JOB"'].join(' ')
}

/** Deletes what the job was given and what it yields. */
export function forgetCommand(context: CommandContext, operation: Operation): string {
  return ['curl -i -X DELETE', ...credentialOptions(context.contract, operation), '"$JOB/result"'].join(' ')
}

/** curl sends POST by itself when there is a body, and GET when there is none. */
function methodOption({ method, requestBody }: Operation): string {
  const implied = requestBody === undefined ? 'GET' : 'POST'
  if (method === implied) return ''
  return method === 'HEAD' ? ' --head' : ` -X ${method}`
}

function requestOptions(context: CommandContext, operation: Operation): readonly string[] {
  return [
    ...credentialOptions(context.contract, operation),
    ...headerOptions(context, operation),
    ...(operation.async?.idempotency.required === true ? ['-H "Idempotency-Key: $(uuidgen)"'] : []),
    ...bodyOptions(context, operation),
  ]
}

function headerOptions(context: CommandContext, operation: Operation): readonly string[] {
  return neededParameters(operation, 'header').map(
    (parameter) => `-H ${quote(`${parameter.name}: ${parameterText(context, operation, parameter)}`)}`,
  )
}

function neededParameters(operation: Operation, place: Parameter['in']): readonly Parameter[] {
  return operation.parameters.filter((parameter) => parameter.in === place && parameter.required)
}

function bodyOptions(context: CommandContext, operation: Operation): readonly string[] {
  const [content] = operation.requestBody?.content ?? []
  if (content === undefined) return []
  const type = concreteMediaType(content.mediaType)
  return [`-H ${quote(`Content-Type: ${type}`)}`, bodyOption(context, operation, content)]
}

function bodyOption({ published }: CommandContext, operation: Operation, { kind, mediaType }: BodyContent): string {
  const body = followReference(published, publishedOperation(published, operation).requestBody)
  const media = objectAt(body, 'content', mediaType)
  if (kind === 'json') return `-d ${quote(prettyJson(exampleValue(published, media) ?? {}, 88))}`
  const written = writtenExample(published, media)
  const isText = typeof written === 'string' && mediaType.startsWith('text/') && !written.startsWith('@')
  return `--data-binary ${quote(isText ? written : `@input.${extensionOf(concreteMediaType(mediaType))}`)}`
}

function target(context: CommandContext, operation: Operation): string {
  const path = operation.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    const parameter = operation.parameters.find((candidate) => candidate.in === 'path' && candidate.name === name)
    return encodeURIComponent(parameter === undefined ? name : parameterText(context, operation, parameter))
  })
  const query = neededParameters(operation, 'query').map(
    (parameter) =>
      `${encodeURIComponent(parameter.name)}=${encodeURIComponent(parameterText(context, operation, parameter))}`,
  )
  return quote(`${context.base}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`)
}

function parameterText({ published }: CommandContext, operation: Operation, parameter: Parameter): string {
  const described = publishedParameters(published, operation).get(`${parameter.in}:${parameter.name}`) ?? {}
  return text(parameter.default ?? exampleValue(published, described) ?? 'example')
}

function text(value: JsonValue): string {
  if (Array.isArray(value)) return value.map(text).join(',')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
