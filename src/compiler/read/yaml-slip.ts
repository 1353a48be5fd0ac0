/**
 * What a YAML syntax error most likely comes from: text that needed quotes, a bracket or quote that is not closed, a comma that is missing,
 * an indentation that changes. Points to the slip, where the parser points to the place at which it gave up.
 */
import { type Document, isCollection, isScalar, visit } from 'yaml'

export interface YamlSlip {
  readonly offset: number
  readonly message: string
  readonly hint: string
}

/** The slip behind an error at an offset, or undefined when it is none of the usual ones. */
export function yamlSlip(text: string, offset: number, code: string, document: Document): YamlSlip | undefined {
  return (
    unquotedReference(text, offset) ??
    openQuote(text, offset, document) ??
    missingComma(text, offset, code, document) ??
    textBehindQuote(text, offset, code) ??
    unquotedColon(text, offset, code) ??
    deeperLine(text, offset, code) ??
    missingSpace(text, offset) ??
    atFirstSight(code, offset) ??
    openBracket(text, offset, document) ??
    otherIndent(offset, code)
  )
}

/** `{ $ref: #/… }` is a mapping that is not closed: the rest of the line is a comment. */
function unquotedReference(text: string, offset: number): YamlSlip | undefined {
  const at = text.slice(0, offset).search(/[{,][ \t]*\$ref:[ \t]+#/)
  if (at === -1) return undefined
  const start = text.indexOf('#', at)
  const [reference = ''] = /^[^\s,}\]]+/.exec(text.slice(start, lineEnd(text, start))) ?? []
  return {
    offset: start,
    message: 'Without quotes, what begins with `#` is a comment',
    hint: `Quote the reference: '${reference}'.`,
  }
}

function openQuote(text: string, offset: number, document: Document): YamlSlip | undefined {
  let start: number | undefined
  visit(document, {
    Scalar(_key, node) {
      const isQuoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE'
      if (!isScalar(node) || !isQuoted || !node.range || node.range[0] >= offset || node.range[2] < offset) return
      const [from, to] = node.range
      if (to - from < 2 || text[to - 1] !== text[from]) start = from
    },
  })
  if (start === undefined) return undefined
  const quote = text[start] ?? ''
  return {
    offset: start,
    message: `The quote \`${quote}\` that opens here is not closed`,
    hint: `Close it with \`${quote}\` where its text ends.`,
  }
}

/** `{ "a": 1 "b": 2 }`. */
function missingComma(text: string, offset: number, code: string, document: Document): YamlSlip | undefined {
  if (!commaErrors.has(code) || !isInFlow(document, offset)) return undefined
  const behind = endOfPlain(text, offset) ?? text.slice(0, offset).trimEnd().length
  const next = text.slice(behind).trimStart()
  if (/[{[,:]/.test(text.charAt(behind - 1)) || !/^(?:["'{[]|[\w$-]+\s*(?::|[,\]]))/.test(next)) return undefined
  return { offset: behind, message: 'A comma is missing here', hint: 'Put a `,` between the two.' }
}

/** Plain text goes on over what was to be the next key, so the parser gives up where that text begins. */
function endOfPlain(text: string, offset: number): number | undefined {
  const near = text.slice(offset, offset + 300)
  const plain = /^[^\s"'{}[\],:#][^\n"'{}[\],:#]*?(?=\s+(?:"[^"\n]*"|'[^'\n]*'|[\w$-]+):(?:\s|$))/.exec(near)?.[0]
  return plain === undefined ? undefined : offset + plain.length
}

const commaErrors = new Set(['MISSING_CHAR', 'UNEXPECTED_TOKEN', 'BLOCK_IN_FLOW', 'MULTILINE_IMPLICIT_KEY'])

function isInFlow(document: Document, offset: number): boolean {
  let found = false
  visit(document, {
    Collection(_key, node) {
      if (!isCollection(node) || node.flow !== true || !node.range) return
      found ||= node.range[0] < offset && node.range[2] >= offset
    },
  })
  return found
}

/** `summary: "Count" the words`. */
function textBehindQuote(text: string, offset: number, code: string): YamlSlip | undefined {
  if (code !== 'UNEXPECTED_TOKEN') return undefined
  const [, before, value] =
    /^(\s*(?:- )*(?:[^\s:'"]+:[ \t]+)?)(["'].*?)(?:[ \t]+#.*)?\s*$/.exec(lineAt(text, offset)) ?? []
  if (before === undefined || value === undefined) return undefined
  return {
    offset: lineStart(text, offset) + before.length,
    message: 'The text goes on behind its closing quote',
    hint: `Quote all of it: ${quoted(value)}.`,
  }
}

/** In the quotes that are around it already, or else in single ones. */
function quoted(value: string): string {
  const quote = value.at(0)
  const inner = value.length > 1 && value.at(-1) === quote ? value.slice(1, -1) : undefined
  if (inner !== undefined && quote === '"') return `"${inner.replaceAll(/\\?"/g, '\\"')}"`
  return `'${(inner ?? value).replaceAll(/'+/g, "''")}'`
}

/** `summary: Count: the words`. */
function unquotedColon(text: string, offset: number, code: string): YamlSlip | undefined {
  if (code !== 'BLOCK_AS_IMPLICIT_KEY') return undefined
  const line = lineAt(text, offset)
  const [, before, value] =
    /^(\s*(?:- )*[^\s:'"]+:[ \t]+)([^\s'"{[|>&*!#].*?:[ \t].*?)(?:[ \t]+#.*)?\s*$/.exec(line) ?? []
  if (before === undefined || value === undefined) return undefined
  return {
    offset: lineStart(text, offset) + before.length,
    message: 'Text with `: ` in it reads as another mapping',
    hint: `Quote it: '${value.replaceAll("'", "''")}'.`,
  }
}

/** A key that is indented more than the one above it, which has its value already. */
function deeperLine(text: string, offset: number, code: string): YamlSlip | undefined {
  if (code !== 'BLOCK_AS_IMPLICIT_KEY') return undefined
  const start = lineStart(text, offset)
  const indent = indentAt(text, start)
  let next = lineEnd(text, start) + 1
  while (next < text.length && /^[ \t]*(#.*)?\r?$/.test(text.slice(next, lineEnd(text, next))))
    next = lineEnd(text, next) + 1
  if (next >= text.length || indentAt(text, next) <= indent) return undefined
  return {
    offset: next + indentAt(text, next),
    message: 'This line is indented more than the one above it, which has its value already',
    hint: `Indent it like the line above it, ${indent === 0 ? 'without spaces before it' : `by ${indent}`}.`,
  }
}

/** `summary:Count` is one word. */
function missingSpace(text: string, offset: number): YamlSlip | undefined {
  const start = lineStart(text, offset)
  const [, before, name, value] = /^(\s*(?:- )*)([\w$-]+):([^\s:/].*?)\s*$/.exec(lineAt(text, offset)) ?? []
  if (before === undefined || name === undefined || value === undefined) return undefined
  return {
    offset: start + before.length,
    message: `\`${name}:\` needs a space behind it to be a key`,
    hint: `Write \`${name}: ${value}\`.`,
  }
}

function atFirstSight(code: string, offset: number): YamlSlip | undefined {
  if (code === 'TAB_AS_INDENT') return { offset, message: 'A tab cannot indent', hint: 'Indent with spaces.' }
  if (code !== 'BAD_SCALAR_START') return undefined
  return { offset, message: 'Text cannot begin with this character', hint: 'Quote the text.' }
}

function openBracket(text: string, offset: number, document: Document): YamlSlip | undefined {
  let start: number | undefined
  visit(document, {
    Collection(_key, node) {
      if (!isCollection(node) || node.flow !== true || !node.range || node.range[0] >= offset) return
      if (closing[text[node.range[0]] ?? ''] !== text[node.range[1] - 1]) start = node.range[0]
    },
  })
  if (start === undefined) return undefined
  const bracket = text[start] ?? ''
  return {
    offset: start,
    message: `The \`${bracket}\` that opens here is not closed on its lines`,
    hint: `Close it with \`${closing[bracket]}\`.`,
  }
}

const closing: Readonly<Record<string, string>> = { '{': '}', '[': ']' }

const otherIndent = (offset: number, code: string): YamlSlip | undefined =>
  code === 'BAD_INDENT'
    ? {
        offset,
        message: 'This line does not begin where the others of its mapping or list do',
        hint: 'Indent it by as many spaces as the keys beside it.',
      }
    : undefined

/** The line around an offset; nothing for lines that nobody wrote by hand. */
function lineAt(text: string, offset: number): string {
  const [start, end] = [lineStart(text, offset), lineEnd(text, offset)]
  return end - start > 1_000 ? '' : text.slice(start, end)
}

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  return end === -1 ? text.length : end
}

const indentAt = (text: string, start: number): number =>
  /^ */.exec(text.slice(start, lineEnd(text, start)))?.[0].length ?? 0
