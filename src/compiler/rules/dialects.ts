/** Schemas are read as JSON Schema 2020-12 with OpenAPI's own keywords; a document that asks for another dialect is told so. */
import type { JsonValue } from '../../base/json.ts'
import { readText } from '../../base/read-json.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { listSchemas } from '../schemas/schema-list.ts'
import type { Rule, RuleContext } from '../view/rule.ts'

export const checkDialects: Rule = (context) => {
  const { document, version } = context.spec
  if (version === '3.0') return []
  return [
    ...checkDialect(context, document.jsonSchemaDialect, ['jsonSchemaDialect']),
    ...listSchemas(document).flatMap(({ value, at }) => checkDialect(context, value.$schema, [...at, '$schema'])),
  ]
}

const known =
  /^https:\/\/(spec\.openapis\.org\/oas\/3\.[12]\/dialect(\/.*)?|json-schema\.org\/draft\/2020-12\/schema#?)$/

function checkDialect(context: RuleContext, value: JsonValue | undefined, at: Path): readonly Diagnostic[] {
  const dialect = readText(value)
  if (dialect === undefined || known.test(dialect)) return []
  return [context.diagnostic('CC123', at, `Schemas of \`${dialect}\` are read as JSON Schema 2020-12`)]
}
