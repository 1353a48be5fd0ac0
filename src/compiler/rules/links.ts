/** Links lead to operations that the document has. */
import type { JsonObject, JsonValue } from '../../base/json.ts'
import { type Path, parsePointer } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostic.ts'
import { didYouMean } from '../did-you-mean.ts'
import { readObject, readText } from '../read-json.ts'
import type { Rule, RuleContext } from '../rule.ts'

export const checkLinks: Rule = (context) => [
  ...context.spec.operations.flatMap(({ responses }) =>
    responses.flatMap(({ value, at }) => checkAll(context, value.links, [...at, 'links'])),
  ),
  ...checkAll(context, readObject(context.spec.document.components).links, ['components', 'links']),
]

function checkAll(context: RuleContext, links: JsonValue | undefined, at: Path): readonly Diagnostic[] {
  return Object.entries(readObject(links)).flatMap(([name, link]) =>
    checkLink(context, readObject(link), [...at, name]),
  )
}

function checkLink(context: RuleContext, link: JsonObject, at: Path): readonly Diagnostic[] {
  const id = readText(link.operationId)
  const ids = context.spec.operations.map((operation) => operation.id)
  if (id !== undefined && !ids.includes(id)) {
    const hint = didYouMean(id, ids)
    return [context.diagnostic('CC222', [...at, 'operationId'], `There is no operation \`${id}\``, { hint })]
  }
  const reference = readText(link.operationRef)
  if (reference === undefined || !reference.startsWith('#') || leadsToOperation(context, reference)) return []
  return [context.diagnostic('CC222', [...at, 'operationRef'], `\`${reference}\` leads to no operation`)]
}

function leadsToOperation({ spec }: RuleContext, reference: string): boolean {
  const path = parsePointer(decoded(reference.slice(1)))
  return path !== undefined && spec.operations.some(({ at }) => at.join('\n') === path.join('\n'))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
