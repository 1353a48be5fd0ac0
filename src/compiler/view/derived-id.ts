/** Names for synchronous operations whose author gave them none: the method and the path, so that the name stays while they do. */
import { capitalized } from '../../base/capitalized.ts'
import { freeName } from '../../base/free-name.ts'
import { handlerFileOf } from '../../contract/handler-file.ts'
import type { Method } from '../../contract/operation.ts'

/**
 * The name that method and path make, or that with the first number that nobody has taken (by `takenKey`).
 *
 * @example derivedId('GET', '/reports/{reportId}', new Set()) // 'getReportsByReportId'
 */
export function derivedId(method: Method, path: string, taken: ReadonlySet<string>): string {
  const words = path.split(/[^A-Za-z0-9{}]+|(?=\{)|(?<=\})/).filter((word) => /[A-Za-z0-9]/.test(word))
  const name = [method.toLowerCase(), ...words.map(toWord)].join('').slice(0, 100)
  return freeName(words.length === 0 ? `${name}Root` : name, (wanted) => taken.has(takenKey(wanted)))
}

/** `{reportId}` is `ByReportId`. */
function toWord(word: string): string {
  const name = word.replaceAll(/[{}]/g, '')
  return `${word.startsWith('{') ? 'By' : ''}${capitalized(name)}`
}

/** What tells names apart: their handler files, whose case some file systems do not mind. */
export function takenKey(id: string): string {
  return handlerFileOf(id).toLowerCase()
}
