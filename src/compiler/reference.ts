/** The text of a `$ref`, taken apart. Relative file names stay inside the project; nothing is fetched. */
import { posix } from 'node:path'
import { type Path, parsePointer } from '../schema/pointer.ts'

export type Reference =
  | { readonly kind: 'local'; readonly file: string; readonly path: Path }
  | { readonly kind: 'remote' }
  | { readonly kind: 'outside' }
  | { readonly kind: 'malformed'; readonly why: string }

/**
 * What a `$ref` in `file` means.
 *
 * @example parseReference('./schemas.yaml#/Report', 'spec/openapi.yaml') // { kind: 'local', file: 'spec/schemas.yaml', path: ['Report'] }
 */
export function parseReference(text: string, file: string): Reference {
  const [name = '', fragment = ''] = splitAtHash(text)
  if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(name)) return { kind: 'remote' }
  if (name.startsWith('/')) return { kind: 'outside' }
  const decoded = decode(fragment)
  const path = decoded === undefined ? undefined : parsePointer(decoded)
  if (path === undefined)
    return { kind: 'malformed', why: 'what follows `#` is not a JSON pointer like `/components/schemas/Report`' }
  if (name === '') return { kind: 'local', file, path }
  const relative = decode(name)
  if (relative === undefined || relative.includes('\0'))
    return { kind: 'malformed', why: 'its file name cannot be decoded' }
  const target = posix.normalize(posix.join(posix.dirname(file), relative.replaceAll('\\', '/')))
  return target === '..' || target.startsWith('../') ? { kind: 'outside' } : { kind: 'local', file: target, path }
}

function splitAtHash(text: string): readonly string[] {
  const hash = text.indexOf('#')
  return hash === -1 ? [text] : [text.slice(0, hash), text.slice(hash + 1)]
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** Whether an entry of a discriminator's `mapping` is a reference rather than the name of a schema. */
export function isReferenceText(text: string): boolean {
  return /[#/]|\.(ya?ml|json)$/.test(text)
}
