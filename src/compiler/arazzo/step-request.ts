/** What a workflow sends: credentials from its inputs, and the designer's examples, or the smallest values that fit, for everything else. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import { concreteMediaType } from '../../contract/media-type.ts'
import type { BodyContent, Operation, Parameter } from '../../contract/operation.ts'
import { exampleValue, writtenExample } from '../../schema/example-value.ts'
import { followReference, objectAt } from '../../schema/reference.ts'
import type { Expansion } from '../expand/plan-expansion.ts'
import { credentialsOf } from './credentials.ts'

export interface WorkflowContext {
  readonly expansion: Expansion
  readonly published: JsonObject
  /** Makes a workflow's id that no other workflow has. */
  readonly claimId: (wanted: string) => string
}

export interface StepRequest {
  /** What the workflow must be given, by name. */
  readonly inputs: Readonly<Record<string, JsonObject>>
  /** Those that carry the credential; the same in every step. */
  readonly credentials: readonly JsonObject[]
  /** All of the starting step's, credentials included. */
  readonly parameters: readonly JsonObject[]
  readonly requestBody?: JsonObject
}

/** The request that calls an operation. */
export function requestOf(context: WorkflowContext, operation: Operation): StepRequest {
  const { contract } = context.expansion
  const credentials = credentialsOf(contract, operation)
  const key = idempotencyKey(operation)
  const body = bodyOf(context, operation)
  return {
    inputs: { ...credentials.inputs, ...key?.inputs, ...body?.inputs },
    credentials: credentials.parameters,
    parameters: [
      ...credentials.parameters,
      ...neededParameters(context, operation),
      ...(key === undefined ? [] : [key.parameter]),
      ...(operation.async?.mode === 'both' ? [respondAsync] : []),
    ],
    ...(body !== undefined && { requestBody: body.requestBody }),
  }
}

/** The schema of a workflow's inputs; none where it needs nothing. */
export function inputsMember(...requests: readonly Pick<StepRequest, 'inputs'>[]): JsonObject {
  const properties: JsonObject = Object.assign({}, ...requests.map(({ inputs }) => inputs))
  const required = Object.keys(properties)
  return required.length === 0 ? {} : { inputs: { type: 'object', required, properties } }
}

/** Without it the synchronous answer may come instead of the 202 (R-INI-4). */
const respondAsync = { name: 'Prefer', in: 'header', value: 'respond-async' }

/** A key stands for one piece of work, so each run of the workflow needs its own. */
function idempotencyKey(
  operation: Operation,
): { readonly parameter: JsonObject; readonly inputs: StepRequest['inputs'] } | undefined {
  const declared = operation.parameters.some(({ name, in: place, required }) => isKeyHeader(name, place) && required)
  if (operation.async?.idempotency.required !== true && !declared) return undefined
  return {
    parameter: { name: 'Idempotency-Key', in: 'header', value: '$inputs.idempotencyKey' },
    inputs: { idempotencyKey: { type: 'string', description: 'A text that no other run of this workflow has.' } },
  }
}

function isKeyHeader(name: string, place: Parameter['in']): boolean {
  return place === 'header' && name.toLowerCase() === 'idempotency-key'
}

function neededParameters({ published }: WorkflowContext, operation: Operation): readonly JsonObject[] {
  const described = publishedParameters(published, operation)
  return operation.parameters
    .filter(({ name, in: place, required }) => required && !isKeyHeader(name, place))
    .map(({ name, in: place, default: standard }) => ({
      name,
      in: place,
      value: standard ?? exampleValue(published, described.get(`${place}:${name}`) ?? {}) ?? 'example',
    }))
}

function publishedParameters(published: JsonObject, operation: Operation): ReadonlyMap<string, JsonObject> {
  const item = objectAt(published, 'paths', operation.path)
  const owners = [item, objectAt(item, operation.method.toLowerCase())]
  const all = owners.flatMap(({ parameters }): readonly JsonValue[] => (Array.isArray(parameters) ? parameters : []))
  return new Map(
    all
      .map((parameter) => followReference(published, parameter))
      .map((parameter) => [`${parameter.in}:${parameter.name}`, parameter]),
  )
}

function bodyOf(
  context: WorkflowContext,
  operation: Operation,
): { readonly requestBody: JsonObject; readonly inputs: StepRequest['inputs'] } | undefined {
  const contents = operation.requestBody?.content ?? []
  const content = contents.find(({ kind }) => kind === 'json') ?? contents[0]
  if (content === undefined) return undefined
  const contentType = concreteMediaType(content.mediaType)
  const payload = payloadOf(context, operation, content)
  if (payload !== undefined) return { requestBody: { contentType, payload }, inputs: {} }
  return {
    requestBody: { contentType, payload: '$inputs.body' },
    inputs: { body: { type: 'string', description: `The \`${contentType}\` to be worked on.` } },
  }
}

/** Undefined where nothing that can be written into a document would do: pictures and the like. */
function payloadOf({ published }: WorkflowContext, operation: Operation, content: BodyContent): JsonValue | undefined {
  const described = objectAt(published, 'paths', operation.path, operation.method.toLowerCase())
  const media = objectAt(followReference(published, described.requestBody), 'content', content.mediaType)
  if (content.kind === 'json') return exampleValue(published, media) ?? {}
  const written = writtenExample(published, media)
  return typeof written === 'string' || isJsonObject(written) ? written : undefined
}
