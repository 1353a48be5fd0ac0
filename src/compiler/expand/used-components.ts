/** Adds the framework's own components to the document: those that something refers to, and no others. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import { objectAt } from '../../schema/reference.ts'
import { eventSchema } from './expand-callbacks.ts'
import { headerComponents } from './header-components.ts'
import { parameterComponents } from './job-parameters.ts'
import { anyJobSchema, jobPartSchemas, jobSchema } from './job-schema.ts'
import { type Expansion, ownComponentName, type Section } from './plan-expansion.ts'
import { problemComponents, problemSchema } from './problem-responses.ts'

type Components = Readonly<Record<Section, Readonly<Record<string, JsonObject>>>>

/** The document with every component that it now refers to. */
export function withUsedComponents(expansion: Expansion, document: JsonObject): JsonObject {
  const own = ownComponents(expansion)
  const used = usedReferences(document, own)
  const components = { ...objectAt(document, 'components') }
  for (const [section, named] of Object.entries(own)) {
    const needed = Object.entries(named).filter(([name]) => used.has(`#/components/${section}/${name}`))
    if (needed.length > 0) components[section] = { ...objectAt(components, section), ...Object.fromEntries(needed) }
  }
  return Object.keys(components).length > 0 ? { ...document, components } : document
}

function ownComponents(expansion: Expansion): Components {
  const named = (section: Section, own: Readonly<Record<string, JsonObject>>) =>
    Object.fromEntries(Object.entries(own).map(([name, value]) => [ownComponentName(expansion, section, name), value]))
  return {
    schemas: {
      ...jobSchemas(expansion),
      ...named('schemas', {
        Job: anyJobSchema(expansion),
        ...jobPartSchemas,
        ProblemDetails: problemSchema(expansion),
      }),
    },
    parameters: named('parameters', parameterComponents),
    headers: named('headers', headerComponents),
    responses: named('responses', problemComponents(expansion)),
  }
}

function jobSchemas(expansion: Expansion): Readonly<Record<string, JsonObject>> {
  const pairs = expansion.asyncOperations.flatMap((operation) => [
    [expansion.jobSchemas.get(operation.id) ?? '', jobSchema(expansion, operation)],
    [expansion.eventSchemas.get(operation.id) ?? '', eventSchema(expansion, operation)],
  ])
  return Object.fromEntries(pairs)
}

/** Every reference in the document, and in the components that those lead to. */
function usedReferences(document: JsonObject, own: Components): ReadonlySet<string> {
  const used = new Set<string>()
  const visit = (value: JsonValue): void => {
    if (Array.isArray(value)) for (const item of value) visit(item)
    if (!isJsonObject(value)) return
    if (typeof value.$ref === 'string' && !used.has(value.$ref)) {
      used.add(value.$ref)
      const [, , section, name] = value.$ref.split('/')
      visit(objectAt(own, section ?? '', name ?? ''))
    }
    for (const member of Object.values(value)) visit(member)
  }
  visit(document)
  return used
}
