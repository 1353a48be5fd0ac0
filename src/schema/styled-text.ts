/**
 * Splits a parameter's text at the delimiters of its style (OpenAPI 3.1, section 4.8.12.3). The pieces stay encoded, because an encoded
 * delimiter belongs to the value.
 */
import type { ParameterFormat } from '../base/parameter-format.ts'
import { decodePercent, type RawPair, toPair } from './raw-pairs.ts'

/** The pieces of one parameter: one text, a list, or named texts. */
export type StyledText =
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'one'; readonly text: string }
  | { readonly kind: 'list'; readonly texts: readonly string[] }
  | { readonly kind: 'named'; readonly pairs: readonly RawPair[] }

/** Where a parameter may be: `text` of a path segment or header, `pairs` of the query or the cookies. */
export interface ParameterPlaces {
  readonly text: string | undefined
  readonly pairs: readonly RawPair[]
}

/** The pieces that the request holds for a parameter. */
export function styledText(parameter: ParameterFormat, { text, pairs }: ParameterPlaces): StyledText {
  if (parameter.in === 'query' || parameter.in === 'cookie') return fromPairs(parameter, pairs)
  if (text === undefined) return { kind: 'absent' }
  if (parameter.json) return { kind: 'one', text }
  switch (parameter.style) {
    case 'label':
      return fromLabel(parameter, text)
    case 'matrix':
      return fromMatrix(parameter, text)
    default:
      return split(parameter, text, ',')
  }
}

function fromPairs(parameter: ParameterFormat, pairs: readonly RawPair[]): StyledText {
  if (parameter.shape.kind === 'object' && !parameter.json) {
    if (parameter.style === 'deepObject') return fromDeepObject(parameter, pairs)
    if (parameter.style === 'form' && parameter.explode) return fromProperties(parameter, pairs)
  }
  const texts = pairs.filter(({ name }) => decodePercent(name) === parameter.name).map(({ value }) => value)
  const [only] = texts
  if (only === undefined) return { kind: 'absent' }
  if (parameter.shape.kind === 'array' && parameter.explode && !parameter.json) return { kind: 'list', texts }
  if (texts.length > 1) return { kind: 'refused', detail: `must be given once, not ${texts.length} times` }
  return parameter.json ? { kind: 'one', text: only } : split(parameter, only, delimiterOf(parameter.style))
}

/** A delimiter as a pattern, since space and pipe may only stand encoded in a URL. */
function delimiterOf(style: ParameterFormat['style']): string | RegExp {
  if (style === 'spaceDelimited') return /%20| /
  return style === 'pipeDelimited' ? /%7[cC]|\|/ : ','
}

function fromDeepObject({ name }: ParameterFormat, pairs: readonly RawPair[]): StyledText {
  const named: RawPair[] = []
  for (const pair of pairs) {
    const inside = decodePercent(pair.name)
    if (inside?.startsWith(`${name}[`) && inside.endsWith(']')) {
      named.push({ name: encodeURIComponent(inside.slice(name.length + 1, -1)), value: pair.value })
    }
  }
  return named.length === 0 ? { kind: 'absent' } : { kind: 'named', pairs: named }
}

/** An exploded form object: its properties stand in the query as if they were parameters of their own. */
function fromProperties({ shape }: ParameterFormat, pairs: readonly RawPair[]): StyledText {
  if (shape.kind !== 'object') return { kind: 'absent' }
  const named = pairs.filter(({ name }) => {
    const decoded = decodePercent(name)
    return decoded !== undefined && (shape.others.length > 0 || Object.hasOwn(shape.properties, decoded))
  })
  return named.length === 0 ? { kind: 'absent' } : { kind: 'named', pairs: named }
}

function fromLabel(parameter: ParameterFormat, text: string): StyledText {
  if (!text.startsWith('.')) return { kind: 'refused', detail: 'must begin with "."' }
  return split(parameter, text.slice(1), parameter.explode ? '.' : ',')
}

function fromMatrix(parameter: ParameterFormat, text: string): StyledText {
  if (!text.startsWith(';')) return { kind: 'refused', detail: 'must begin with ";"' }
  const pairs = text.slice(1).split(';').map(toPair)
  if (parameter.shape.kind === 'object' && parameter.explode) return { kind: 'named', pairs }
  if (pairs.some(({ name }) => decodePercent(name) !== parameter.name)) {
    return { kind: 'refused', detail: `must be written ;${parameter.name}=…` }
  }
  if (parameter.shape.kind === 'array' && parameter.explode)
    return { kind: 'list', texts: pairs.map((pair) => pair.value) }
  const [only, ...others] = pairs
  if (only === undefined || others.length > 0) return { kind: 'refused', detail: 'must be given once' }
  return split(parameter, only.value, ',')
}

function split({ shape, explode }: ParameterFormat, text: string, delimiter: string | RegExp): StyledText {
  if (shape.kind === 'primitive') return { kind: 'one', text }
  const texts = text === '' ? [] : text.split(delimiter)
  if (shape.kind === 'array') return { kind: 'list', texts }
  return explode ? { kind: 'named', pairs: texts.map(toPair) } : alternating(texts)
}

/** 'R,100,G,200': names and values in turn. */
function alternating(texts: readonly string[]): StyledText {
  if (texts.length % 2 === 1) return { kind: 'refused', detail: 'must be names and values in turn' }
  const pairs: RawPair[] = []
  for (let index = 0; index < texts.length; index += 2) {
    pairs.push({ name: texts[index] ?? '', value: texts[index + 1] ?? '' })
  }
  return { kind: 'named', pairs }
}
