/** Runtime expressions that a callback URL can come from: a part of the request that started the job. */
import { type Path, parsePointer } from '../schema/pointer.ts'

export type RequestExpression =
  | { readonly source: 'body'; readonly pointer: Path }
  | { readonly source: 'header' | 'query' | 'path'; readonly name: string }

/**
 * The parts of a bare expression, or undefined when it is not one that speaks of the request.
 *
 * @example parseRequestExpression('$request.body#/callbackUrl') // { source: 'body', pointer: ['callbackUrl'] }
 */
export function parseRequestExpression(text: string): RequestExpression | undefined {
  const body = /^\$request\.body(?:#(.*))?$/s.exec(text)
  if (body !== null) {
    const pointer = parsePointer(body[1] ?? '')
    return pointer === undefined ? undefined : { source: 'body', pointer }
  }
  const [, source, name] = /^\$request\.(header|query|path)\.(.+)$/s.exec(text) ?? []
  if (name === undefined) return undefined
  if (source === 'header' && !/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) return undefined
  return source === 'header' || source === 'query' || source === 'path' ? { source, name } : undefined
}
