/** Decodes a parameter's pieces and turns each into the first primitive type it can be. */
import type { JsonValue } from '../base/json.ts'
import type { ParameterFormat, PrimitiveType } from '../base/parameter-format.ts'
import { parseJsonText } from './json-text.ts'
import { decodePercent, type RawPair } from './raw-pairs.ts'
import type { StyledText } from './styled-text.ts'
import { knownNames } from './violations.ts'

/** What is wrong with a piece; `inside` names the item or property it stands in. */
export interface PieceFault {
  readonly inside: readonly string[]
  readonly detail: string
}

export interface Pieced {
  readonly value?: JsonValue
  readonly faults: readonly PieceFault[]
}

type Present = Exclude<StyledText, { readonly kind: 'absent' | 'refused' }>

/** The value of a parameter, or what is wrong with its pieces. */
export function pieceTogether(parameter: ParameterFormat, styled: Present): Pieced {
  const decode = parameter.in === 'header' ? (text: string) => text.trim() : decodePercent
  switch (styled.kind) {
    case 'one':
      return parameter.json ? fromJson(styled.text, decode) : fromText(styled.text, typesOf(parameter), decode)
    case 'list':
      return fromList(styled.texts, (index) => itemTypes(parameter, index), decode)
    case 'named':
      return fromPairs(styled.pairs, parameter, decode)
  }
}

type Decode = (text: string) => string | undefined

const malformed: Pieced = { faults: [{ inside: [], detail: 'is not valid percent-encoded UTF-8' }] }

function fromJson(text: string, decode: Decode): Pieced {
  const decoded = decode(text)
  if (decoded === undefined) return malformed
  const parsed = parseJsonText(decoded)
  if (parsed.ok) return { value: parsed.value, faults: [] }
  return { faults: [{ inside: [], detail: `must be JSON, but ${parsed.reason.detail}` }] }
}

function fromText(text: string, types: readonly PrimitiveType[], decode: Decode): Pieced {
  const decoded = decode(text)
  if (decoded === undefined) return malformed
  for (const type of types) {
    const value = readers[type](decoded)
    if (value !== undefined) return { value, faults: [] }
  }
  return { faults: [{ inside: [], detail: `must be ${types.map((type) => typeNames[type]).join(' or ')}` }] }
}

function fromList(
  texts: readonly string[],
  typesAt: (index: number) => readonly PrimitiveType[],
  decode: Decode,
): Pieced {
  const pieces = texts.map((text, index) => within(String(index), fromText(text, typesAt(index), decode)))
  return { value: pieces.map(({ value }) => value ?? null), faults: pieces.flatMap(({ faults }) => faults) }
}

function fromPairs(pairs: readonly RawPair[], { shape }: ParameterFormat, decode: Decode): Pieced {
  const value = new Map<string, JsonValue>()
  const faults: PieceFault[] = []
  for (const pair of pairs) {
    const name = decode(pair.name)
    if (name === undefined) return malformed
    const piece = property(name, pair.value, shape, decode)
    if (value.has(name)) faults.push({ inside: [name], detail: 'must be given once' })
    else value.set(name, piece.value ?? null)
    faults.push(...within(name, piece).faults)
  }
  return { value: Object.fromEntries(value), faults }
}

function property(name: string, text: string, shape: ParameterFormat['shape'], decode: Decode): Pieced {
  if (shape.kind !== 'object') return { faults: [] }
  if (name === '__proto__') return { faults: [{ inside: [], detail: 'is not an allowed name' }] }
  const types = Object.hasOwn(shape.properties, name) ? shape.properties[name] : shape.others
  if (types !== undefined && types.length > 0) return fromText(text, types, decode)
  const known = knownNames(Object.keys(shape.properties))
  return { faults: [{ inside: [], detail: `is not a known property${known}` }] }
}

function within(name: string, { value, faults }: Pieced): Pieced {
  const inner = faults.map((fault) => ({ ...fault, inside: [name, ...fault.inside] }))
  return value === undefined ? { faults: inner } : { value, faults: inner }
}

function typesOf({ shape }: ParameterFormat): readonly PrimitiveType[] {
  if (shape.kind === 'primitive') return shape.types
  return shape.kind === 'array' ? shape.items : shape.others
}

function itemTypes(parameter: ParameterFormat, index: number): readonly PrimitiveType[] {
  const place = parameter.shape.kind === 'array' ? parameter.shape.places?.[index] : undefined
  return place ?? typesOf(parameter)
}

const typeNames: Readonly<Record<PrimitiveType, string>> = {
  integer: `an integer of at most ${Number.MAX_SAFE_INTEGER}`,
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
  string: 'text',
}

const readers: Readonly<Record<PrimitiveType, (text: string) => JsonValue | undefined>> = {
  integer: (text) => (/^-?(?:0|[1-9]\d*)$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined),
  number: (text) => {
    const written = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)
    return written && Number.isFinite(Number(text)) ? Number(text) : undefined
  },
  boolean: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
  null: (text) => (text === 'null' || text === '' ? null : undefined),
  string: (text) => text,
}
