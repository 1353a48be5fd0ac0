/** JSON for reading: indented, with short objects and lists on one line. */
import { isJsonObject, type JsonValue } from '../base/json.ts'

/**
 * The value as text. A link of a job document fits into `widest` characters.
 *
 * @example prettyJson({ id: 1, links: [{ rel: 'self' }] }) // '{ "id": 1, "links": [{ "rel": "self" }] }'
 */
export function prettyJson(value: JsonValue, widest = 128, indent = ''): string {
  const short = oneLine(value)
  if (indent.length + short.length <= widest) return short
  const inner = `${indent}  `
  if (Array.isArray(value))
    return lines(
      '[',
      value.map((item) => prettyJson(item, widest, inner)),
      ']',
      indent,
    )
  if (!isJsonObject(value)) return short
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}: ${prettyJson(member, widest, inner)}`,
  )
  return lines('{', members, '}', indent)
}

function lines(open: string, items: readonly string[], close: string, indent: string): string {
  return `${open}\n${items.map((item) => `${indent}  ${item}`).join(',\n')}\n${indent}${close}`
}

function oneLine(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${oneLine(member)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}
