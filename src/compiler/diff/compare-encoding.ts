/** How the members of a form or a multipart body are written: `encoding`, with what OpenAPI says where it is silent. */
import { canonicalJson, type JsonObject } from '../../base/json.ts'
import { readObject, readText } from '../../base/read-json.ts'
import type { Path } from '../../schema/pointer.ts'
import type { SchemaNode } from '../schemas/schema-node.ts'
import type { Found, OperationPair } from './found.ts'
import { memberOf, propertyNames } from './object-members.ts'
import type { SchemaPair } from './schema-changes.ts'
import { typesOf } from './value-sets.ts'

interface MediaTypePair {
  readonly mediaType: string
  readonly old: Path
  readonly new: Path
}

/** Nothing else than forms and multipart bodies has an encoding. */
export function compareEncodings(pair: OperationPair, schemas: SchemaPair, media: MediaTypePair): readonly Found[] {
  if (!/^(application\/x-www-form-urlencoded|multipart\/)/.test(media.mediaType)) return []
  const before = readObject(readObject(pair.old.view.read(media.old)?.value).encoding)
  const after = readObject(readObject(pair.new.view.read(media.new)?.value).encoding)
  const known = propertyNames(schemas.new)
  const names = [...propertyNames(schemas.old)].filter((name) => known.has(name))
  return names.flatMap((name): readonly Found[] => {
    const [was, is] = [readObject(before[name]), readObject(after[name])]
    const at = { old: [...media.old, 'encoding', name], new: [...media.new, 'encoding', name] }
    const [form, other] = [formOf(was, memberOf(schemas.old, name)), formOf(is, memberOf(schemas.new, name))]
    const isKept = form === other && acceptsAll(typesIn(was), typesIn(is))
    if (isKept) return []
    return [{ ...at, code: 'body-encoding-changed', message: `\`${name}\` of the body is written another way` }]
  })
}

/** `explode` makes no difference to one value. */
function formOf({ style, explode, contentType, headers = {} }: JsonObject, member: SchemaNode): string {
  // With a media type alone, style and explode do not count (OpenAPI 3.1, section 4.8.15).
  if (style === undefined && explode === undefined && contentType !== undefined)
    return canonicalJson(['typed', headers])
  const types = typesOf(member)
  const isMany = types.has('array') || types.has('object')
  return canonicalJson([style ?? 'form', isMany && (explode ?? (style ?? 'form') === 'form'), headers])
}

const typesIn = ({ contentType }: JsonObject): readonly string[] | undefined =>
  readText(contentType)
    ?.toLowerCase()
    .split(',')
    .map((type) => type.trim())

const acceptsAll = (was: readonly string[] | undefined, is: readonly string[] | undefined): boolean =>
  was === undefined || is === undefined ? was === is : was.every((type) => is.includes(type))
