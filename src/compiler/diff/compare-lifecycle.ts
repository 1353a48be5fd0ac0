/** What an operation is as a whole: asynchronous or not, and how long it will be there. */
import { blockAt } from '../lower/merged-block.ts'
import type { Found, OperationPair, OperationSide } from './found.ts'

export function compareLifecycle(pair: OperationPair): readonly Found[] {
  return [...compareMode(pair), ...compareDeprecation(pair)]
}

function compareMode({ old, new: next }: OperationPair): readonly Found[] {
  const [was, is] = [old.operation.async?.mode, next.operation.async?.mode]
  const at = ({ view, node }: OperationSide) => (node.async === undefined ? node.at : blockAt(view, node, ['mode']))
  const places = { old: at(old), new: at(next) }
  if (was === is) return []
  if (was === undefined) {
    // Under `both` whoever does not ask for a job still gets the result at once.
    if (is === 'both') return []
    return [{ ...places, code: 'operation-became-async', message: 'now answers 202 and a job' }]
  }
  if (is === undefined) return [{ ...places, code: 'operation-became-sync', message: 'no longer makes jobs' }]
  return [{ ...places, code: 'mode-changed', message: `\`mode\` is now ${is}, was ${was}` }]
}

function compareDeprecation({ old, new: next }: OperationPair): readonly Found[] {
  const [was, is] = [old.operation, next.operation]
  const places = (key: string) => ({ old: [...old.node.at, key], new: [...next.node.at, key] })
  const [before, after] = [was.deprecation?.sunset, is.deprecation?.sunset]
  return [
    ...(is.deprecated && !was.deprecated
      ? [{ ...places('deprecated'), code: 'operation-deprecated' as const, message: 'is now deprecated' }]
      : []),
    ...(after !== undefined && before === undefined
      ? [{ ...places('x-sunset'), code: 'sunset-announced' as const, message: `ends on ${after}` }]
      : []),
    // Days in ISO 8601 sort as text.
    ...(after !== undefined && before !== undefined && after < before
      ? [
          {
            ...places('x-sunset'),
            code: 'sunset-brought-forward' as const,
            message: `now ends on ${after}, was ${before}`,
          },
        ]
      : []),
  ]
}
