/** Prints a small JSON value the way the text around it is written: YAML flow style on one line, or JSON. */
import { isJsonObject, type JsonValue } from '../../base/json.ts'

/**
 * YAML flow style on one line; text is quoted only where it must be.
 *
 * @example flowYaml({ result: { operation: 'getReport' } }) // '{ result: { operation: getReport } }'
 */
export function flowYaml(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(flowYaml).join(', ')}]`
  if (typeof value === 'string') return yamlText(value)
  if (!isJsonObject(value)) return String(value)
  const members = Object.entries(value).map(([name, member]) => `${yamlText(name)}: ${flowYaml(member)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

/** Words that YAML, or an older reader of it, takes for something other than text. */
const reserved = /^(true|false|null|yes|no|on|off|y|n|nan|inf)$/i

function yamlText(text: string): string {
  const isPlain = /^([A-Za-z_$][\w$#/.-]*|\d+(\.\d+)?(ms|[smhd]))$/.test(text) && !reserved.test(text)
  return isPlain ? text : `'${text.replaceAll("'", "''")}'`
}

export interface JsonLayout {
  /** No white space at all. */
  readonly isTight: boolean
  /** On lines of their own: one step, and the line break with the indentation that they start from. */
  readonly indent?: { readonly unit: string; readonly line: string } | undefined
}

/** JSON in the layout of its neighbours. */
export function flowJson(value: JsonValue, { isTight, indent }: JsonLayout): string {
  if (isTight) return JSON.stringify(value)
  if (indent !== undefined) return JSON.stringify(value, null, indent.unit).replaceAll('\n', indent.line)
  if (Array.isArray(value)) return `[${value.map((item) => flowJson(item, { isTight })).join(', ')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}: ${flowJson(member, { isTight })}`,
  )
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}
