/**
 * The published document: plain OpenAPI in which everything the extension means is written out (D7). Pure; the version of the document
 * stays what it was. What the designer wrote is kept and completed, never overwritten.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import type { Method, Operation } from '../../contract/operation.ts'
import { followReference, objectAt } from '../../schema/reference.ts'
import type { ResolvedSpec } from '../view/resolved-spec.ts'
import { methodOf } from '../view/spec-view.ts'
import { expandedReusableCallbacks } from './expand-callbacks.ts'
import { expandOperation } from './expand-operation.ts'
import { expandedWebhooks } from './expanded-webhooks.ts'
import { jobPaths } from './job-paths.ts'
import { type Expansion, planExpansion } from './plan-expansion.ts'
import { withUsedComponents } from './used-components.ts'
import { withoutOwnKeys } from './without-own-keys.ts'

/**
 * Writes a spec out as the document that clients read.
 *
 * @example const published = expand(compilation.spec)
 */
export function expand(spec: ResolvedSpec): JsonObject {
  const expansion = planExpansion(spec)
  const paths = { ...expandedPaths(expansion), ...jobPaths(expansion) }
  const document = { ...spec.document, paths, ...expandedWebhooks(expansion), ...expandedReusableCallbacks(expansion) }
  return withoutOwnKeys(withUsedComponents(expansion, withJobsTag(expansion, document)))
}

function expandedPaths(expansion: Expansion): JsonObject {
  const operations = new Map(expansion.contract.operations.map((operation) => [placeOf(operation), operation]))
  const paths = Object.entries(objectAt(expansion.document, 'paths'))
  return Object.fromEntries(
    paths.map(([path, item]) => [
      path,
      path.startsWith('/')
        ? expandedPathItem(expansion, followReference(expansion.document, item), (method) =>
            operations.get(placeOf({ method, path })),
          )
        : item,
    ]),
  )
}

const placeOf = ({ method, path }: Pick<Operation, 'method' | 'path'>): string => `${method} ${path}`

function expandedPathItem(
  expansion: Expansion,
  item: JsonObject,
  operationOf: (method: Method) => Operation | undefined,
): JsonObject {
  const shared = Array.isArray(item.parameters) ? item.parameters : []
  const members = Object.entries(item).map(([name, value]): [string, JsonValue] => {
    const method = methodOf(name)
    const operation = method === undefined ? undefined : operationOf(method)
    return operation !== undefined && isJsonObject(value)
      ? [name, expandOperation(expansion, operation, value, shared)]
      : [name, value]
  })
  return Object.fromEntries(members)
}

/** The framework's own operations stand under one tag, described unless the designer did so. */
function withJobsTag(expansion: Expansion, document: JsonObject): JsonObject {
  if (expansion.asyncOperations.length === 0) return document
  const tags = Array.isArray(document.tags) ? document.tags : []
  if (tags.some((tag) => isJsonObject(tag) && tag.name === 'jobs')) return document
  return { ...document, tags: [...tags, { name: 'jobs', description: 'Work in progress and what came of it' }] }
}
