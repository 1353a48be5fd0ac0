/** The examples of a document before its own schemas. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/base/json.ts'
import { objectsIn } from '../expand-text.ts'

export interface Example {
  readonly pointer: string
  readonly value: JsonValue
}

/** Examples of media types and parameters; each stands beside its schema. */
export function examplesOf(document: JsonObject): readonly Example[] {
  return [...objectsIn(document)].flatMap(([pointer, object]) => {
    const isDescribed = isJsonObject(object.schema) && !/\/(properties|example|value|dataValue)\//.test(pointer)
    return isDescribed ? valuesOf(object).map((value) => ({ pointer, value })) : []
  })
}

/** What is wrong with which of them. */
export function exampleFlaws(document: JsonObject, examples: readonly Example[]): readonly string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  formats.default(ajv)
  ajv.addSchema({ $id: 'https://api.test/openapi', ...inNewDialect(document) }, 'document')
  return examples.flatMap(({ pointer, value }) => {
    const fragment = `${pointer}/schema`.split('/').map(encodeURIComponent).join('/')
    const check = ajv.compile({ $ref: `https://api.test/openapi#${fragment}` })
    return check(value) ? [] : [`${pointer}: ${ajv.errorsText(check.errors)}`]
  })
}

function valuesOf(object: JsonObject): readonly JsonValue[] {
  const named = isJsonObject(object.examples) ? Object.values(object.examples) : []
  const values = named.map((example) => (isJsonObject(example) ? (example.value ?? example.dataValue) : undefined))
  return [object.example, ...values].filter((value) => value !== undefined)
}

/** OpenAPI 3.0 says with a boolean whether a bound is exclusive; Ajv knows `nullable`, but not that. */
function inNewDialect(document: JsonObject): JsonObject {
  return JSON.parse(
    JSON.stringify(document, (name, value) => (/^exclusive/.test(name) && value === false ? undefined : value)),
  )
}
