/** What an operation takes: its parameters, and its body with a schema that people can read. */
import type { JsonObject } from '../base/json.ts'
import type { BodyContent, Operation } from '../contract/operation.ts'
import { exampleValue } from '../schema/example-value.ts'
import { followReference, objectAt } from '../schema/reference.ts'
import { byteText } from './byte-text.ts'
import { code, table } from './elements.ts'
import { type Html, html } from './html.ts'
import { inlineMarkdown, markdown } from './markdown.ts'
import type { Section } from './page.ts'
import { prettyJson } from './pretty-json.ts'
import { publishedOperation, publishedParameters, textAt } from './published.ts'
import { flatten, meaning, schemaTable } from './schema-table.ts'
import { typeText } from './schema-text.ts'

export function requestSections(published: JsonObject, operation: Operation): readonly Section[] {
  return [...parameterSection(published, operation), ...bodySection(published, operation)]
}

function parameterSection(published: JsonObject, operation: Operation): readonly Section[] {
  const rows = [...publishedParameters(published, operation).values()].map((parameter) => {
    const schema = flatten(published, parameter.schema ?? firstSchema(parameter))
    return [
      html`<code>${textAt(parameter, 'name')}</code>${parameter.required === true && html` <span class="needed">required</span>`}`,
      textAt(parameter, 'in'),
      typeText(published, schema),
      html`${inlineMarkdown(textAt(parameter, 'description'))} ${meaning(schema)}`,
    ]
  })
  const content = table('Parameters', ['Parameter', 'In', 'Type', 'Meaning'], rows)
  return content === undefined ? [] : [{ id: 'parameters', title: 'Parameters', content }]
}

function firstSchema(parameter: JsonObject): JsonObject {
  const [media] = Object.values(objectAt(parameter, 'content'))
  return objectAt(media, 'schema')
}

function bodySection(published: JsonObject, operation: Operation): readonly Section[] {
  const { requestBody } = operation
  if (requestBody === undefined) return []
  const body = followReference(published, publishedOperation(published, operation).requestBody)
  const content = html`${markdown(textAt(body, 'description'))}
<p>${requestBody.required ? 'Required' : 'Optional'}, up to ${byteText(requestBody.maxBytes)}.</p>
${requestBody.content.map((item) => bodyContent(published, objectAt(body, 'content', item.mediaType), item))}`
  return [{ id: 'body', title: 'Request body', content }]
}

function bodyContent(published: JsonObject, media: JsonObject, { mediaType, kind }: BodyContent): Html {
  if (kind === 'stream') return html`<p><code>${mediaType}</code>, sent as it is.</p>`
  const example = exampleValue(published, media)
  return html`<h3><code>${mediaType}</code></h3>
${media.schema !== undefined && schemaTable(published, media.schema, `Members of the body as ${mediaType}`, 'sent')}
${example !== undefined && code(prettyJson(example, 72), 'Example')}`
}
