/** Links lead to operations that the document has. */
import type { JsonObject } from '../../base/json.ts'
import { readObject, readText } from '../../base/read-json.ts'
import { type Path, parsePointer } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { didYouMean } from '../diagnostics/did-you-mean.ts'
import type { Rule, RuleContext } from '../view/rule.ts'

export const checkLinks: Rule = (context) => {
  const { operations, document } = context.spec
  const ids = new Set(operations.map(({ id }) => id))
  const components = { links: readObject(document.components).links, at: ['components', 'links'] }
  const declared = operations.flatMap(({ responses }) =>
    responses.map(({ value, at }) => ({ links: value.links, at: [...at, 'links'] })),
  )
  return [...declared, components].flatMap(({ links, at }) =>
    Object.entries(readObject(links)).flatMap(([name, link]) =>
      checkLink(context, ids, readObject(link), [...at, name]),
    ),
  )
}

function checkLink(context: RuleContext, ids: ReadonlySet<string>, link: JsonObject, at: Path): readonly Diagnostic[] {
  const id = readText(link.operationId)
  if (id !== undefined && !ids.has(id)) {
    const hint = didYouMean(id, [...ids])
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
