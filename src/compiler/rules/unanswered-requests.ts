/** What OpenAPI 3.2 brought and no server answers here yet: said at its place, instead of being left out silently. */
import { isJsonObject, type JsonObject } from '../../base/json.ts'
import { readObject } from '../../base/read-json.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Rule, RuleContext } from '../view/rule.ts'

export const checkUnansweredRequests: Rule = (context) => [
  ...Object.entries(readObject(context.spec.document.paths)).flatMap(([path, item]) =>
    checkMethods(context, readObject(item), ['paths', path]),
  ),
  ...context.spec.operations.flatMap(({ parameters }) =>
    parameters.flatMap(({ value, at }) => checkParameter(context, value, at)),
  ),
]

function checkMethods(context: RuleContext, item: JsonObject, at: Path): readonly Diagnostic[] {
  const others = Object.keys(readObject(item.additionalOperations))
  const places = [
    ...(isJsonObject(item.query) ? [{ method: 'QUERY', at: [...at, 'query'] }] : []),
    ...others.map((method) => ({ method, at: [...at, 'additionalOperations', method] })),
  ]
  return places.map((place) => {
    const message = `Requests with the method ${place.method} are not answered`
    return context.diagnostic('CC217', place.at, message, { part: 'key', hint: 'Use POST or GET instead.' })
  })
}

function checkParameter(context: RuleContext, value: JsonObject, at: Path): readonly Diagnostic[] {
  if (value.in === 'querystring') {
    const hint = 'Declare its parts as parameters of their own, `in: query`.'
    return [context.diagnostic('CC217', [...at, 'in'], 'A whole query string is not read as one value', { hint })]
  }
  if (value.style !== 'cookie') return []
  const hint = 'Use `style: form`.'
  return [context.diagnostic('CC217', [...at, 'style'], 'Cookies are read in the style `form` only', { hint })]
}
