/** What comes of an operation: the answers of a synchronous one; the result, progress and intermediate results of an asynchronous one. */

import type { JsonObject, JsonValue } from '../base/json.ts'
import type { ResultPolicy } from '../contract/async-policy.ts'
import { inlineResultBytes } from '../contract/job-document.ts'
import type { DeclaredResponse, Operation } from '../contract/operation.ts'
import { followReference, objectAt } from '../schema/reference.ts'
import { byteText } from './byte-text.ts'
import { type Html, html } from './html.ts'
import { markdown } from './markdown.ts'
import type { Section } from './page.ts'
import { publishedOperation, textAt } from './published.ts'
import { flatten, schemaTable } from './schema-table.ts'

export function resultSections(published: JsonObject, operation: Operation): readonly Section[] {
  const { async: policy } = operation
  return policy === undefined ? answerSection(published, operation) : jobSections(published, operation, policy.result)
}

function answerSection(published: JsonObject, operation: Operation): readonly Section[] {
  const answers = operation.responses.filter(({ status }) => String(status).startsWith('2'))
  const content = html`${answers.map((answer) => answerContent(published, operation, answer))}`
  return answers.length === 0 ? [] : [{ id: 'answer', title: 'The answer', content }]
}

function answerContent(published: JsonObject, operation: Operation, { status }: DeclaredResponse): Html {
  const response = followReference(
    published,
    objectAt(publishedOperation(published, operation), 'responses')[String(status)],
  )
  const media = Object.entries(objectAt(response, 'content'))
  return html`<h3>${status}</h3>
${markdown(textAt(response, 'description'))}
${media.map(([mediaType, described]) => mediaContent(published, mediaType, objectAt(described).schema))}`
}

function mediaContent(published: JsonObject, mediaType: string, schema: JsonValue | undefined): Html {
  return html`<p><code>${mediaType}</code></p>
${schema !== undefined && schemaTable(published, schema, `Members of ${mediaType}`, 'received')}`
}

function jobSections(published: JsonObject, operation: Operation, result: ResultPolicy): readonly Section[] {
  const members = jobMembers(published, operation)
  const { detail } = objectAt(flatten(published, members.progress), 'properties')
  const described = Object.keys(flatten(published, detail)).some((name) => name !== 'description')
  return [
    { id: 'result', title: 'The result', content: resultContent(published, result, members.result) },
    ...(described ? [part(published, 'progress', 'Progress', 'progress.detail', detail)] : []),
    ...(members.partial === undefined
      ? []
      : [part(published, 'partial', 'Intermediate results', 'partial', members.partial)]),
  ]
}

/** The job document of the operation: what its 202 has for a body. */
function jobMembers(published: JsonObject, operation: Operation): JsonObject {
  const responses = objectAt(publishedOperation(published, operation), 'responses')
  const media = objectAt(followReference(published, responses['202']), 'content', 'application/json')
  return objectAt(flatten(published, media.schema), 'properties')
}

function resultContent(published: JsonObject, result: ResultPolicy, schema: JsonValue | undefined): Html {
  if (result.kind === 'empty') return html`<p>Nothing: that the job has succeeded says it all.</p>`
  const note =
    result.kind === 'file'
      ? html`<p>A file of the type <code>${result.mediaType}</code>. Parts of it can be asked for with <code>Range</code>.</p>`
      : html`<p><code>${result.mediaType}</code>. A result of up to ${byteText(inlineResultBytes)} also stands in the job document as <code>result</code>.</p>`
  return html`${note}${schema !== undefined && schemaTable(published, schema, 'Members of the result', 'received')}`
}

function part(
  published: JsonObject,
  id: string,
  title: string,
  member: string,
  schema: JsonValue | undefined,
): Section {
  const content = html`<p>While the job runs, its document has this as <code>${member}</code>.</p>
${schemaTable(published, schema, title, 'received')}`
  return { id, title, content }
}
