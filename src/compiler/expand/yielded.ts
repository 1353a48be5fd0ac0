/** What the designer wrote on the answers that results are read off, carried over to R: their words, their links and other people's keys. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import type { ResultPolicy } from '../../contract/async-policy.ts'
import type { AsyncOperation } from '../../contract/operation.ts'
import { followReference, objectAt } from '../../schema/reference.ts'
import { resultResponse } from './described.ts'
import { type Expansion, pascalCase } from './plan-expansion.ts'

type Kinds = readonly ResultPolicy['kind'][]

/** The operations whose jobs yield a result of such a kind. */
export function yielding({ asyncOperations }: Expansion, kinds: Kinds): readonly AsyncOperation[] {
  return asyncOperations.filter((operation) => kinds.includes(operation.async.result.kind))
}

/** What the only such operation says its result is, or what each of several says. */
export function yieldedDescription(expansion: Expansion, kinds: Kinds, otherwise: string): string {
  const all = yielding(expansion, kinds)
  const told = all.flatMap((operation) => {
    const { description } = resultResponse(expansion, operation)
    return typeof description === 'string' && description !== '' ? [{ id: operation.id, description }] : []
  })
  const [only] = told
  if (only === undefined) return otherwise
  if (all.length === 1) return only.description
  return [`${otherwise}:`, '', ...told.map(({ id, description }) => `- \`${id}\`: ${description}`)].join('\n')
}

/** Keys beginning with `x-` of the only such operation's answer. */
export function yieldedKeys(expansion: Expansion, kinds: Kinds): JsonObject {
  const [only, ...others] = yielding(expansion, kinds)
  if (only === undefined || others.length > 0) return {}
  const keys = Object.entries(resultResponse(expansion, only)).filter(([name]) => name.startsWith('x-'))
  return Object.fromEntries(keys)
}

/** The links of each operation that is alone in its media type; one whose name is taken already goes by the operation's, too. */
export function yieldedLinks(expansion: Expansion, kinds: Kinds): JsonObject {
  const all = yielding(expansion, kinds)
  const links: Record<string, JsonValue> = {}
  for (const operation of all.filter((one) => !all.some((other) => other !== one && isSameType(one, other)))) {
    for (const [name, link] of Object.entries(objectAt(resultResponse(expansion, operation), 'links'))) {
      if (!isReadable(expansion, link)) continue
      links[name in links ? `${name}Of${pascalCase(operation.id)}` : name] = link
    }
  }
  return Object.keys(links).length === 0 ? {} : { links }
}

function isSameType({ async: one }: AsyncOperation, { async: other }: AsyncOperation): boolean {
  return 'mediaType' in one.result && 'mediaType' in other.result && one.result.mediaType === other.result.mediaType
}

/** Whoever reads R sent none of what started the job, and gets none of the headers declared for its answer. */
function isReadable({ document }: Expansion, link: JsonValue): boolean {
  if (!isJsonObject(link)) return false
  const { parameters, requestBody } = followReference(document, link)
  return !/\$(url|method|statusCode|request|response\.header)\b/.test(JSON.stringify([parameters, requestBody]))
}
