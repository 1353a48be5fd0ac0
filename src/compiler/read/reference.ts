/** The text of a `$ref`, taken apart. Relative file names stay inside the project; nothing is fetched. */
import { posix } from 'node:path'
import { type Path, parsePointer } from '../../schema/pointer.ts'
import { anchorName } from '../shapes/schema-shapes.ts'

export type Reference =
  | { readonly kind: 'local'; readonly file: string; readonly path: Path }
  | { readonly kind: 'anchor'; readonly file: string; readonly name: string }
  | { readonly kind: 'remote' }
  /** A path or a `file:` URL from the root of the file system. */
  | { readonly kind: 'absolute' }
  | { readonly kind: 'outside' }
  | { readonly kind: 'malformed'; readonly why: string }

/**
 * What a `$ref` in `file` means.
 *
 * @example parseReference('./schemas.yaml#/Report', 'spec/openapi.yaml') // { kind: 'local', file: 'spec/schemas.yaml', path: ['Report'] }
 */
export function parseReference(text: string, file: string): Reference {
  const { name, fragment } = splitReference(text)
  if (/^(file:|[a-z]:[\\/])/i.test(name)) return { kind: 'absolute' }
  if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(name)) return { kind: 'remote' }
  if (/^[\\/]/.test(name)) return { kind: 'absolute' }
  const decoded = decode(fragment)
  if (decoded === undefined) return { kind: 'malformed', why: 'what follows `#` cannot be decoded' }
  const relative = decode(name)
  if (relative === undefined || relative.includes('\0'))
    return { kind: 'malformed', why: 'its file name cannot be decoded' }
  const target = name === '' ? file : posix.normalize(posix.join(posix.dirname(file), relative.replaceAll('\\', '/')))
  if (target === '..' || target.startsWith('../')) return { kind: 'outside' }
  return fragmentOf(target, decoded)
}

/** A pointer, or the name of an anchor (JSON Schema 2020-12, section 8.2.2). */
function fragmentOf(file: string, fragment: string): Reference {
  if (anchorName.test(fragment)) return { kind: 'anchor', file, name: fragment }
  const path = parsePointer(fragment)
  if (path !== undefined) return { kind: 'local', file, path }
  return {
    kind: 'malformed',
    why: 'what follows `#` is neither a JSON pointer like `/components/schemas/Report` nor the name of an anchor',
  }
}

/** What stands before `#` and behind it. */
export function splitReference(text: string): { readonly name: string; readonly fragment: string } {
  const hash = text.indexOf('#')
  return hash === -1 ? { name: text, fragment: '' } : { name: text.slice(0, hash), fragment: text.slice(hash + 1) }
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
