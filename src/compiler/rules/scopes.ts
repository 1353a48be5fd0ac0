/** Scopes of OAuth 2 are declared by the flows of their scheme; one that no flow declares can never be granted. */

import { readList, readObject, readTexts } from '../../base/read-json.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { didYouMean } from '../diagnostics/did-you-mean.ts'
import { lowerAsync } from '../lower/lower-async.ts'
import { blockAt } from '../lower/merged-block.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { AsyncOperationView, OperationView } from '../view/spec-view.ts'

export const checkScopes: Rule = (context) => [
  ...context.spec.operations.flatMap((operation) => checkDemanded(context, operation)),
  ...context.spec.asyncOperations.flatMap((operation) => checkNarrowed(context, operation)),
]

function checkDemanded(context: RuleContext, { security }: OperationView): readonly Diagnostic[] {
  if (security === undefined) return []
  return readList(security.value).flatMap((alternative, index) =>
    Object.entries(readObject(alternative)).flatMap(([scheme, scopes]) =>
      readTexts(scopes).flatMap((scope, position) =>
        checkScope(context, scope, [scheme], [...security.at, String(index), scheme, String(position)]),
      ),
    ),
  )
}

/** `scopes` may be held through any of the operation's schemes; one that is not OAuth 2 may grant whatever it likes. */
function checkNarrowed(context: RuleContext, view: AsyncOperationView): readonly Diagnostic[] {
  const schemes = readList(view.security?.value).flatMap((alternative) => Object.keys(readObject(alternative)))
  const { scopes } = lowerAsync(context.spec, view)
  return (['read', 'cancel'] as const).flatMap((name) =>
    scopes[name].flatMap((scope) => checkScope(context, scope, schemes, blockAt(context.spec, view, ['scopes', name]))),
  )
}

function checkScope(context: RuleContext, scope: string, schemes: readonly string[], at: Path): readonly Diagnostic[] {
  const declared = schemes.map((scheme) => declaredScopes(context, scheme))
  const known = declared.flatMap((scopes) => scopes ?? [])
  if (declared.length === 0 || declared.includes(undefined) || known.includes(scope)) return []
  const message = `No flow of ${schemes.map((name) => `\`${name}\``).join(', ')} declares the scope \`${scope}\``
  return [context.diagnostic('CC506', at, message, { hint: didYouMean(scope, known) })]
}

/** Undefined for a scheme that declares none, because it is of another type. */
function declaredScopes(context: RuleContext, name: string): readonly string[] | undefined {
  const scheme = readObject(context.spec.read(['components', 'securitySchemes', name])?.value)
  if (scheme.type !== 'oauth2') return undefined
  return Object.values(readObject(scheme.flows)).flatMap((flow) => Object.keys(readObject(readObject(flow).scopes)))
}
