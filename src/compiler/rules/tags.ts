/** Tags are declared once, and their parents exist and do not descend from them. */
import { isJsonObject } from '../../base/json.ts'
import { readList, readText } from '../../base/read-json.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { didYouMean } from '../diagnostics/did-you-mean.ts'
import { type Rule, type RuleContext, relatedAt } from '../view/rule.ts'

export const checkTags: Rule = (context) => {
  const tags = readList(context.spec.document.tags).filter(isJsonObject)
  const names = tags.map((tag) => readText(tag.name) ?? '')
  const parents = new Map(tags.map((tag, index) => [names[index] ?? '', readText(tag.parent)]))
  return [
    ...names.flatMap((name, index) => checkRepeated(context, names, name, index)),
    ...tags.flatMap((tag, index) => checkParent(context, parents, readText(tag.parent), index)),
  ]
}

function checkRepeated(
  context: RuleContext,
  names: readonly string[],
  name: string,
  index: number,
): readonly Diagnostic[] {
  const first = names.indexOf(name)
  if (first === index) return []
  const related = relatedAt(context, ['tags', String(first), 'name'], 'It stands here first')
  return [
    context.diagnostic('CC220', ['tags', String(index), 'name'], `The tag \`${name}\` is declared twice`, { related }),
  ]
}

function checkParent(
  context: RuleContext,
  parents: ReadonlyMap<string, string | undefined>,
  parent: string | undefined,
  index: number,
): readonly Diagnostic[] {
  if (parent === undefined) return []
  const at = ['tags', String(index), 'parent']
  if (!parents.has(parent)) {
    const hint = didYouMean(parent, [...parents.keys()])
    return [context.diagnostic('CC221', at, `There is no tag \`${parent}\``, { hint })]
  }
  const seen = new Set<string>()
  for (let name: string | undefined = parent; name !== undefined; name = parents.get(name)) {
    if (seen.has(name)) return [context.diagnostic('CC221', at, `The parents of \`${parent}\` lead back to it`)]
    seen.add(name)
  }
  return []
}
