/** A schema as a table that people can read: one row for each member, nested ones by their path ('groups[].mean'). */
import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { followReference, objectAt } from '../schema/reference.ts'
import { table } from './elements.ts'
import { type Html, html } from './html.ts'
import { inlineMarkdown } from './markdown.ts'
import { listAt, textAt } from './published.ts'
import { constraints, typeText } from './schema-text.ts'

/** The members of a schema; a sentence instead when it has none. */
export function schemaTable(
  document: JsonObject,
  schema: JsonValue | undefined,
  caption: string,
  direction: 'sent' | 'received',
): Html {
  const merged = flatten(document, schema)
  const rows = memberRows(document, merged, '', [])
  const rendered = table(
    caption,
    ['Member', 'Type', 'Meaning'],
    rows.map(({ path, required, member }) => [
      html`<code>${path}</code>${presence(direction, required)}`,
      html`<span class="type">${typeText(document, member)}</span>`,
      meaning(member),
    ]),
  )
  return rendered ?? html`<p>${typeText(document, merged)} ${meaning(merged)}</p>`
}

/** Senders want to know what they must not leave out, receivers what they must not rely on. */
function presence(direction: 'sent' | 'received', required: boolean): Html | false {
  if (direction === 'sent') return required && html` <span class="needed">required</span>`
  return !required && html` <span class="quiet">if any</span>`
}

/** Description and limits of a value. */
export function meaning(schema: JsonObject): Html {
  const limits = constraints(schema)
  return html`${inlineMarkdown(textAt(schema, 'description'))}${limits.length > 0 && html` <span class="limits">${limits.join(' · ')}</span>`}`
}

interface Row {
  readonly path: string
  readonly required: boolean
  readonly member: JsonObject
}

const deepest = 6

function memberRows(
  document: JsonObject,
  schema: JsonObject,
  prefix: string,
  above: readonly string[],
): readonly Row[] {
  const required = new Set(listAt(schema, 'required'))
  return Object.entries(objectAt(schema, 'properties')).flatMap(([name, declared]): readonly Row[] => {
    const path = prefix === '' ? name : `${prefix}.${name}`
    const member = flatten(document, declared)
    return [{ path, required: required.has(name), member }, ...nestedRows(document, member, path, above)]
  })
}

/** A schema that contains itself is shown once. */
function nestedRows(document: JsonObject, member: JsonObject, path: string, above: readonly string[]): readonly Row[] {
  const identity = canonicalJson(member)
  if (above.length >= deepest || above.includes(identity)) return []
  const below = [...above, identity]
  if (member.items === undefined) return memberRows(document, member, path, below)
  return memberRows(document, flatten(document, member.items), `${path}[]`, below)
}

/** What a reference leads to, with the members of `allOf` joined in. */
export function flatten(document: JsonObject, schema: JsonValue | undefined): JsonObject {
  const { allOf, ...own } = withTarget(document, schema)
  const parts = Array.isArray(allOf) ? allOf.map((part) => flatten(document, part)) : []
  return parts.reduce<JsonObject>((joined, part) => join(document, joined, part), own)
}

/** OpenAPI 3.1 lets a description stand beside `$ref`. */
function withTarget(document: JsonObject, schema: JsonValue | undefined): JsonObject {
  if (!isJsonObject(schema)) return {}
  const { $ref, ...beside } = schema
  return $ref === undefined ? schema : { ...followReference(document, schema), ...beside }
}

function join(document: JsonObject, one: JsonObject, other: JsonObject): JsonObject {
  const properties = { ...objectAt(one, 'properties') }
  for (const [name, schema] of Object.entries(objectAt(other, 'properties'))) {
    const known = properties[name]
    properties[name] = known === undefined ? schema : { ...flatten(document, known), ...flatten(document, schema) }
  }
  const required = [...new Set([...listAt(one, 'required'), ...listAt(other, 'required')])]
  return { ...other, ...one, properties, required }
}
