/**
 * Puts a block into the text of an operation as an insertion: what stands there stays as it is, byte for byte. Follows the layout around
 * it: block or flow style, JSON, indentation, line ends. Refuses places it cannot read off the text.
 */
import { isJsonObject, type JsonObject } from '../../base/json.ts'
import { type Path, valueAt } from '../../schema/pointer.ts'
import type { SourceFile } from '../read/source.ts'
import { flowJson, flowYaml } from './flow-text.ts'
import type { Insertion } from './insertion.ts'
import { blockKey } from './read-document.ts'

/** The insertion of a block into the operation at a path, or undefined where the text does not show how. */
export function insertionOf(file: SourceFile, operation: Path, block: true | JsonObject): Insertion | undefined {
  const members = membersOf(file, operation)
  const [first] = members
  if (first === undefined) return undefined
  const unit = unitOf(file, operation, first.key)
  const place = isFlow(file, operation, first.key)
    ? inFlow(file.text, members, block, unit)
    : inBlock(file.text, members, block, unit)
  return place === undefined ? undefined : { file: file.path, ...place }
}

/** Whether the members stand in braces; a place that shows neither is an alias or an anchor, so the braces are looked for in the text. */
function isFlow(file: SourceFile, operation: Path, firstKey: number): boolean {
  const value = file.offsetOf(operation, 'value')
  if (file.text[value] === '{') return true
  return value !== firstKey && file.text.slice(0, firstKey).trimEnd().endsWith('{')
}

interface Member {
  readonly name: string
  /** Offsets of its key and its value. */
  readonly key: number
  readonly value: number
  readonly text: string | undefined
}

function membersOf(file: SourceFile, operation: Path): readonly Member[] {
  const value = valueAt(file.value, operation)
  if (!isJsonObject(value)) return []
  return Object.entries(value)
    .map(([name, member]) => ({
      name,
      key: file.offsetOf([...operation, name], 'key'),
      value: file.offsetOf([...operation, name], 'value'),
      text: typeof member === 'string' ? member : undefined,
    }))
    .toSorted((one, other) => one.key - other.key)
}

type Spliced = Pick<Insertion, 'offset' | 'text'>

/** Lines of their own: below a one-line `operationId`, else above the first member. */
function inBlock(
  text: string,
  members: readonly Member[],
  block: true | JsonObject,
  unit: string,
): Spliced | undefined {
  const [first] = members
  const id = members.find((member) => member.name === 'operationId' && isOneLine(text, member))
  const anchor = id ?? first
  if (anchor === undefined) return undefined
  const start = text.lastIndexOf('\n', anchor.key - 1) + 1
  const indent = text.slice(start, anchor.key)
  if (!/^ *$/.test(indent)) return undefined
  const eol = eolAt(text, anchor.key)
  const lines = yamlLines(block, unit).map((line) => indent + line)
  if (id === undefined) return { offset: start, text: lines.map((line) => line + eol).join('') }
  return { offset: endOfLine(text, id.value), text: lines.map((line) => eol + line).join('') }
}

function isOneLine(text: string, { key, value, text: content }: Member): boolean {
  return (
    content !== undefined &&
    content !== '' &&
    text.slice(key, endOfLine(text, key)).includes(content) &&
    value < endOfLine(text, key)
  )
}

function yamlLines(block: true | JsonObject, unit: string): readonly string[] {
  if (block === true) return [`${blockKey}: true`]
  return [`${blockKey}:`, ...Object.entries(block).map(([name, value]) => `${unit}${name}: ${flowYaml(value)}`)]
}

/** Between two members, with the white space that stands between them already. */
function inFlow(text: string, members: readonly Member[], block: true | JsonObject, unit: string): Spliced | undefined {
  const index = members.findIndex((member) => member.name === 'operationId')
  const [next] = members.slice(index + 1)
  const previous = members[index]
  const space = spaceBefore(text, (next ?? previous)?.key ?? 0)
  const entry = flowEntry(text, members, block, { unit, space })
  if (next !== undefined) return { offset: next.key, text: `${entry},${space}` }
  const end = previous === undefined ? undefined : endOfText(text, previous.value)
  return end === undefined ? undefined : { offset: end, text: `,${space}${entry}` }
}

/** The white space before a member; after a comment, only what indents the line. */
function spaceBefore(text: string, key: number): string {
  const space = /\s*$/.exec(text.slice(Math.max(0, key - 1_000), key))?.[0] ?? ''
  const lines = space.split('\n')
  return lines.length < 2 ? space : `${eolAt(text, key - space.length)}${lines.at(-1)}`
}

function flowEntry(
  text: string,
  [first]: readonly Member[],
  block: true | JsonObject,
  { unit, space }: { readonly unit: string; readonly space: string },
): string {
  const isJson = text[first?.key ?? 0] === '"'
  if (!isJson) return `${blockKey}: ${flowYaml(block)}`
  const indent = /[\r\n]/.test(space) ? { unit, line: space } : undefined
  return `"${blockKey}"${space === '' ? ':' : ': '}${flowJson(block, { isTight: space === '', indent })}`
}

function endOfText(text: string, value: number): number | undefined {
  const scalar = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s,{}[\]"'][^\s,{}[\]]*/y
  scalar.lastIndex = value
  return scalar.test(text) ? scalar.lastIndex : undefined
}

/** By how much members are indented below their operation: the document's own step. */
function unitOf(file: SourceFile, operation: Path, firstKey: number): string {
  const inner = indentAt(file.text, firstKey)
  const outer = indentAt(file.text, file.offsetOf(operation, 'key'))
  return inner.startsWith(outer) && inner.length > outer.length ? inner.slice(outer.length) : '  '
}

function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? ''
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  if (end === -1) return text.length
  return text[end - 1] === '\r' ? end - 1 : end
}

/** How the line around an offset ends; the last line as the first one does. */
function eolAt(text: string, offset: number): string {
  const end = text.indexOf('\n', offset)
  const known = end === -1 ? text.indexOf('\n') : end
  return known > 0 && text[known - 1] === '\r' ? '\r\n' : '\n'
}
