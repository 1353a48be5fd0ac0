/** Names and values of a query string or a Cookie header, in order, still encoded. */

export interface RawPair {
  readonly name: string
  readonly value: string
}

/**
 * The pairs of a query; empty stretches between '&' are dropped. '+' becomes '%20', as forms write a space.
 *
 * @example queryPairs('a=1&a=2&b') // [{ name: 'a', value: '1' }, { name: 'a', value: '2' }, { name: 'b', value: '' }]
 */
export function queryPairs(query: string): readonly RawPair[] {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => toPair(part.replaceAll('+', '%20')))
}

/** The pairs of a Cookie header (RFC 6265, section 4.2). */
export function cookiePairs(header: string): readonly RawPair[] {
  return header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(toPair)
}

/**
 * Percent-encoded text decoded as UTF-8, or undefined when it is malformed.
 *
 * @example decodePercent('a%20b') // 'a b'
 */
export function decodePercent(text: string): string | undefined {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** 'name=value' as a pair; text without '=' is a name with an empty value. */
export function toPair(text: string): RawPair {
  const equals = text.indexOf('=')
  return equals < 0 ? { name: text, value: '' } : { name: text.slice(0, equals), value: text.slice(equals + 1) }
}
