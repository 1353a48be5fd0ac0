/** Makes `oneOf`, `anyOf` and `contains` report one error in place of every member's complaints: one cause, one violation (R-INI-7). */
import type { CodeKeywordDefinition } from 'ajv'

/** The keyword, as Ajv defines it, with its subschemas' errors dropped before its own is added. */
export function oneErrorOnly(definition: CodeKeywordDefinition): CodeKeywordDefinition {
  return {
    ...definition,
    code(context, ruleType) {
      const report = context.error.bind(context)
      context.error = (append, params, paths) => {
        context.reset()
        report(append, params, paths)
      }
      definition.code(context, ruleType)
    },
  }
}
