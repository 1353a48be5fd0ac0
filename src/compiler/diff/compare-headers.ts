/** The headers of an answer: which there are for sure, how they are written, and what they hold. */
import { readBoolean, readObject } from '../../base/read-json.ts'
import type { Path } from '../../schema/pointer.ts'
import { schemaPathOf } from '../lower/lower-parameters.ts'
import type { SchemaNode } from '../schemas/schema-node.ts'
import type { LocatedObject, OperationView } from '../view/spec-view.ts'
import type { Found, OperationPair, OperationSide } from './found.ts'
import { responseCodes } from './response-codes.ts'
import { compareAnswers, schemasAt } from './schema-changes.ts'
import { typesOf } from './value-sets.ts'

type Response = OperationView['responses'][number]

export function compareHeaders(pair: OperationPair, old: Response, next: Response): readonly Found[] {
  const [was, is] = [namesOf(old), namesOf(next)]
  return [
    ...[...was].flatMap(([key, name]) => {
      const label = `header \`${name}\` of response ${old.status}`
      const at = { old: [...old.at, 'headers', name], new: [...next.at, 'headers'] }
      const wasRequired = isRequired(pair.old, at.old)
      const kept = is.get(key)
      if (kept === undefined) {
        const code = wasRequired ? ('response-header-removed' as const) : ('response-header-optional' as const)
        return [{ ...at, code, message: `${label} is gone` }]
      }
      return compareHeader(pair, label, { old: at.old, new: [...at.new, kept] })
    }),
    ...[...is].flatMap(([key, name]): readonly Found[] => {
      if (was.has(key)) return []
      const message = `header \`${name}\` of response ${old.status} is new`
      return [{ code: 'response-header-added', message, old: old.at, new: [...next.at, 'headers', name] }]
    }),
  ]
}

function compareHeader(
  pair: OperationPair,
  label: string,
  at: { readonly old: Path; readonly new: Path },
): readonly Found[] {
  const released = isRequired(pair.old, at.old) && !isRequired(pair.new, at.new)
  const [old, next] = [headerAt(pair.old, at.old), headerAt(pair.new, at.new)]
  const schemas = schemasAt(pair, schemaPathOf(old), schemaPathOf(next))
  const [was, is] = [formOf(old, schemas.old), formOf(next, schemas.new)]
  return [
    ...(released
      ? [{ ...at, code: 'response-header-optional' as const, message: `${label} is no longer required` }]
      : []),
    ...(was === is
      ? []
      : [
          {
            ...at,
            code: 'response-header-format-changed' as const,
            message: `${label} is now written ${is}, was ${was}`,
          },
        ]),
    ...compareAnswers(pair.inclusions, { ...schemas, what: label }, responseCodes),
  ]
}

function headerAt({ view }: OperationSide, path: Path): LocatedObject {
  const found = view.read(path)
  return { value: readObject(found?.value), at: found?.at ?? path }
}

/** `explode` makes no difference to lists and single values. */
function formOf({ value }: LocatedObject, schema: SchemaNode): string {
  const [mediaType] = Object.keys(readObject(value.content))
  if (mediaType !== undefined) return `as ${mediaType}`
  const isExploded = readBoolean(value.explode) === true && schema.parts.length > 0 && typesOf(schema).has('object')
  return isExploded ? 'as text with `explode`' : 'as text'
}

const isRequired = ({ view }: OperationSide, at: Path): boolean =>
  readBoolean(readObject(view.read(at)?.value).required) === true

/** Header names do not mind their case. */
function namesOf({ value }: Response): ReadonlyMap<string, string> {
  return new Map(Object.keys(readObject(value.headers)).map((name) => [name.toLowerCase(), name]))
}
