/** Compiles a schema of a small document and runs it at once, through the same units of code that a generated project holds. */
import type { JsonObject, JsonValue } from '../../src/base/json.ts'
import type { Validate } from '../../src/contract/registry.ts'
import { compileValidators } from '../../src/schema/compile-validators.ts'
import { defineValidators } from '../../src/schema/validation-runtime.ts'

export interface DocumentParts {
  readonly openapi?: string
  readonly schemas?: Readonly<Record<string, JsonValue>>
  readonly direction?: 'request' | 'response'
}

export function validatorOf(schema: JsonValue, parts: DocumentParts = {}): Validate {
  const document: JsonObject = { openapi: parts.openapi ?? '3.1.0', components: { schemas: parts.schemas ?? {} } }
  const root = { name: 'subject', schema, direction: parts.direction ?? 'request' } as const
  const { index, units } = compileValidators(document, [root])
  const validate = defineValidators(index, (unit) => units[unit] ?? '').subject
  if (validate === undefined) throw new Error('the validator is not exported')
  return validate
}
