/** A schema as a table that people can read: one row for each member, nested ones by their path ('groups[].mean'). */
import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { followReference, objectAt } from '../schema/reference.ts'
import { table } from './elements.ts'
import { type Html, html } from './html.ts'
import { inlineMarkdown } from './markdown.ts'
import { listAt, textAt } from './published.ts'
import { branchesOf, branchName, constraints, typeText } from './schema-text.ts'

/** The members of a schema; a sentence instead when it has none. */
export function schemaTable(
  document: JsonObject,
  schema: JsonValue | undefined,
  caption: string,
  direction: 'sent' | 'received',
): Html {
  const merged = flatten(document, schema)
  const rendered = table(
    caption,
    ['Member', 'Type', 'Meaning'],
    nestedRows(document, merged, '', { above: [], inUnion: false }).map(({ path, required, member, of }) => [
      html`<code>${path}</code>${presence(direction, required)}${of !== undefined && html` <span class="quiet">of ${of}</span>`}`,
      html`<span class="type">${typeText(document, member)}</span>`,
      meaning(member),
    ]),
  )
  const whole = html`<p>${typeText(document, merged)} ${meaning(merged)}</p>`
  if (rendered === undefined) return whole
  return merged.properties === undefined ? html`${whole}${rendered}` : rendered
}

/** Senders want to know what they must not leave out, receivers what they must not rely on. */
function presence(direction: 'sent' | 'received', required: boolean | undefined): Html | false {
  if (required === undefined) return false
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
  /** Unknown of what stands for any number of values. */
  readonly required?: boolean
  readonly member: JsonObject
  /** The alternative that the member belongs to. */
  readonly of?: string
}

/** Where in a schema the rows are: what it lies in, and whether one of that is an alternative, inside which no others are opened. */
interface Depth {
  readonly above: readonly string[]
  readonly inUnion: boolean
}

const deepest = 6

function memberRows(document: JsonObject, schema: JsonObject, prefix: string, depth: Depth): readonly Row[] {
  const required = new Set(listAt(schema, 'required'))
  return Object.entries(objectAt(schema, 'properties')).flatMap(([name, declared]) =>
    rowsOf(document, declared, prefix === '' ? name : `${prefix}.${name}`, required.has(name), depth),
  )
}

function rowsOf(
  document: JsonObject,
  declared: JsonValue,
  path: string,
  required: boolean,
  depth: Depth,
): readonly Row[] {
  const member = flatten(document, declared)
  return [{ path, required, member }, ...nestedRows(document, member, path, depth)]
}

/** A schema that contains itself is shown once. */
function nestedRows(document: JsonObject, member: JsonObject, path: string, depth: Depth): readonly Row[] {
  const identity = canonicalJson(member)
  if (depth.above.length >= deepest || depth.above.includes(identity)) return []
  const below = { ...depth, above: [...depth.above, identity] }
  return [
    ...placeRows(document, member, path, below),
    ...eachRows(document, member.items, `${path}[]`, below),
    ...memberRows(document, member, path, below),
    ...eachRows(document, member.additionalProperties, path === '' ? '*' : `${path}.*`, below),
    ...(depth.inUnion ? [] : branchRows(document, member, path, { ...below, inUnion: true })),
  ]
}

/** What holds for each of many values: a row where the type alone does not say it, and one for each member. */
function eachRows(document: JsonObject, declared: JsonValue | undefined, path: string, depth: Depth): readonly Row[] {
  if (!isJsonObject(declared)) return []
  const member = flatten(document, declared)
  const says = constraints(member).length > 0 || branchesOf(member).length > 0
  return [...(says ? [{ path, member }] : []), ...nestedRows(document, member, path, depth)]
}

/** The places of an array that each have a type of their own. */
function placeRows(document: JsonObject, member: JsonObject, path: string, depth: Depth): readonly Row[] {
  const least = Number(member.minItems ?? 0)
  return listAt(member, 'prefixItems').flatMap((place, index) =>
    rowsOf(document, place, `${path}[${index}]`, index < least, depth),
  )
}

/** The members that an alternative adds, each marked as its own. */
function branchRows(document: JsonObject, member: JsonObject, path: string, depth: Depth): readonly Row[] {
  return branchesOf(member).flatMap((branch, index) => {
    const of = branchName(branch) ?? `alternative ${index + 1}`
    return nestedRows(document, flatten(document, branch), path, depth).map((row) => ({ ...row, of }))
  })
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
