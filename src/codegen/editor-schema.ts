/**
 * `generated/openapi.schema.json`: the grammar of a spec as a JSON Schema of draft 7, which is what language servers for YAML read.
 * Completion, hover and errors in an editor come from the same tables as the compiler's own check. It cannot see through references and
 * knows none of the rules that compare places: `coatcheck check` does. Overlays of the spec are understood, too.
 */
import type { JsonObject, JsonValue } from '../base/json.ts'
import { asyncDefaults, entryDefaults, webhookDefaults } from '../compiler/lower/defaults.ts'
import { ignoreKey } from '../compiler/shapes/extension-shapes.ts'
import {
  type Field,
  isIn,
  isRequired,
  type ObjectShape,
  type Shape,
  type SpecVersion,
  type TextShape,
} from '../compiler/shapes/shape.ts'
import { specShapes } from '../compiler/shapes/spec-shapes.ts'
import { guideOf } from './editor-guide.ts'
import type { Guide } from './guide.ts'

/**
 * The schema for documents of one version of OpenAPI.
 *
 * @example editorSchema('3.1').$schema // 'http://json-schema.org/draft-07/schema#'
 */
export function editorSchema(version: SpecVersion): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `OpenAPI ${version} with x-async-operation`,
    description: 'Written by `coatcheck generate` for the editor; the first line of the spec names it.',
    if: { type: 'object', required: ['overlay'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { $ref: '#/definitions/overlay' },
    else: { $ref: '#/definitions/document' },
    definitions: Object.fromEntries(
      Object.entries(specShapes).map(([name, shape]) => [name, objectSchema(name, shape, version)]),
    ),
  }
}

function objectSchema(name: string, shape: ObjectShape, version: SpecVersion): JsonObject {
  const guide = guideOf(name)
  const fields = Object.entries(shape.fields).filter(([, { versions }]) => isIn(versions, version))
  const properties = fields.map(([key, field]): [string, JsonValue] => [
    key,
    memberSchema(name, key, field, guide, version),
  ])
  const reference: [string, JsonValue][] = !isReferable(shape, version) ? [] : [['$ref', referenceSchema]]
  return {
    title: shape.title,
    type: 'object',
    properties: { ...Object.fromEntries([...reference, ...properties]), ...ignoreMember(shape, guide) },
    ...patternMember(shape, version),
    ...(shape.open === true ? {} : { additionalProperties: false }),
    ...requiredMember(shape, fields, version),
  }
}

/** Where any key that begins with `x-` may stand. */
function ignoreMember({ extensible }: ObjectShape, { [ignoreKey]: description = '' }: Guide): JsonObject {
  const reasons = { type: 'object', description, additionalProperties: { type: 'string', minLength: 1 } }
  return extensible ? { [ignoreKey]: reasons } : {}
}

const referenceSchema: JsonObject = {
  type: 'string',
  description: 'Stands for what another place defines: `#/components/…` here, or `file.yaml#/…` in another file.',
}

/** Beside `$ref` a draft 7 validator sees nothing, so what is said of a member stands around it. */
function memberSchema(name: string, key: string, field: Field, guide: Guide, version: SpecVersion): JsonObject {
  const description = guide[key]
  const fallback = defaultOf(name, key)
  const says = {
    ...(description !== undefined && { description }),
    ...(fallback !== undefined && { default: fallback }),
  }
  const schema = shapeSchema(field.shape, version)
  return '$ref' in schema ? { ...says, allOf: [schema] } : { ...schema, ...says }
}

function patternMember({ others, extensible }: ObjectShape, version: SpecVersion): JsonObject {
  const patternProperties: JsonObject = {
    ...(others !== undefined && { [others.keys.matches.source]: shapeSchema(others.of, version) }),
    ...(extensible && { '^x-': {} }),
  }
  return Object.keys(patternProperties).length === 0 ? {} : { patternProperties }
}

const isReferable = ({ section, referable }: ObjectShape, version: SpecVersion): boolean =>
  section !== undefined && isIn(referable, version)

/** Nothing is required where a reference stands instead. */
function requiredMember(
  shape: ObjectShape,
  fields: readonly (readonly [string, Field])[],
  version: SpecVersion,
): JsonObject {
  const required = fields.filter(([, field]) => isRequired(field, version)).map(([key]) => key)
  if (required.length === 0) return {}
  return shape.section === undefined ? { required } : { if: { required: ['$ref'] }, else: { required } }
}

function shapeSchema(shape: Shape, version: SpecVersion): JsonObject {
  switch (shape.type) {
    case 'any':
    case 'prose':
      return {}
    case 'text':
      return textSchema(shape, version)
    case 'boolean':
      return shape.only === undefined ? { type: 'boolean' } : { type: 'boolean', enum: [shape.only] }
    case 'number':
      return {
        type: shape.integer === true ? 'integer' : 'number',
        ...(shape.min !== undefined && { minimum: shape.min }),
        ...(shape.above !== undefined && { exclusiveMinimum: shape.above }),
        ...(shape.max !== undefined && { maximum: shape.max }),
      }
    case 'duration':
      return { type: 'string', ...patternOf(durationText, 'a duration like `30s`, `5m`, `7d` or `PT30S`') }
    case 'size':
      return { type: 'string', ...patternOf(sizeText, 'a size like `500KB` or `50MB`') }
    default:
      return containerSchema(shape, version)
  }
}

function textSchema({ oneOf, choiceVersions, pattern }: TextShape, version: SpecVersion): JsonObject {
  return {
    type: 'string',
    ...(oneOf && { enum: oneOf.filter((choice) => isIn(choiceVersions?.[choice], version)) }),
    ...(pattern && patternOf(pattern.matches, pattern.as)),
  }
}

const durationText = /^(\d+(\.\d+)?(ms|s|m|h|d)|P(?=[\dT])(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?)$/
const sizeText = /^\d+(\.\d+)? ?(B|[KMG]i?B)$/

/** `patternErrorMessage` is what YAML and JSON language servers show in place of the pattern. */
const patternOf = ({ source }: RegExp, as: string): JsonObject => ({
  pattern: source,
  patternErrorMessage: `This must be ${as}.`,
})

type Container = Extract<Shape, { readonly type: 'list' | 'map' | 'object' | 'either' }>

function containerSchema(shape: Container, version: SpecVersion): JsonObject {
  switch (shape.type) {
    case 'list':
      return {
        type: 'array',
        items: shapeSchema(shape.of, version),
        ...(shape.min !== undefined && { minItems: shape.min }),
        ...(shape.max !== undefined && { maxItems: shape.max }),
        ...(shape.unique && { uniqueItems: true }),
      }
    case 'map':
      return {
        type: 'object',
        additionalProperties: shapeSchema(shape.of, version),
        ...(shape.keys && { propertyNames: patternOf(shape.keys.matches, shape.keys.as) }),
        ...(shape.one && { minProperties: 1, maxProperties: 1 }),
      }
    case 'object':
      return { $ref: `#/definitions/${shape.name}` }
    case 'either':
      return eitherSchema(shape.of, version)
  }
}

/** One alternative alone gives better messages than a choice of one. */
function eitherSchema(shapes: readonly Shape[], version: SpecVersion): JsonObject {
  const alternatives = shapes.filter((shape) => !('versions' in shape) || isIn(shape.versions, version))
  const [only] = alternatives
  return only !== undefined && alternatives.length === 1
    ? shapeSchema(only, version)
    : { anyOf: alternatives.map((shape) => shapeSchema(shape, version)) }
}

/** Defaults by the shape they belong to; an editor offers them with the key. */
const defaults: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  asyncOperation: asyncDefaults,
  asyncDefaults,
  asyncError: entryDefaults.error,
  asyncRetry: asyncDefaults.retry,
  asyncTimeout: asyncDefaults.timeout,
  asyncPoll: asyncDefaults.poll,
  asyncCancel: asyncDefaults.cancel,
  asyncIdempotency: asyncDefaults.idempotency,
  asyncConcurrency: entryDefaults.concurrency,
  asyncSchedule: entryDefaults.schedule,
  webhookPolicy: webhookDefaults,
}

/** Only plain values: a default object would be pasted whole where one member is wanted. */
function defaultOf(name: string, key: string): JsonValue | undefined {
  const value = Object.hasOwn(defaults, name) ? defaults[name]?.[key] : undefined
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  return isPlain ? value : undefined
}
