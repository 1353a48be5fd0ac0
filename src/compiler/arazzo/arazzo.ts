/**
 * The Arazzo document that stands beside the published one: for each async operation the way from the request to the result, and the way
 * out again, as steps that a tool can run. Pure; it says nothing that the published document does not.
 */
import { freeName } from '../../base/free-name.ts'
import type { JsonObject } from '../../base/json.ts'
import { planExpansion } from '../expand/plan-expansion.ts'
import type { ResolvedSpec } from '../view/resolved-spec.ts'
import { cancelWorkflow, resultWorkflow } from './workflow.ts'

export interface ArazzoOptions {
  /** Where the published document is, relative to this one. */
  readonly documentUrl: string
}

/**
 * Describes the workflows of a spec; undefined when it has no async operation, because Arazzo asks for at least one workflow.
 *
 * @example const workflows = arazzo(spec, expand(spec), { documentUrl: 'openapi.json' })
 */
export function arazzo(
  spec: ResolvedSpec,
  published: JsonObject,
  { documentUrl }: ArazzoOptions,
): JsonObject | undefined {
  const expansion = planExpansion(spec)
  const { title, version } = spec.contract
  const context = { expansion, published, claimId: uniqueIds() }
  const workflows = [
    ...expansion.asyncOperations.map((operation) => resultWorkflow(context, operation)),
    ...expansion.asyncOperations
      .filter((operation) => operation.async.cancel.allowed)
      .map((operation) => cancelWorkflow(context, operation)),
  ]
  if (workflows.length === 0) return undefined
  return {
    arazzo: '1.0.1',
    info: { title: `Workflows of ${title}`, version },
    sourceDescriptions: [{ name: 'api', url: documentUrl, type: 'openapi' }],
    workflows,
  }
}

/** Ids hold letters, digits, `_` and `-`; operationIds that become the same one are numbered. */
function uniqueIds(): (wanted: string) => string {
  const taken = new Set<string>()
  return (wanted) => {
    const id = wanted.replaceAll(/[^A-Za-z0-9_-]+/g, '_')
    const free = freeName(id, (name) => taken.has(name), '_')
    taken.add(free)
    return free
  }
}
