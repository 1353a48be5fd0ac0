/** Enumerated values against the keywords of another schema: each is simply tried. */
import type { JsonValue } from '../../base/json.ts'
import { isDecimalMultiple } from '../../schema/decimal-multiple.ts'
import { checkedFormats } from './fits-scalar.ts'
import { type Obstacle, obstacleAt, type PartCheck, shown, valuesOf } from './obstacle.ts'

export function checkValues(check: PartCheck, values: readonly JsonValue[]): readonly Obstacle[] {
  return Object.entries(check.part.value).flatMap(([keyword, bound]) => {
    if (labels.has(keyword)) return checkLabel(check, keyword, bound, values)
    const admits = tests[keyword]
    const refused = admits === undefined ? [] : values.filter((value) => !admits(value, bound))
    return refused.map((value) =>
      obstacleAt(check, 'value', keyword, {
        narrowing: `${shown(value)} is ruled out by \`${keyword}\` ${shown(bound)}`,
        widening: `${shown(value)} is no longer ruled out by \`${keyword}\` ${shown(bound)}`,
      }),
    )
  })
}

type Admits = (value: JsonValue, bound: JsonValue) => boolean

const ofNumber =
  (test: (value: number, bound: number) => boolean): Admits =>
  (value, bound) =>
    typeof value !== 'number' || typeof bound !== 'number' || test(value, bound)

/** JSON Schema counts characters, not UTF-16 units. */
const ofLength =
  (test: (length: number, bound: number) => boolean): Admits =>
  (value, bound) =>
    typeof value !== 'string' || typeof bound !== 'number' || test([...value].length, bound)

const tests: Readonly<Record<string, Admits>> = {
  minimum: ofNumber((value, bound) => value >= bound),
  maximum: ofNumber((value, bound) => value <= bound),
  exclusiveMinimum: ofNumber((value, bound) => value > bound),
  exclusiveMaximum: ofNumber((value, bound) => value < bound),
  multipleOf: ofNumber(isDecimalMultiple),
  minLength: ofLength((length, bound) => length >= bound),
  maxLength: ofLength((length, bound) => length <= bound),
}

/** An author's pattern is not run here: it may be slow, and a format has no test of its own here. */
const labels: ReadonlySet<string> = new Set(['pattern', 'format'])

function checkLabel(
  check: PartCheck,
  keyword: string,
  bound: JsonValue,
  values: readonly JsonValue[],
): readonly Obstacle[] {
  const concerned = values.some((value) => typeof value === 'string' || keyword === 'format')
  if (keyword === 'format' && check.inclusion.direction === 'request' && !checkedFormats.has(String(bound))) return []
  if (!concerned || valuesOf(check.wide, keyword).includes(bound)) return []
  return [
    obstacleAt(check, 'unsure', keyword, {
      narrowing: `\`${keyword}\` ${shown(bound)} may rule out some of the values`,
      widening: `\`${keyword}\` ${shown(bound)} no longer rules out any of the values`,
    }),
  ]
}
