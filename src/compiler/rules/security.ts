/** Security fails closed (SC-2, D12): every operation says who may call it, and every scheme can be verified. */
import type { JsonObject } from '../../base/json.ts'
import { readList, readObject, readText } from '../../base/read-json.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { didYouMean } from '../diagnostics/did-you-mean.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { OperationView } from '../view/spec-view.ts'

export const checkSecurity: Rule = (context) => [
  ...context.spec.operations.flatMap((operation) => checkOperation(context, operation)),
  ...schemesUsed(context).flatMap((use) => checkUse(context, use)),
  ...schemeNames(context).flatMap((name) => checkComplete(context, name)),
]

function checkOperation(context: RuleContext, operation: OperationView): readonly Diagnostic[] {
  const { security, isPublic, at, method, path } = operation
  if (security === undefined) {
    const message = `Nothing says who may call ${method} ${path}`
    return [context.diagnostic('CC500', at, message, { part: 'key' })]
  }
  const alternatives = readList(security.value).map(readObject)
  const admitsAnybody = alternatives.length === 0 || alternatives.some((each) => Object.keys(each).length === 0)
  if (admitsAnybody === isPublic) return []
  return admitsAnybody
    ? [context.diagnostic('CC502', security.at, `Anybody may call ${method} ${path}`, { part: 'key' })]
    : [context.diagnostic('CC503', [...at, 'x-public'], `${method} ${path} asks for a credential`, { part: 'key' })]
}

interface SchemeUse {
  readonly name: string
  readonly at: Path
}

/** Every place that names a scheme; the root's security once. */
function schemesUsed(context: RuleContext): readonly SchemeUse[] {
  const places = context.spec.operations.flatMap(({ security }) => (security === undefined ? [] : [security]))
  const unique = new Map(places.map((place) => [place.at.join('\n'), place]))
  return [...unique.values()].flatMap(({ value, at }) =>
    readList(value).flatMap((alternative, index) =>
      Object.keys(readObject(alternative)).map((name) => ({ name, at: [...at, String(index), name] })),
    ),
  )
}

function checkUse(context: RuleContext, { name, at }: SchemeUse): readonly Diagnostic[] {
  const names = schemeNames(context)
  if (!names.includes(name)) {
    const hint = didYouMean(name, names)
    return [context.diagnostic('CC501', at, `There is no security scheme \`${name}\``, { part: 'key', hint })]
  }
  const scheme = schemeOf(context, name)
  if (isVerified(scheme)) return []
  return [
    context.diagnostic('CC504', at, `\`${name}\` is ${kindOf(scheme)}, which is not verified yet`, { part: 'key' }),
  ]
}

/** The schemes this version has a verifier for. */
const isVerified = (scheme: JsonObject): boolean => scheme.type === 'apiKey' && scheme.in === 'header'

function kindOf(scheme: JsonObject): string {
  const detail = readText(scheme.in) ?? readText(scheme.scheme)
  return `\`${readText(scheme.type)}\`${detail === undefined ? '' : ` (\`${detail}\`)`}`
}

const schemeNames = (context: RuleContext): readonly string[] =>
  Object.keys(readObject(readObject(context.spec.document.components).securitySchemes))

const schemeOf = (context: RuleContext, name: string): JsonObject =>
  readObject(context.spec.read(['components', 'securitySchemes', name])?.value)

const neededKeys: Readonly<Record<string, readonly string[]>> = {
  apiKey: ['name', 'in'],
  http: ['scheme'],
  oauth2: ['flows'],
  openIdConnect: ['openIdConnectUrl'],
}

function checkComplete(context: RuleContext, name: string): readonly Diagnostic[] {
  const scheme = schemeOf(context, name)
  const type = readText(scheme.type) ?? ''
  const needed = Object.hasOwn(neededKeys, type) ? (neededKeys[type] ?? []) : []
  return needed
    .filter((key) => scheme[key] === undefined)
    .map((key) => {
      const message = `The security scheme \`${name}\` is \`${type}\` and needs \`${key}\``
      return context.diagnostic('CC505', ['components', 'securitySchemes', name], message, { part: 'key' })
    })
}
