/** The parts that the files of generated types have in common: what they import of each other, the helpers they repeat, unions and comments. */
import type { Operation } from '../contract/operation.ts'
import type { TypeNodes } from './type-nodes.ts'

/** The import of `openapi.ts`, for a text that names a type in it. */
export function needsComponents(text: string): string {
  return text.includes('components[') ? 'import type { components } from "./openapi.ts";\n\n' : ''
}

/** The import of these names, unless there are none: an unused one does not pass strict settings. */
export function importTypes(names: Iterable<string>, file: string): string {
  const sorted = [...names].sort()
  return sorted.length === 0 ? '' : `import type { ${sorted.join(', ')} } from ${JSON.stringify(file)};\n`
}

/** openapi-typescript's own helper types are not exported; those that a text uses are repeated in it. */
export function helperTypes(text: string, types: TypeNodes): string {
  const used = new Map<string, string>()
  const collect = (within: string): void => {
    for (const [name, declaration] of types.helpers) {
      if (used.has(name) || !new RegExp(`\\b${name}<`).test(within)) continue
      used.set(name, `${declaration}\n\n`)
      collect(declaration)
    }
  }
  collect(text)
  return [...types.helpers.keys()].map((name) => used.get(name) ?? '').join('')
}

/** A union without repeats. */
export function union(kinds: readonly string[]): string {
  return [...new Set(kinds)].join(' | ')
}

/** What an operation is, above its types. */
export function docComment({ id, method, path, summary, deprecated }: Operation): string {
  const text = summary ?? `The operation ${id}`
  return `/** ${inComment(`${text} (${method} ${path})`)}${deprecated ? ' @deprecated' : ''} */\n`
}

/** A text that cannot end the comment it stands in. */
export const inComment = (text: string): string => text.replaceAll('*/', '*\\/').replaceAll(/\s+/g, ' ')
