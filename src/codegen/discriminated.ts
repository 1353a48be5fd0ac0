/**
 * Finds the discriminators of a document with openapi-typescript, which goes through all it is given twice and writes into what it finds:
 * it is given copies, of what may matter to it alone. The document that was handed in stays as it is.
 */
import { type GlobalContext, type OpenAPI3, scanDiscriminators } from 'openapi-typescript'
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { objectAt } from '../schema/reference.ts'
import { someMember } from './some-member.ts'

export interface Discriminated {
  /** The document with what was written into it. */
  readonly document: JsonObject
  readonly discriminators: GlobalContext['discriminators']
}

/** The document and its discriminators, which lead to schemas that are named only. */
export function discriminated(document: JsonObject, isNamed: (component: string) => boolean): Discriminated {
  if (!someMember(document, isDiscriminator)) return { document, discriminators: { objects: {}, refsHandled: [] } }
  const sections = sectionsOf(document).map(([section, items]): [string, JsonObject] => [
    section,
    copied(items, (name, item) => (section === 'schemas' && isNamed(name)) || matters(item)),
  ])
  const searched = {
    ...document,
    paths: copied(objectAt(document, 'paths'), (_, item) => matters(item)),
    webhooks: copied(objectAt(document, 'webhooks'), (_, item) => matters(item)),
    components: Object.fromEntries(sections),
  }
  // The compiler has checked that it is OpenAPI.
  const discriminators = scanDiscriminators(searched as unknown as OpenAPI3, { silent: true })
  return { document: withCopies(document, searched), discriminators }
}

function isDiscriminator(name: string, member: JsonValue): boolean {
  return name === 'discriminator' && typeof member === 'object' && member !== null && 'propertyName' in member
}

/** Parts are looked at, too: one that refers to a schema with a discriminator is one of its alternatives. */
function matters(item: JsonValue): boolean {
  return someMember(item, (name, member) => name === 'allOf' || isDiscriminator(name, member))
}

function copied(items: JsonObject, isWanted: (name: string, item: JsonValue) => boolean): JsonObject {
  const wanted = Object.entries(items).filter(([name, item]) => isWanted(name, item))
  return Object.fromEntries(wanted.map(([name, item]) => [name, structuredClone(item)]))
}

/** The kinds of components that there are, each by its name. */
function sectionsOf(document: JsonObject): readonly (readonly [string, JsonObject])[] {
  return Object.entries(objectAt(document, 'components')).flatMap(([section, items]) =>
    isJsonObject(items) ? [[section, items] as const] : [],
  )
}

/** Each copy in the place of what it is a copy of. */
function withCopies(document: JsonObject, searched: JsonObject): JsonObject {
  const components = sectionsOf(document).map(([section, items]): [string, JsonObject] => [
    section,
    { ...items, ...objectAt(searched, 'components', section) },
  ])
  return {
    ...document,
    ...('paths' in document && { paths: { ...objectAt(document, 'paths'), ...objectAt(searched, 'paths') } }),
    ...('webhooks' in document && {
      webhooks: { ...objectAt(document, 'webhooks'), ...objectAt(searched, 'webhooks') },
    }),
    components: { ...objectAt(document, 'components'), ...Object.fromEntries(components) },
  }
}
