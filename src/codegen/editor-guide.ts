/** What an editor says of a key when the pointer rests on it: one or two sentences for every key of a spec. */
import { extensionGuide } from './editor-guide-extension.ts'
import { openApiGuide } from './editor-guide-openapi.ts'
import { schemaGuide } from './editor-guide-schema.ts'
import type { Guide } from './guide.ts'

/** The sentences of one kind of object, those that all kinds share included. */
export function guideOf(shapeName: string): Guide {
  return { ...shared, ...guides[shapeName] }
}

/** Shape name -> what its own keys mean. */
export const guides: Readonly<Record<string, Guide>> = { ...openApiGuide, ...schemaGuide, ...extensionGuide }

/** Keys that mean the same wherever they stand. */
const shared: Guide = {
  description: 'Explains it at length. CommonMark is rendered.',
  summary: 'Names it in a few words.',
  externalDocs: 'Where more is written about it: `{url, description}`.',
  deprecated: 'It still works, but nobody should begin to use it.',
  servers: 'Base URLs of the service. The first of the document is the one that is served.',
  parameters: 'What is given in the path, the query, headers or cookies.',
  example: 'One example. It should fit the schema.',
  examples: 'Examples by name. Each should fit the schema.',
  schema: 'The JSON Schema that values fit.',
  content: 'What it looks like in each media type: `application/json`, `image/png`, `text/*`.',
  headers: 'HTTP headers by name.',
  $ref: 'Stands for what another place defines: `#/components/…` here, or `file.yaml#/…` in another file.',
  'x-coatcheck-ignore':
    'Ignores warnings at and below this object: `{CC307: why this is fine}`. Errors, and what `start` refuses, cannot be ignored.',
}
