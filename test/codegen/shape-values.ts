/** Values that come near a schema: of the names and the values that it speaks of, and a few that it does not. */
import fc from 'fast-check'
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/base/json.ts'

/** The same values each time. */
export function valuesNear(schema: JsonObject, components: JsonObject, count: number): readonly JsonValue[] {
  const words = wordsOf([schema, ...referred(schema, components)])
  const values = fc.sample(near(words), { numRuns: count, seed: 20 }).filter((value) => !isForeign(value, words))
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()]
}

/** TypeScript refuses what shares no member with a type of none but optional ones, however open the object is. */
function isForeign(value: JsonValue, { described }: Words): boolean {
  const names = isJsonObject(value) ? Object.keys(value) : []
  return names.length > 0 && described.length > 0 && !names.some((name) => described.includes(name))
}

interface Words {
  /** The names that are described whatever the value is. */
  readonly described: readonly string[]
  readonly names: readonly string[]
  readonly values: readonly JsonValue[]
}

function near({ names, values }: Words): fc.Arbitrary<JsonValue> {
  const atom = fc.constantFrom<JsonValue[]>(...values, '', 'q', 0, 7, true, false, null)
  const member = fc.oneof(
    { weight: 6, arbitrary: atom },
    { weight: 1, arbitrary: fc.constantFrom<JsonValue[]>([], ['q', 7], { q: 7 }) },
  )
  const members = fc.uniqueArray(fc.tuple(fc.constantFrom(...names, 'z'), member), {
    maxLength: 5,
    selector: ([name]) => name,
  })
  const object = members.map((entries): JsonValue => Object.fromEntries(entries))
  return fc.oneof({ weight: 9, arbitrary: object }, { weight: 1, arbitrary: member })
}

function referred(schema: JsonObject, components: JsonObject): readonly JsonObject[] {
  const text = JSON.stringify(schema)
  return Object.entries(components).flatMap(([name, component]) =>
    text.includes(`/${name}"`) && isJsonObject(component) ? [component, ...referred(component, components)] : [],
  )
}

function wordsOf(schemas: readonly JsonValue[]): Words {
  const described = new Set<string>()
  const names = new Set<string>()
  const values = new Set<JsonValue>()
  const read = (schema: JsonValue | undefined, always: boolean): void => {
    if (Array.isArray(schema)) for (const part of schema) read(part, always)
    if (!isJsonObject(schema)) return
    const { properties, patternProperties, dependentRequired, required, enum: listed, const: one, ...rest } = schema
    for (const name of Object.keys(objectOf(properties))) (always ? described : names).add(name)
    for (const name of Object.keys(objectOf(dependentRequired))) names.add(name)
    for (const name of textsIn(required)) names.add(name)
    for (const pattern of Object.keys(objectOf(patternProperties)))
      for (const name of keysNear(pattern)) names.add(name)
    for (const value of [...(Array.isArray(listed) ? listed : []), ...(one === undefined ? [] : [one])])
      values.add(value)
    for (const part of [...Object.values(objectOf(properties)), ...Object.values(objectOf(patternProperties))])
      read(part, false)
    for (const [key, part] of Object.entries(rest)) read(part, always && key === 'allOf')
  }
  for (const schema of schemas) read(schema, true)
  return { described: [...described], names: [...new Set([...described, ...names])], values: [...values] }
}

const objectOf = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {})

const textsIn = (value: JsonValue | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []

/** Keys that a plain pattern matches, and one that it misses by a little. */
function keysNear(pattern: string): readonly string[] {
  const text = pattern.replaceAll(/\.[*+]|[\^$\\]/g, '')
  return [text, `${text}q`, `q${text}`]
}
