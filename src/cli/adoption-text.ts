/** What `adopt` says to a person: each operation with its place, the reasons in words, and the proposed lines as a diff. */
import type { Adoption, Proposal } from '../compiler/adopt/adopt.ts'
import { type Insertion, withInsertions } from '../compiler/adopt/insertion.ts'
import type { LoadedFile } from '../compiler/read/source.ts'
import { printable } from './printable.ts'
import type { Terminal } from './terminal.ts'

interface Showing {
  readonly loaded: readonly LoadedFile[]
  /** The name of a file as the reader would type it. */
  readonly shown: (path: string) => string
  readonly style: Terminal['style']
}

/** The proposals, in the order of the document; '' when there are none. */
export function adoptionText(proposals: readonly Proposal[], showing: Showing): string {
  return proposals.map((proposal) => proposalText(proposal, showing)).join('\n\n')
}

/** How many operations look asynchronous and what has become of them, in one sentence. */
export function adoptionSummary({ operations, adopted, proposals }: Adoption, isWriting: boolean): string {
  const ready = proposals.filter(({ insertion }) => insertion !== undefined).length
  const already = adopted === 0 ? '' : `, ${adopted} adopted already`
  const start = `${count(operations, 'operation')}${already}, ${others(proposals.length, adopted)} asynchronous`
  if (proposals.length === 0) return `${start}.`
  const blocked = proposals.length - ready
  const first =
    blocked === 0 ? '' : `; ${count(blocked, 'operation')} ${blocked === 1 ? 'needs' : 'need'} something else first`
  if (isWriting) return `${start}. Blocks written: ${ready}${first}.`
  return `${start}. Blocks that --write writes: ${ready}${first}.`
}

/** 'none looks', '4 look'; beside operations that are adopted already 'no more look', '4 more look'. */
function others(found: number, adopted: number): string {
  if (adopted > 0) return `${found === 0 ? 'no' : found} more ${found === 1 ? 'looks' : 'look'}`
  return found === 0 ? 'none looks' : `${found} ${found === 1 ? 'looks' : 'look'}`
}

function proposalText(proposal: Proposal, showing: Showing): string {
  const { method, path, operationId, file, line, column, reasons, needs, insertion } = proposal
  const { style, shown } = showing
  const name = operationId === undefined ? '' : ` (${operationId})`
  const pro = reasons.filter(({ weight }) => weight > 0).map(({ text }) => text)
  const contra = reasons.filter(({ weight }) => weight < 0).map(({ text }) => text)
  return [
    `${style('bold', printable(`${shown(file)}:${line}:${column}`))} ${printable(`${method} ${path}${name}`)}`,
    printable(`  looks asynchronous: ${pro.join('; ')}${contra.length === 0 ? '' : `; although ${contra.join('; ')}`}`),
    ...needs.map((need) => `  ${style('yellow', 'first:')} ${printable(need)}`),
    ...(insertion === undefined ? [] : diffLines(insertion, showing)),
  ].join('\n')
}

/** The lines around the insertion, with the new ones marked. */
function diffLines(insertion: Insertion, { loaded, style }: Showing): readonly string[] {
  const file = loaded.find(({ path }) => path === insertion.file)
  if (file?.kind !== 'text') return []
  const before = linesAround(file.text, insertion.offset, insertion.offset)
  const after = linesAround(
    withInsertions(file.text, [insertion]),
    insertion.offset,
    insertion.offset + insertion.text.length,
  )
  const kept = new Set(before)
  const removed = before.filter((line) => !after.includes(line))
  return [
    ...removed.map((line) => style('red', `  - ${line}`)),
    ...after.map((line) => (kept.has(line) ? `    ${line}` : style('green', `  + ${line}`))),
  ]
}

const width = 160

/** The lines that a stretch touches; long ones are cut around it. */
function linesAround(text: string, from: number, to: number): readonly string[] {
  const start = text.lastIndexOf('\n', Math.max(0, from - 1)) + 1
  const end = text.indexOf('\n', to)
  const stop = end === -1 ? text.length : end
  const cutStart = Math.max(start, from - width)
  const cut = text.slice(cutStart, Math.min(stop, to + width))
  return cut.split(/\r?\n/).map((line) => printable(line.replaceAll('\t', '  ')))
}

function count(number: number, noun: string): string {
  return `${number === 0 ? 'no' : number} ${noun}${number === 1 ? '' : 's'}`
}
