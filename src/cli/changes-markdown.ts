/** Changes as a comment on a pull request: a sentence, a table of what needs a look, and the rest folded away. */
import { type ChangeGroup, toPlace } from './change-groups.ts'

/** The text of the comment; `summary` is its first sentence. */
export function changesMarkdown(groups: readonly ChangeGroup[], summary: string): string {
  const harmless = groups.filter(([{ severity }]) => severity === 'safe')
  const others = groups.filter(([{ severity }]) => severity !== 'safe')
  const sections = [`**API changes:** ${summary}.`, ...tableOf(others), ...folded(harmless)]
  return sections.join('\n\n')
}

function tableOf(groups: readonly ChangeGroup[]): readonly string[] {
  if (groups.length === 0) return []
  const head = ['| | change | what it does | way out |', '|---|---|---|---|']
  return [[...head, ...groups.map(toRow)].join('\n')]
}

function toRow(group: ChangeGroup): string {
  const [{ severity, wayOut }] = group
  const consequences = group.map(
    (one) => `**${one.audience}**${one.severity === severity ? '' : ` (${one.severity})`}: ${one.consequence}`,
  )
  return `| ${[severity, describe(group), consequences.join('<br>'), wayOut].map(toCell).join(' | ')} |`
}

function describe([{ operations, message, code, new: next, old }]: ChangeGroup): string {
  const whose = operations.length === 0 ? '' : `${operations.map((id) => `\`${id}\``).join(', ')}: `
  const place = next ?? old
  return `${whose}${message} (${code}${place === undefined ? '' : `, ${toPlace(place)}`})`
}

/** A bar ends a cell, a line break ends a row, and names from a spec must not become HTML. */
function toCell(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/<(?!br>)/g, '&lt;')
}

function folded(groups: readonly ChangeGroup[]): readonly string[] {
  if (groups.length === 0) return []
  const items = groups.map((group) => `- ${toCell(describe(group))}`)
  return [`<details><summary>${groups.length} safe</summary>\n\n${items.join('\n')}\n\n</details>`]
}
