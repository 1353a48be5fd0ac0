/** What an operation that anybody may call cannot have, because anonymous callers hold no scopes, share no tenant and send no key (D14). */
import type { AsyncPolicy } from '../../contract/async-policy.ts'
import type { Path } from '../../schema/pointer.ts'
import { lowerAsync } from '../lower/lower-async.ts'
import { blockAt } from '../lower/merged-block.ts'
import type { Rule } from '../view/rule.ts'

export const checkPublicOperations: Rule = (context) =>
  context.spec.asyncOperations
    .filter(({ isPublic }) => isPublic)
    .flatMap((operation) =>
      vainIn(lowerAsync(context.spec, operation)).map(({ key, reason }) => {
        const at = blockAt(context.spec, operation, key)
        return context.diagnostic('CC507', at, `\`${operation.id}\` is public, and ${reason}`)
      }),
    )

function vainIn({ scopes, visibility, idempotency }: AsyncPolicy): readonly { key: Path; reason: string }[] {
  const scoped = (['read', 'cancel'] as const).filter((name) => scopes[name].length > 0)
  return [
    ...scoped.map((name) => ({ key: ['scopes', name], reason: 'nobody who is anonymous holds a scope' })),
    ...(visibility === 'tenant' ? [{ key: ['visibility'], reason: 'anonymous callers share no tenant' }] : []),
    ...(idempotency.required
      ? [
          {
            key: ['idempotency', 'required'],
            reason: 'anonymous callers are all one, so none can send a key of its own',
          },
        ]
      : []),
  ]
}
