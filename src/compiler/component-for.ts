/** Definitions of other files become components under readable names: their own, if it is free. */

import { toPointer, valueAt } from '../schema/pointer.ts'
import type { Bundling, Target } from './bundling.ts'
import type { Source } from './origins.ts'
import type { ObjectShape, Shape } from './shape.ts'

/** The component that stands for a definition of another file; queued to be copied when it is new. */
export function componentFor(work: Bundling, target: Target, object: ObjectShape, shape: Shape, via: Source): string {
  const section = object.section ?? 'schemas'
  const key = `${section} ${target.file.path}#${toPointer(target.path)}`
  const known = work.names.get(key)
  if (known !== undefined) return known
  const name = freeName(work, section, target)
  const reference = `#${toPointer(['components', section, name])}`
  work.names.set(key, reference)
  work.queue.push({ section, name, file: target.file, path: target.path, shape, via })
  return reference
}

/** The definition's own name; if that is taken, with its file's name before it; then numbered. */
function freeName(work: Bundling, section: string, target: Target): string {
  const file = target.file.path.replace(/^.*\//, '').replace(/\.[^.]*$/, '')
  const own = safeName(target.path.at(-1) ?? file)
  const qualified = safeName(`${file}-${own}`)
  const isFree = (name: string): boolean =>
    !work.taken.has(`${section}/${name}`) && valueAt(work.entry.value, ['components', section, name]) === undefined
  let name = isFree(own) ? own : qualified
  for (let number = 2; !isFree(name); number++) name = `${qualified}-${number}`
  work.taken.add(`${section}/${name}`)
  return name
}

const safeName = (text: string): string => text.replaceAll(/[^a-zA-Z0-9._-]/g, '_') || 'definition'
