/** How the members of a form or a multipart message are written: `encoding`, with what OpenAPI says where it is silent. */
import { canonicalJson, type JsonObject, type JsonValue } from '../../base/json.ts'
import { readBoolean, readObject, readText } from '../../base/read-json.ts'
import type { Path } from '../../schema/pointer.ts'
import { below, nodeOf, type SchemaNode } from '../schemas/schema-node.ts'
import { areHeadersSent } from './encoding-headers.ts'
import type { Found, OperationPair, OperationSide } from './found.ts'
import { covers } from './media-types.ts'
import { memberOf, propertyNames } from './object-members.ts'
import type { SchemaPair } from './schema-changes.ts'
import { typesOf } from './value-sets.ts'
import type { ChangeCode } from './verdicts.ts'

/** A media type that both specs have, and what is said when its members are written another way. */
export interface EncodedPair {
  readonly mediaType: string
  readonly old: Path
  readonly new: Path
  /** A request has to be taken as it was sent before, an answer to be what was promised before. */
  readonly direction: 'request' | 'response'
  readonly changed: ChangeCode
}

/** Nothing else than forms and multipart messages has an encoding. */
export function compareEncodings(pair: OperationPair, schemas: SchemaPair, media: EncodedPair): readonly Found[] {
  if (!/^(application\/x-www-form-urlencoded|multipart\/)/.test(media.mediaType)) return []
  return [...compareNamed(pair, schemas, media), ...comparePositions(pair, schemas, media)]
}

function compareNamed(pair: OperationPair, schemas: SchemaPair, media: EncodedPair): readonly Found[] {
  const known = propertyNames(schemas.new)
  const isParts = media.mediaType.startsWith('multipart/')
  const names = [...propertyNames(schemas.old)].filter((name) => known.has(name))
  return names.flatMap((name): readonly Found[] => {
    const at = { old: [...media.old, 'encoding', name], new: [...media.new, 'encoding', name] }
    const old = encodingAt(pair.old, at.old, schemas.old, isParts)
    const next = encodingAt(pair.new, at.new, schemas.new, isParts)
    const about = `\`${name}\` of ${schemas.what}`
    if (!isKept(old, next, media)) return [{ ...at, code: media.changed, message: `${about} is written another way` }]
    if (old.isReserved === next.isReserved) return []
    return [{ ...at, code: 'escaping-changed', message: escapingMessage(about, next.isReserved) }]
  })
}

/** About `allowReserved`: what decodes percent signs reads both the same. */
export function escapingMessage(what: string, isReserved: boolean): string {
  return `${what} ${isReserved ? 'may now have' : 'no longer has'} reserved characters unescaped`
}

interface Encoding {
  readonly side: OperationSide
  readonly at: Path
  readonly form: string
  /** The media types of a part; absent where its style decides. */
  readonly types?: readonly string[]
  /** Whether the media types are written out. */
  readonly isTyped: boolean
  readonly isReserved: boolean
}

function encodingAt(side: OperationSide, at: Path, schema: SchemaNode, isParts: boolean): Encoding {
  const value = readObject(side.view.read(at)?.value)
  const member = memberOf(schema, at.at(-1) ?? '')
  const { style, explode, allowReserved } = value
  const written = readText(value.contentType)
  // With a style, the media type does not count, and the other way round (OpenAPI 3.1, section 4.8.15).
  const isStyled = [style, explode, allowReserved].some((one) => one !== undefined)
  const hasTypes = !isStyled && (isParts || written !== undefined)
  return {
    ...{ side, at, isTyped: written !== undefined, isReserved: readBoolean(allowReserved) === true },
    form: formOf(value, member, hasTypes),
    ...(hasTypes ? { types: written === undefined ? [impliedType(member)] : typesIn(written) } : {}),
  }
}

/** `explode` makes no difference to one value; what is nested (OpenAPI 3.2) counts as it stands. */
function formOf(value: JsonObject, member: SchemaNode, hasTypes: boolean): string {
  const nested = nestedIn(value)
  if (hasTypes) return canonicalJson(['typed', nested])
  const style = value.style ?? 'form'
  const types = typesOf(member)
  const isMany = types.has('array') || types.has('object')
  return canonicalJson([style, isMany && (value.explode ?? style === 'form'), nested])
}

const nestedIn = ({ encoding = null, prefixEncoding = null, itemEncoding = null }: JsonObject): JsonValue => [
  ...[encoding, prefixEncoding, itemEncoding],
]

const typesIn = (written: string): readonly string[] =>
  written
    .toLowerCase()
    .split(',')
    .map((type) => type.trim())

/** What a part is where nothing says so (OpenAPI 3.1, section 4.8.15). */
function impliedType(member: SchemaNode): string {
  const types = typesOf(member)
  const isOpen = !member.parts.some(({ value }) => value.type !== undefined)
  const isBinary = member.parts.some(({ value }) => value.contentEncoding !== undefined || value.format === 'binary')
  if (isOpen || isBinary) return 'application/octet-stream'
  if (types.has('object')) return 'application/json'
  if (!types.has('array')) return 'text/plain'
  const items = member.parts.flatMap((part) => below(part, 'items'))
  return impliedType(nodeOf(member.spec, member.at, items))
}

/** Whoever reads has to manage whatever may be written: the new service in a request, callers of old in an answer. */
function isKept(old: Encoding, next: Encoding, { direction }: EncodedPair): boolean {
  const [written, read] = direction === 'request' ? [old, next] : [next, old]
  return written.form === read.form && areTypesRead(written, read) && areHeadersSent(read, written)
}

/** Where neither says them, they follow from the schemas, which are compared themselves. */
function areTypesRead(written: Encoding, read: Encoding): boolean {
  if (!written.isTyped && !read.isTyped) return true
  return (written.types ?? []).every((type) =>
    (read.types ?? []).some((range) => range === type || covers(range, type)),
  )
}

/** Parts that are told apart by their place (OpenAPI 3.2) have no names. */
function comparePositions(pair: OperationPair, schemas: SchemaPair, media: EncodedPair): readonly Found[] {
  const [was, is] = [pair.old.view.read(media.old), pair.new.view.read(media.new)].map((found) => {
    const { prefixEncoding, itemEncoding } = readObject(found?.value)
    return canonicalJson([prefixEncoding ?? null, itemEncoding ?? null])
  })
  if (was === is) return []
  const message = `the parts of ${schemas.what} are written another way`
  return [{ old: media.old, new: media.new, code: media.changed, message }]
}
