/** Finds where JSON text stops being JSON (RFC 8259): the engine's parser says what is wrong there, and not always where. */

/** The offset of the first token that cannot stand where it does; the end of the text when something is missing there. */
export function jsonErrorAt(text: string): number {
  const open: ('{' | '[')[] = []
  let expected: Expected = 'value'
  for (const { token, at } of tokensOf(text)) {
    const isClosing = token === (open.at(-1) === '{' ? '}' : ']') && open.length > 0
    if (isClosing && closable.has(expected)) {
      open.pop()
      expected = 'end'
    } else if (isValue(token) && takesValue.has(expected)) {
      const opening = token === '{' || token === '[' ? token : undefined
      if (opening !== undefined) open.push(opening)
      expected = opening === '{' ? 'key or end' : opening === '[' ? 'item or end' : 'end'
    } else if (token.startsWith('"') && (expected === 'key' || expected === 'key or end')) expected = 'colon'
    else if (token === ':' && expected === 'colon') expected = 'value'
    else if (token === ',' && expected === 'end' && open.length > 0) expected = open.at(-1) === '{' ? 'key' : 'value'
    else return at
  }
  return text.length
}

type Expected = 'value' | 'item or end' | 'key' | 'key or end' | 'colon' | 'end'

const closable: ReadonlySet<Expected> = new Set(['end', 'item or end', 'key or end'])
const takesValue: ReadonlySet<Expected> = new Set(['value', 'item or end'])

/** Where no token begins, one of one character that fits nowhere. */
function* tokensOf(text: string): Generator<{ readonly token: string; readonly at: number }> {
  const form =
    /[ \t\r\n]*(?:([{}[\],:]|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)|$)/y
  while (form.lastIndex < text.length) {
    const from = form.lastIndex
    const match = form.exec(text)
    if (match !== null && match[1] === undefined) return
    const at = match === null ? from + (/^[ \t\r\n]*/.exec(text.slice(from))?.[0].length ?? 0) : form.lastIndex
    if (match?.[1] === undefined) return yield { token: '', at }
    yield { token: match[1], at: at - match[1].length }
  }
}

const isValue = (token: string): boolean => /^["{[\-\dtfn]/.test(token)
