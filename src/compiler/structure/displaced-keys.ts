/**
 * Keys that are right, but stand one step too far out or in: beside the key they belong below, or below one of their neighbours. All of
 * one such step are one cause. Reads only the tables of shapes.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { isExtension, type ObjectShape, objectShapeOf, type Shape } from '../shapes/shape.ts'
import { shapeAt, specShapes } from '../shapes/spec-shapes.ts'
import type { RuleContext } from '../view/rule.ts'
import { flowText } from './flow-text.ts'

export interface DisplacedKeys {
  readonly names: readonly string[]
  /** The key beside them that they belong below. */
  readonly below: string
  /** That key stands there with nothing below it, with other things below it, or not at all. */
  readonly state: 'empty' | 'filled' | 'absent'
}

/** The unknown keys of an object that belong below another key of it. */
export function displacedKeys(value: JsonObject, object: ObjectShape): readonly DisplacedKeys[] {
  if (object.open === true) return []
  const names = Object.keys(value)
  const groups = new Map<string, string[]>()
  for (const [index, name] of names.entries()) {
    if (isKnown(object, name)) continue
    const before = names.slice(0, index).findLast((each) => isKnown(object, each))
    const below = ownerOf(value, object, name, before)
    if (below !== undefined) groups.set(below, [...(groups.get(below) ?? []), name])
  }
  return [...groups].map(([below, displaced]) => ({ names: displaced, below, state: stateOf(value[below]) }))
}

const stateOf = (value: JsonValue | undefined): DisplacedKeys['state'] => {
  if (value === undefined) return 'absent'
  return value === null ? 'empty' : 'filled'
}

const isKnown = (object: ObjectShape, name: string): boolean =>
  Object.hasOwn(object.fields, name) || isExtension(object, name) || object.others?.keys.matches.test(name) === true

/** The key above it that has room for it, or the schema that was left out around it. */
function ownerOf(value: JsonObject, object: ObjectShape, name: string, before: string | undefined): string | undefined {
  const shape = before === undefined ? undefined : shapeOfMember(object, before)
  if (before !== undefined && shape !== undefined && takes(shape, name, value[before])) return before
  const isKeyword = Object.hasOwn(object.fields, 'schema') && Object.hasOwn(specShapes.schema?.fields ?? {}, name)
  return isKeyword ? 'schema' : undefined
}

const shapeOfMember = (object: ObjectShape, name: string): Shape | undefined =>
  Object.hasOwn(object.fields, name) ? object.fields[name]?.shape : object.others?.of

/** Anything that an empty key may have; below a filled one only a key that is fixed and missing there. */
function takes(shape: Shape, name: string, value: JsonValue | undefined): boolean {
  if (shape.type === 'either') return shape.of.some((each) => takes(each, name, value))
  if (shape.type === 'map') return value === null && shape.keys?.matches.test(name) !== false
  const object = shape.type === 'object' ? specShapes[shape.name] : undefined
  if (object === undefined || object.open === true) return false
  if (value === null) return isKnown(object, name)
  return isJsonObject(value) && Object.hasOwn(object.fields, name) && !Object.hasOwn(value, name)
}

/** One diagnostic for all keys that belong below the same key. */
export function checkDisplaced(
  context: RuleContext,
  value: JsonObject,
  object: ObjectShape,
  at: Path,
  { names, below, state }: DisplacedKeys,
): Diagnostic {
  const [first = ''] = names
  const listed = names.map((name) => `\`${name}\``).join(', ')
  const message = `${listed} ${names.length === 1 ? 'is not a key' : 'are not keys'} of ${object.title}`
  const it = names.length === 1 ? 'it' : 'them'
  const ways: Readonly<Record<DisplacedKeys['state'], string>> = {
    empty: `Indent ${it} below \`${below}\`, which is empty.`,
    filled: `Indent ${it} below \`${below}\`.`,
    absent: `Write ${it} below \`${below}\`: \`${below}: { ${exampleMember(first, value[first])} }\`.`,
  }
  return context.diagnostic('CC100', [...at, first], message, { hint: ways[state], part: 'key' })
}

function exampleMember(name: string, value: JsonValue | undefined): string {
  const text = value === undefined ? '' : flowText(value)
  return `${flowText(name)}: ${text.length > 60 ? '…' : text}`
}

/** The object around an object to which a key belongs that stands in it, as a sentence. */
export function belongsAround(context: RuleContext, name: string, at: Path): string | undefined {
  for (let depth = 1; depth <= Math.min(3, at.length); depth += 1) {
    const path = at.slice(0, at.length - depth)
    const value = context.spec.locate(path)?.value
    if (value === undefined || !isJsonObject(value)) continue
    const object = objectShapeOf(shapeAt(context.spec.document, path), value, specShapes)
    if (
      object !== undefined &&
      object.open !== true &&
      Object.hasOwn(object.fields, name) &&
      !Object.hasOwn(value, name)
    )
      return `It is a key of ${object.title}: indent it as far as \`${at[path.length]}\`.`
  }
  return undefined
}
