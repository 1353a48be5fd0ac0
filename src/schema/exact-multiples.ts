/** Makes `multipleOf` exact for decimals: Ajv divides binary numbers, and would refuse 19.99 as a multiple of 0.01. */
import { _, type CodeKeywordDefinition } from 'ajv'
import { isDecimalMultiple } from './decimal-multiple.ts'

/** `multipleOf`, as Ajv defines it, with our test in place of its division. */
export function exactMultiples(definition: CodeKeywordDefinition): CodeKeywordDefinition {
  return {
    ...definition,
    code(context) {
      const { gen, data, schemaCode } = context
      const test = gen.scopeValue('func', { ref: isDecimalMultiple, code: _`require("coatcheck/decimal-multiple")` })
      context.fail(_`!${test}(${data}, ${schemaCode})`)
    },
  }
}
