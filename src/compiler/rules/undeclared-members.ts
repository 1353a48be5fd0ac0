/** Names in `required` that no property has: mistyped, mostly. Says nothing where another part of the schema may declare them. */
import { isJsonObject, type JsonObject } from '../../base/json.ts'
import { readList, readObject, readText } from '../../base/read-json.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { didYouMean } from '../diagnostics/did-you-mean.ts'
import { listSchemas } from '../schemas/schema-list.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { LocatedObject } from '../view/spec-view.ts'

export const checkUndeclaredMembers: Rule = (context) => {
  const schemas = listSchemas(context.spec.document)
  const combined = combinedReferences(schemas)
  return schemas
    .filter(({ value, at }) => standsAlone(value) && !isPart(at) && !combined.has(`#/${at.join('/')}`))
    .flatMap((schema) => checkRequired(context, schema))
}

/** What other schemas combine with more: `allOf` and the like, by reference. */
function combinedReferences(schemas: readonly LocatedObject[]): ReadonlySet<string> {
  const found = schemas.flatMap(({ value, at }) => {
    const reference = readText(value.$ref)
    const isCombined = isPart(at) || Object.keys(value).some((name) => name === 'properties' || name === 'required')
    return reference !== undefined && isCombined ? [reference] : []
  })
  return new Set(found)
}

const parts: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'dependentSchemas'])
const conditions: ReadonlySet<string> = new Set(['if', 'then', 'else', 'not'])

const isPart = (at: Path): boolean => parts.has(at.at(-2) ?? '') || conditions.has(at.at(-1) ?? '')

/** Whether nothing but `properties` says which members there are; `additionalProperties: false` is another diagnostic. */
function standsAlone(schema: JsonObject): boolean {
  const { properties, additionalProperties: others } = schema
  const isOpen = others === undefined || others === true
  return (
    isJsonObject(properties) &&
    Object.keys(properties).length > 0 &&
    isOpen &&
    !elsewhere.some((name) => Object.hasOwn(schema, name))
  )
}

const elsewhere: readonly string[] = [
  ...[...parts, ...conditions],
  ...['$ref', '$dynamicRef', 'patternProperties', 'unevaluatedProperties', 'propertyNames'],
]

function checkRequired(context: RuleContext, { value, at }: LocatedObject): readonly Diagnostic[] {
  const known = Object.keys(readObject(value.properties))
  return readList(value.required).flatMap((item, index) => {
    const name = readText(item)
    if (name === undefined || known.includes(name)) return []
    const unused = known.filter((each) => !readList(value.required).includes(each))
    const message = `\`${name}\` is required, and no property has that name`
    return [
      context.diagnostic('CC125', [...at, 'required', String(index)], message, { hint: didYouMean(name, unused) }),
    ]
  })
}
