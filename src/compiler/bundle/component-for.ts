/** Definitions of other files become components under readable names: their own, if it is free. */
import { freeName } from '../../base/free-name.ts'
import { toPointer, valueAt } from '../../schema/pointer.ts'
import type { Source } from '../read/origins.ts'
import type { ObjectShape, Shape } from '../shapes/shape.ts'
import type { Bundling, DynamicScope, Target } from './bundling.ts'

export interface Reached {
  readonly scope: DynamicScope
  /** Tells the copies of one definition apart. */
  readonly scopeKey: string
  /** The reference that leads there from another file. */
  readonly via?: Source | undefined
}

/** The component that stands for a definition of another file, or for one more copy; queued to be copied when it is new. */
export function componentFor(
  work: Bundling,
  target: Target,
  object: ObjectShape,
  shape: Shape,
  { scope, scopeKey, via }: Reached,
): string {
  const section = object.section ?? 'schemas'
  const key = `${section} ${target.file.path}#${toPointer(target.path)} ${scopeKey}`
  const known = work.names.get(key)
  if (known !== undefined) return known
  const name = componentName(work, section, target)
  const reference = `#${toPointer(['components', section, name])}`
  work.names.set(key, reference)
  work.queue.push({ section, name, file: target.file, path: target.path, shape, via, scope })
  return reference
}

/** The definition's own name; if that is taken, with its file's name before it; then numbered. */
function componentName(work: Bundling, section: string, target: Target): string {
  const file = target.file.path.replace(/^.*\//, '').replace(/\.[^.]*$/, '')
  const own = safeName(target.path.at(-1) ?? file)
  const qualified = safeName(`${file}-${own}`)
  const isFree = (name: string): boolean =>
    !work.taken.has(`${section}/${name}`) && valueAt(work.entry.value, ['components', section, name]) === undefined
  const name = isFree(own) ? own : freeName(qualified, (wanted) => !isFree(wanted), '-')
  work.taken.add(`${section}/${name}`)
  return name
}

const safeName = (text: string): string => text.replaceAll(/[^a-zA-Z0-9._-]/g, '_') || 'definition'
