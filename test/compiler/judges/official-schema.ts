/** The official schema of a document's own version as a judge, evaluated by an independent implementation of JSON Schema. */
import { validate as validate30 } from '@hyperjump/json-schema/openapi-3-0'
import { validate as validate31 } from '@hyperjump/json-schema/openapi-3-1'
import { validate as validate32 } from '@hyperjump/json-schema/openapi-3-2'
import type { JsonObject } from '../../../src/base/json.ts'

export async function fitsOfficialSchema(document: JsonObject): Promise<boolean> {
  const plain = JSON.parse(JSON.stringify(document))
  const version = String(document.openapi).slice(0, 3)
  switch (version) {
    case '3.0':
      return (await validate30('https://spec.openapis.org/oas/3.0/schema', plain)).valid
    case '3.1':
      return (await validate31('https://spec.openapis.org/oas/3.1/schema-base', plain)).valid
    case '3.2':
      return (await validate32('https://spec.openapis.org/oas/3.2/schema-base', plain)).valid
    default:
      throw new Error(`no official schema for ${version}`)
  }
}
