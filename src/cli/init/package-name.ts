/** The name of a new project's package. Refuses what npm would not take. */
import { basename } from 'node:path'
import { Fault } from '../../base/fault.ts'

/** The name asked for, else that of the folder. */
export function packageName(directory: string, asked: string | undefined): string {
  const name = asked ?? basename(directory)
  if (isPackageName(name)) return name
  const example = suggestionFor(name)
  throw new Fault(
    'usage',
    `${JSON.stringify(name)} cannot be the name of a package: it takes lower-case letters, digits, '-', '_' and '.', and begins with a letter or digit. Pass one with --name${example}.`,
  )
}

/** npm refuses the last of these for a new package, or cannot install a dependency of the same name. */
const taken: ReadonlySet<string> = new Set(['node_modules', 'favicon.ico', 'coatcheck'])

function isPackageName(name: string): boolean {
  return name.length <= 214 && /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/.test(name) && !taken.has(name)
}

function suggestionFor(name: string): string {
  const mended = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .replace(/-+$/, '')
  return isPackageName(mended) ? `, like --name ${mended}` : ''
}
