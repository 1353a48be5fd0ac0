/**
 * Keeps `%` away from openapi-typescript, which takes every name apart as a percent-encoded pointer and throws at one that is none: a
 * property may well be called '100%'.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { someMember } from './some-member.ts'

/** For private use, so in no document. */
const standIn = '\uE000'

/** The document with another character for each `%` in a name. */
export function withoutPercent(document: JsonObject): JsonObject {
  return someMember(document, isNamedWithPercent) ? renamedMembers(document) : document
}

/** What is required is among the keys. */
function isNamedWithPercent(name: string, member: JsonValue): boolean {
  return name.includes('%') || (typeof member === 'string' && naming.has(name) && member.includes('%'))
}

/** A text with its `%` again. */
export function withPercent(text: string): string {
  return text.replaceAll(standIn, '%')
}

/** Keywords whose values are names. */
const naming = new Set(['name', 'operationId', 'propertyName', 'required'])

function renamed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(renamed)
  return isJsonObject(value) ? renamedMembers(value) : value
}

function renamedMembers(value: JsonObject): JsonObject {
  const members = Object.entries(value).map(([name, member]): [string, JsonValue] => {
    return [hidden(name), naming.has(name) ? renamedNames(member) : renamed(member)]
  })
  return Object.fromEntries(members)
}

function renamedNames(value: JsonValue): JsonValue {
  if (typeof value === 'string') return hidden(value)
  if (!Array.isArray(value)) return renamed(value)
  return value.map((item) => (typeof item === 'string' ? hidden(item) : renamed(item)))
}

const hidden = (name: string): string => name.replaceAll('%', standIn)
