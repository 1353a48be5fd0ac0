/** Whether the document is of a version of OpenAPI that is compiled here: 3.0 and 3.1. */
import { isJsonObject } from '../base/json.ts'
import { memberOf } from '../schema/pointer.ts'
import type { Diagnostic } from './diagnostic.ts'
import { diagnosticAt } from './diagnostics.ts'
import { placeIn, type SourceFile } from './source.ts'

/** The diagnostic that ends compilation, or undefined. Nothing else can be said of a document of unknown version. */
export function checkVersion(file: SourceFile): Diagnostic | undefined {
  const version = memberOf(file.value, 'openapi')
  if (typeof version === 'string' && /^3\.[01]\.\d+$/.test(version)) return undefined
  const place = placeIn(file.path, file.text, file.positionOf(['openapi'], 'value'))
  return diagnosticAt('CC007', place, messageFor(file, version))
}

function messageFor(file: SourceFile, version: unknown): string {
  if (!isJsonObject(file.value)) return 'This is not an OpenAPI document'
  if (version !== undefined) return `OpenAPI ${JSON.stringify(version)} is not supported, 3.0.x and 3.1.x are`
  return memberOf(file.value, 'swagger') === undefined
    ? 'The key `openapi`, which names the version, is missing'
    : 'Swagger 2.0 is not supported, OpenAPI 3.0.x and 3.1.x are'
}
