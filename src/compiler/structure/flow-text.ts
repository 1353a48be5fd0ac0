/** A small value as YAML on one line, the way a person would write it into a spec. */
import type { JsonValue } from '../../base/json.ts'

/**
 * The value in flow style, quoted only where it must be.
 *
 * @example flowText({ cron: '0 3 * * *' }) // "{ cron: '0 3 * * *' }"
 */
export function flowText(value: JsonValue): string {
  if (typeof value === 'string') return isPlain(value) ? value : `'${value.replaceAll("'", "''")}'`
  if (value === null || typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => flowText(item)).join(', ')}]`
  const members = Object.entries(value).map(([name, member]) => `${flowText(name)}: ${flowText(member)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

/** Words that YAML reads as what they are. */
const isPlain = (text: string): boolean =>
  /^(?!(?:true|false|null|yes|no|on|off)$)[A-Za-z$_/][\w./$-]*$|^\d+(ms|s|m|h|d|B|KB|MB|GB)$/i.test(text) ||
  /^https?:\/\/[\w./-]+$/.test(text)
