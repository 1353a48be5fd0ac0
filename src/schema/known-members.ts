/** Lets the error about an unknown member list the known ones: a schema's error does not carry the schema. */
import { _, type CodeKeywordDefinition, stringify } from 'ajv'

/** `additionalProperties`, as Ajv defines it, with the members of `properties` in its error. */
export function namesKnownMembers(definition: CodeKeywordDefinition): CodeKeywordDefinition {
  const { error } = definition
  if (error === undefined) return definition
  return {
    ...definition,
    error: {
      ...error,
      params: ({ params, parentSchema }) => {
        const properties: unknown = parentSchema?.properties
        const known =
          typeof properties === 'object' && properties !== null
            ? _`, known: ${stringify(Object.keys(properties))}`
            : _``
        return _`{additionalProperty: ${params.additionalProperty}${known}}`
      },
    },
  }
}
