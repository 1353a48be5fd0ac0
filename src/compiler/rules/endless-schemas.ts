/**
 * Schemas that hold for a value only if they hold for the same value: an end is never reached, and no value can be judged. What goes on
 * with a member or an item is fine, since values end.
 */
import { isJsonObject } from '../../base/json.ts'
import { readList, readObject } from '../../base/read-json.ts'
import { toPointer } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { listSchemas } from '../schemas/schema-list.ts'
import { referredTo } from '../schemas/schema-node.ts'
import type { Rule } from '../view/rule.ts'
import type { Located, SpecView } from '../view/spec-view.ts'

/** Follows every step once; one that leads back into the way that was taken closes a loop, which is told of there. */
export const checkEndlessSchemas: Rule = (context) => {
  const { spec } = context
  const done = new Set<string>()
  return listSchemas(spec.document).flatMap((schema) => closingSteps(spec, schema, done).map(report))

  function report({ from, to }: Step): Diagnostic {
    const isReference = isJsonObject(from.value) && typeof from.value.$ref === 'string' && to.byReference
    const message = `This comes back to \`${toPointer(to.at)}\` for the same value, without end`
    return context.diagnostic('CC124', isReference ? [...from.at, '$ref'] : to.at, message)
  }
}

interface Target extends Located {
  readonly byReference: boolean
}

interface Step {
  readonly from: Located
  readonly to: Target
}

interface Visit {
  readonly node: Located
  readonly id: string
  readonly ahead: Target[]
}

/** A chain of references may be longer than a stack is deep, so the way is a list. */
function closingSteps(spec: SpecView, start: Located, done: Set<string>): readonly Step[] {
  const closing: Step[] = []
  const way: Visit[] = []
  const open = new Set<string>()
  const enter = (node: Located): void => {
    const id = toPointer(node.at)
    if (done.has(id)) return
    done.add(id)
    open.add(id)
    way.push({ node, id, ahead: [...sameValue(spec, node)].reverse() })
  }
  // Most schemas put no other one to their value: they end here, and nobody needs their name.
  if (sameValue(spec, start).length > 0) enter(start)
  for (let last = way.at(-1); last !== undefined; last = way.at(-1)) {
    const to = last.ahead.pop()
    if (to === undefined) {
      open.delete(last.id)
      way.pop()
    } else if (open.has(toPointer(to.at))) closing.push({ from: last.node, to })
    else enter(to)
  }
  return closing
}

/** The schemas that a schema puts to the value that it is put to itself. */
function sameValue(spec: SpecView, { value, at }: Located): readonly Target[] {
  if (!isJsonObject(value)) return []
  const target = referredTo(spec, value)
  const behind = target === undefined ? [] : [{ ...target, byReference: true }]
  if (spec.version === '3.0' && value.$ref !== undefined) return behind
  const places = [
    ...lists.flatMap((name) => readList(value[name]).map((_, index) => [name, String(index)])),
    ...(spec.version === '3.0' ? ['not'] : singles).filter((name) => value[name] !== undefined).map((name) => [name]),
    ...(spec.version === '3.0' ? [] : Object.keys(readObject(value.dependentSchemas))).map((name) => [
      'dependentSchemas',
      name,
    ]),
  ]
  const inside = places.map((place) => spec.locate([...at, ...place])).filter((node) => node !== undefined)
  return [...behind, ...inside.map((node) => ({ ...node, byReference: false }))]
}

const lists = ['allOf', 'anyOf', 'oneOf']
const singles = ['not', 'if', 'then', 'else']
