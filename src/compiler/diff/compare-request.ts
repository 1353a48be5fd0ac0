/** What a request takes: parameters and body. */
import type { LocatedObject } from '../view/spec-view.ts'
import { compareEncodings } from './compare-encoding.ts'
import { compareParameters } from './compare-parameters.ts'
import type { Found, OperationPair } from './found.ts'
import { contentOf, covers } from './media-types.ts'
import { compareRequests, schemasAt } from './schema-changes.ts'

export function compareRequest(pair: OperationPair): readonly Found[] {
  return [...compareParameters(pair), ...compareBody(pair)]
}

function compareBody(pair: OperationPair): readonly Found[] {
  const { old, new: next } = pair
  const before = old.node.requestBody
  const after = next.node.requestBody
  const required = next.operation.requestBody?.required === true
  if (before === undefined || after === undefined) {
    if (after !== undefined) {
      const code = required ? 'body-required' : 'body-added'
      return [{ code, message: `the body is new${required ? ' and required' : ''}`, old: old.node.at, new: after.at }]
    }
    if (before === undefined) return []
    return [{ code: 'body-removed', message: 'the body is gone', old: before.at, new: next.node.at }]
  }
  const was = old.operation.requestBody?.required === true
  const places = { old: before.at, new: after.at }
  return [
    ...(was || !required ? [] : [{ ...places, code: 'body-required' as const, message: 'the body is now required' }]),
    ...(!was || required
      ? []
      : [{ ...places, code: 'body-optional' as const, message: 'the body is no longer required' }]),
    ...compareContents(pair, before, after),
  ]
}

const read = { direction: 'request', changed: 'body-encoding-changed' } as const

function compareContents(pair: OperationPair, before: LocatedObject, after: LocatedObject): readonly Found[] {
  const [was, is] = [contentOf(before), contentOf(after)]
  const found = [...is].flatMap(([key, mediaType]): readonly Found[] =>
    was.has(key)
      ? []
      : [
          {
            code: 'body-media-type-added',
            message: `a body may now be ${mediaType}`,
            old: [...before.at, 'content'],
            new: [...after.at, 'content', mediaType],
          },
        ],
  )
  return [
    ...[...was].flatMap(([key, mediaType]) => {
      const same = is.get(key)
      const target = same ?? [...is].find(([range]) => covers(range, key))?.[1]
      const at = [...before.at, 'content', mediaType]
      if (target === undefined) {
        const message = `a body may no longer be ${mediaType}`
        return [{ code: 'body-media-type-removed' as const, message, old: at, new: [...after.at, 'content'] }]
      }
      const targetAt = [...after.at, 'content', target]
      const schemas = { ...schemasAt(pair, [...at, 'schema'], [...targetAt, 'schema']), what: 'the body' }
      return [
        ...compareRequests(pair.inclusions, schemas),
        ...compareEncodings(pair, schemas, { mediaType: key, old: at, new: targetAt, ...read }),
      ]
    }),
    ...found,
  ]
}
