/** Whether the document is of a version of OpenAPI that is compiled here: 3.0, 3.1 and 3.2. */
import { isJsonObject, type JsonObject } from '../../base/json.ts'
import { memberOf } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { diagnosticAt } from '../diagnostics/diagnostic-at.ts'
import type { SpecVersion } from '../shapes/shape.ts'
import type { SourceFile } from './source.ts'

/** The diagnostic that ends compilation, or undefined. Nothing else can be said of a document of unknown version. */
export function checkVersion(file: SourceFile): Diagnostic | undefined {
  const version = memberOf(file.value, 'openapi')
  if (typeof version === 'string' && /^3\.[0-2]\.\d+(-.+)?$/.test(version)) return undefined
  return diagnosticAt('CC007', file.placeOf(['openapi'], 'value'), messageFor(file, version))
}

function messageFor(file: SourceFile, version: unknown): string {
  if (!isJsonObject(file.value)) return 'This is not an OpenAPI document'
  if (/^3\.[0-2]$/.test(String(version)))
    return `\`${version}\` leaves the last part of the version open; write \`${version}.0\``
  if (version !== undefined) return `OpenAPI ${JSON.stringify(version)} is not supported, 3.0.x, 3.1.x and 3.2.x are`
  return memberOf(file.value, 'swagger') === undefined
    ? 'The key `openapi`, which names the version, is missing'
    : 'Swagger 2.0 is not supported, OpenAPI 3.0.x, 3.1.x and 3.2.x are'
}

/** The version of a document that `checkVersion` has let pass; 3.1 where nothing says so. */
export function versionOf(document: JsonObject): SpecVersion {
  const { openapi } = document
  if (typeof openapi !== 'string') return '3.1'
  return openapi.startsWith('3.0') ? '3.0' : openapi.startsWith('3.2') ? '3.2' : '3.1'
}
