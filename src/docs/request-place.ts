/** Where in a request a runtime expression looks, in words. */
import { type Html, html } from './html.ts'

/**
 * A place of the request; nothing for an expression that looks elsewhere.
 *
 * @example requestPlace('$request.body#/project') // the member <code>project</code> of your request
 */
export function requestPlace(expression: string): Html | undefined {
  const [, place, name] = /^\$request\.(body#\/|query\.|header\.|path\.)([^{}$]+)$/.exec(expression) ?? []
  const word = words.get(place ?? '')
  return word === undefined || name === undefined ? undefined : html`the ${word} <code>${name}</code> of your request`
}

const words: ReadonlyMap<string, string> = new Map([
  ['body#/', 'member'],
  ['query.', 'query parameter'],
  ['header.', 'header'],
  ['path.', 'path parameter'],
])
