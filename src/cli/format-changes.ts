/** Changes between two specs as a person, a script, a pull request or a CI system wants to read them. Prints nothing itself. */
import { assertNever } from '../base/assert-never.ts'
import type { Diagnostic, Severity } from '../compiler/diagnostics/diagnostic.ts'
import type { Change } from '../compiler/diff/change.ts'
import { type ChangeSeverity, changeSeverities } from '../compiler/diff/verdict.ts'
import { type ChangeGroup, groupChanges, toPlace } from './change-groups.ts'
import { changesMarkdown } from './changes-markdown.ts'
import { printable } from './printable.ts'
import type { Style, Terminal } from './terminal.ts'
import { workflowCommands } from './workflow-commands.ts'

export const changeFormats = ['text', 'json', 'markdown', 'github'] as const
export type ChangeFormat = (typeof changeFormats)[number]

export interface ChangeFormatContext {
  readonly style: Terminal['style']
  /** A file of the old spec, and of the new, as the reader names it. */
  readonly oldFile: (file: string) => string
  readonly newFile: (file: string) => string
}

/** The changes in that format; '' when there is nothing to say. */
export function formatChanges(changes: readonly Change[], format: ChangeFormat, context: ChangeFormatContext): string {
  const named = changes.map((change) => withNames(change, context))
  switch (format) {
    case 'text':
      return groupChanges(named)
        .map((group) => toText(group, context.style))
        .join('\n\n')
    case 'json':
      return JSON.stringify({ changes: named, ...countSeverities(changes) }, null, 2)
    case 'markdown':
      return changesMarkdown(groupChanges(named), summarizeChanges(changes))
    case 'github':
      return workflowCommands(named.map(toDiagnostic))
    default:
      return assertNever(format)
  }
}

/** '2 breaking, 1 risky and 3 safe changes; breaking for callers and jobs', or 'no changes'. */
export function summarizeChanges(changes: readonly Change[]): string {
  if (changes.length === 0) return 'no changes'
  const groups = groupChanges(changes)
  const counts = countSeverities(groups.map(([change]) => change))
  const found = changeSeverities.filter((severity) => counts[severity] > 0)
  const parts = found.map((severity) => `${counts[severity]} ${severity}`)
  const lastCount = counts[found.at(-1) ?? 'safe']
  const broken = new Set(changes.filter(({ severity }) => severity === 'breaking').map(({ audience }) => audience))
  const whom = broken.size === 0 ? '' : `; breaking for ${inWords([...broken])}`
  return `${inWords(parts)} ${lastCount === 1 ? 'change' : 'changes'}${whom}`
}

function withNames(change: Change, { oldFile, newFile }: ChangeFormatContext): Change {
  return {
    ...change,
    ...(change.old === undefined ? {} : { old: { ...change.old, file: oldFile(change.old.file) } }),
    ...(change.new === undefined ? {} : { new: { ...change.new, file: newFile(change.new.file) } }),
  }
}

const styles: Readonly<Record<ChangeSeverity, Style>> = { breaking: 'red', risky: 'yellow', safe: 'green' }

function toText(group: ChangeGroup, style: Terminal['style']): string {
  const [change] = group
  const { code, message, severity, operations, wayOut } = change
  const whose = operations.length === 0 ? '' : ` ${style('bold', printable(operations.join(', ')))}:`
  return [
    `${style(styles[severity], severity)} ${code}${whose} ${printable(message)}`,
    indent(style('dim', printable(placesOf(change)))),
    ...group.map((one) =>
      indent(`${one.audience}${one.severity === severity ? '' : ` (${one.severity})`}: ${printable(one.consequence)}`),
    ),
    ...(severity === 'safe' ? [] : [indent(wayOut)]),
  ].join('\n')
}

/** Where it is now, then where it was. */
function placesOf({ old, new: next }: Change): string {
  const parts = [...(next === undefined ? [] : [toPlace(next)]), ...(old === undefined ? [] : [`was ${toPlace(old)}`])]
  return parts.join(', ')
}

const severities: Readonly<Record<ChangeSeverity, Severity>> = { breaking: 'error', risky: 'warning', safe: 'hint' }

/** Annotations go to the new file; what is gone is told where it was. */
function toDiagnostic(change: Change): Diagnostic {
  const { code, audience, severity, message, consequence, wayOut, operations } = change
  const place = change.new ?? change.old ?? { file: '', line: 1, column: 1 }
  const whose = operations.length === 0 ? '' : `${operations.join(', ')}: `
  const said = `${whose}${message}. For ${audience}: ${consequence}`
  return { ...place, code, severity: severities[severity], message: said, hint: wayOut, refusesStart: false }
}

function countSeverities(changes: readonly Change[]): Readonly<Record<ChangeSeverity, number>> {
  const count = (wanted: ChangeSeverity): number => changes.filter(({ severity }) => severity === wanted).length
  return { breaking: count('breaking'), risky: count('risky'), safe: count('safe') }
}

function inWords(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

const indent = (text: string): string => `  ${text}`
