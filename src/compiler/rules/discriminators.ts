/** Mappings of discriminators: each value is one that the schema it names allows there. */
import { canonicalJson, isJsonObject } from '../../base/json.ts'
import { readObject, readText } from '../../base/read-json.ts'
import { fixedValues } from '../../schema/discriminator-tags.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { listSchemas } from '../schemas/schema-list.ts'
import { schemaReading } from '../schemas/schema-reading.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { LocatedObject } from '../view/spec-view.ts'

export const checkDiscriminators: Rule = (context) =>
  listSchemas(context.spec.document).flatMap((schema) =>
    isJsonObject(schema.value.discriminator) ? checkMapping(context, schema) : [],
  )

function checkMapping(context: RuleContext, { value, at }: LocatedObject): readonly Diagnostic[] {
  const { propertyName, mapping } = readObject(value.discriminator)
  const property = readText(propertyName) ?? ''
  return Object.entries(readObject(mapping)).flatMap(([name, target]) => {
    const ref = referenceOf(readText(target) ?? '')
    const allowed = fixedValues({ $ref: ref }, property, schemaReading(context.spec))
    if (allowed === undefined || allowed.includes(name)) return []
    const message = `\`${name}\` names a schema in which \`${property}\` is ${allowed.map(canonicalJson).join(' or ')}`
    return [
      context.diagnostic('CC122', [...at, 'discriminator', 'mapping', name], message.slice(0, 200), { part: 'key' }),
    ]
  })
}

const referenceOf = (target: string): string => (target.startsWith('#') ? target : `#/components/schemas/${target}`)
