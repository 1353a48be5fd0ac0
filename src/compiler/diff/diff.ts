/**
 * What a change of the spec breaks, and for whom: callers, webhook receivers, and the jobs that are not over when it is deployed. Pure;
 * whatever cannot be decided is risky and says why.
 */

import { canonicalJson } from '../../base/json.ts'
import { isAsync } from '../../contract/operation.ts'
import type { Path } from '../../schema/pointer.ts'
import type { ResolvedSpec } from '../view/resolved-spec.ts'
import { viewSpec } from '../view/spec-view.ts'
import type { Change, ChangePlace } from './change.ts'
import { compareApi } from './compare-api.ts'
import { compareLifecycle } from './compare-lifecycle.ts'
import { comparePolicy } from './compare-policy.ts'
import { comparePresence } from './compare-presence.ts'
import { compareRequest } from './compare-request.ts'
import { compareResponses } from './compare-response.ts'
import { compareResult } from './compare-result.ts'
import { compareSecurity } from './compare-security.ts'
import { compareShadows } from './compare-shadows.ts'
import { compareCallbacks, compareWebhooks } from './compare-webhooks.ts'
import { createInclusion } from './fits.ts'
import type { Compare, Found, Inclusions, OperationPair, Side } from './found.ts'
import { pairOperations } from './operation-pairs.ts'
import { type Audience, audiences, changeSeverities } from './verdict.ts'
import { verdicts } from './verdicts.ts'

/**
 * Every change between two compiled specs, the worst first.
 *
 * @example diffSpecs(old, next).filter(({ severity }) => severity === 'breaking')
 */
export function diffSpecs(old: ResolvedSpec, next: ResolvedSpec): readonly Change[] {
  const [before, after]: readonly [Side, Side] = [sideOf(old), sideOf(next)]
  const inclusions = createInclusions(before, after)
  const paired = pairOperations(before, after, inclusions)
  const changes = [
    ...[...comparePresence(paired), ...compareShadows(paired)].flatMap(({ id, side, ...found }) =>
      toChanges(found, { old, next, id, side }),
    ),
    ...paired.pairs.flatMap((pair) =>
      compareOperation(pair).flatMap((found) =>
        toChanges(found, { old, next, id: pair.new.operation.id, side: pair.old }),
      ),
    ),
    ...[...compareApi(before, after), ...compareWebhooks(before, after, inclusions)].flatMap((found) =>
      toChanges(found, { old, next }),
    ),
  ]
  return worstFirst(merged(changes))
}

const sideOf = (spec: ResolvedSpec): Side => ({ spec, view: viewSpec(spec.document) })

function createInclusions({ view: old }: Side, { view: next }: Side): Inclusions {
  const both = (direction: 'request' | 'response') => ({
    forth: createInclusion(old, next, direction),
    back: createInclusion(next, old, direction),
  })
  return { request: both('request'), response: both('response') }
}

const comparisons: readonly Compare[] = [
  compareLifecycle,
  compareSecurity,
  compareRequest,
  compareResponses,
  compareResult,
  comparePolicy,
  compareCallbacks,
]

function compareOperation(pair: OperationPair): readonly Found[] {
  if (isUntouched(pair)) return []
  return comparisons.flatMap((compare) => compare(pair))
}

/** The hash covers all that an operation compiles to and reaches, but for what it has from the root's defaults. */
function isUntouched({ old, new: next }: OperationPair): boolean {
  const [defaults, others] = [old, next].map(({ view, operation: { rateLimit, deprecation } }) =>
    JSON.stringify([canonicalJson(view.document['x-async-defaults'] ?? null), rateLimit, deprecation]),
  )
  return old.operation.hash === next.operation.hash && defaults === others
}

interface Context {
  readonly old: ResolvedSpec
  readonly next: ResolvedSpec
  /** Absent for what concerns the whole API. */
  readonly id?: string
  readonly side?: Pick<OperationPair['old'], 'operation' | 'spec'>
}

function toChanges(found: Found, context: Context): readonly Change[] {
  const { verdicts: rows, wayOut } = verdicts[found.code]
  return audiences.flatMap((audience): readonly Change[] => {
    const verdict = rows[audience]
    if (verdict === undefined || !isConcerned(audience, found, context)) return []
    return [
      {
        code: found.code,
        audience,
        ...verdict,
        message: found.message,
        wayOut,
        operations: context.id === undefined ? [] : [context.id],
        ...(found.old === undefined ? {} : { old: placeIn(context.old, found.old) }),
        ...(found.new === undefined ? {} : { new: placeIn(context.next, found.new) }),
      },
    ]
  })
}

function placeIn(spec: ResolvedSpec, path: Path): ChangePlace {
  const { file, line, column } = spec.place(path, 'key')
  return { file, line, column }
}

/** Jobs exist where the old spec makes them, unless whoever found the change knows better. */
function isConcerned(audience: Audience, found: Found, { old, side }: Context): boolean {
  if (found.audiences !== undefined) return found.audiences.includes(audience)
  const operations = side === undefined ? old.contract.operations : [side.operation]
  return audience !== 'jobs' || operations.some(isAsync)
}

/** What several operations share is told once. */
function merged(changes: readonly Change[]): readonly Change[] {
  const groups = new Map<string, Change>()
  for (const change of changes) {
    const { operations: _, ...rest } = change
    const key = JSON.stringify(rest)
    const known = groups.get(key)
    const operations = [...new Set([...(known?.operations ?? []), ...change.operations])]
    groups.set(key, { ...change, operations })
  }
  return [...groups.values()]
}

function worstFirst(changes: readonly Change[]): readonly Change[] {
  return changes.toSorted(
    (one, other) => changeSeverities.indexOf(one.severity) - changeSeverities.indexOf(other.severity),
  )
}
