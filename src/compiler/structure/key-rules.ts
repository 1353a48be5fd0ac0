/** Which keys of an object go together: one of several, not both, only beside another. The rules stand in the tables of shapes. */
import { assertNever } from '../../base/assert-never.ts'
import { capitalized } from '../../base/capitalized.ts'
import type { JsonObject, JsonValue } from '../../base/json.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { isIn, type KeyRule, type ObjectShape } from '../shapes/shape.ts'
import { type RuleContext, relatedAt } from '../view/rule.ts'

/** What an object's keys say against each other; keys that were meant, but mistyped, count as there. */
export function checkKeyRules(
  context: RuleContext,
  value: JsonObject,
  object: ObjectShape,
  at: Path,
  meant: ReadonlySet<string | undefined>,
): readonly Diagnostic[] {
  const rules = (object.keys ?? []).filter((rule) => isIn(rule.versions, context.spec.version))
  return rules.flatMap((rule) => checkRule(context, value, { rule, object, title: object.title, at, meant }))
}

interface Subject {
  readonly rule: KeyRule
  readonly object: ObjectShape
  readonly title: string
  readonly at: Path
  readonly meant: ReadonlySet<string | undefined>
}

function checkRule(context: RuleContext, value: JsonObject, subject: Subject): readonly Diagnostic[] {
  const { rule } = subject
  switch (rule.type) {
    case 'one':
      return [...checkPresence(context, value, subject), ...checkApart(context, value, subject)]
    case 'some':
      return checkPresence(context, value, subject)
    case 'apart':
      return checkApart(context, value, subject)
    case 'choices':
      return checkChoice(context, value, rule, subject)
    case 'only-with':
      return checkEffect(context, value, rule, subject)
    default:
      return assertNever(rule)
  }
}

function checkPresence(
  context: RuleContext,
  value: JsonObject,
  { rule, title, at, meant }: Subject,
): readonly Diagnostic[] {
  if (rule.of.some((key) => Object.hasOwn(value, key) || meant.has(key))) return []
  const message = `${capitalized(title)} needs ${rule.of.map(quoted).join(' or ')}`
  return [context.diagnostic('CC114', at, message, { part: 'key' })]
}

function checkApart(context: RuleContext, value: JsonObject, { rule, title, at }: Subject): readonly Diagnostic[] {
  const [first = '', ...others] = rule.of
  if (!Object.hasOwn(value, first)) return []
  return others
    .filter((key) => Object.hasOwn(value, key))
    .map((key) => {
      const related = relatedAt(context, [...at, first], `${quoted(first)} stands here`, 'key')
      const message = `${quoted(key)} cannot stand beside ${quoted(first)} in ${title}`
      return context.diagnostic('CC115', [...at, key], message, { part: 'key', related })
    })
}

function checkChoice(
  context: RuleContext,
  value: JsonObject,
  { of: [key], by, choices }: Extract<KeyRule, { readonly type: 'choices' }>,
  { at }: Subject,
): readonly Diagnostic[] {
  const [said, condition] = [value[key], String(value[by])]
  const allowed = Object.hasOwn(choices, condition) ? choices[condition] : undefined
  if (typeof said !== 'string' || allowed === undefined || allowed.includes(said)) return []
  const message = `With ${quoted(`${by}: ${condition}`)} the ${key} can be ${allowed.map(quoted).join(', ')}, not ${quoted(said)}`
  return [context.diagnostic('CC118', [...at, key], message)]
}

function checkEffect(
  context: RuleContext,
  value: JsonObject,
  { of, by, values }: Extract<KeyRule, { readonly type: 'only-with' }>,
  { object, title, at, meant }: Subject,
): readonly Diagnostic[] {
  // A condition that is mistyped, or that says what nothing may say, is reported as such.
  if (meant.has(by) || !isChoiceOf(object, by, value[by])) return []
  const isRead = values === undefined ? Object.hasOwn(value, by) : values.includes(String(value[by]))
  if (isRead) return []
  const condition = values === undefined ? quoted(by) : values.map((each) => quoted(`${by}: ${each}`)).join(' or ')
  return of
    .filter((key) => Object.hasOwn(value, key))
    .map((key) => {
      const message = `${quoted(key)} says nothing in ${title} without ${condition}`
      return context.diagnostic('CC116', [...at, key], message, { part: 'key' })
    })
}

function isChoiceOf(object: ObjectShape, name: string, value: JsonValue | undefined): boolean {
  const shape = object.fields[name]?.shape
  return shape?.type !== 'text' || typeof value !== 'string' || shape.oneOf?.includes(value) !== false
}

const quoted = (key: string): string => `\`${key}\``
