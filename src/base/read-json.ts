/** Reads members of JSON values whose shape has been checked: a missing or unfit one comes out as the type's empty value or undefined. */
import { isJsonObject, type JsonObject, type JsonValue } from './json.ts'

export const readObject = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {})
export const readList = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : [])
export const readText = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined
export const readNumber = (value: JsonValue | undefined): number | undefined =>
  typeof value === 'number' ? value : undefined
export const readBoolean = (value: JsonValue | undefined): boolean | undefined =>
  typeof value === 'boolean' ? value : undefined
export const readTexts = (value: JsonValue | undefined): readonly string[] =>
  readList(value).filter((item) => typeof item === 'string')

/** A list of texts, or one text that holds several separated by spaces. */
export const readScopes = (value: JsonValue | undefined): readonly string[] =>
  typeof value === 'string' ? value.split(' ').filter((scope) => scope !== '') : readTexts(value)
