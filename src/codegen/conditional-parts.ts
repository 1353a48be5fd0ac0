/**
 * What an object's schema demands under conditions, as alternatives that a type can tell apart: one for each state of the member that the
 * conditions are about. Conditions about anything else are left open, so that a type never demands more than its schema.
 */
import { isDeepStrictEqual } from 'node:util'
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { objectAt } from '../schema/reference.ts'
import {
  listedValues,
  type MemberCondition,
  type MemberState,
  memberCondition,
  presenceOf,
} from './member-condition.ts'

/** The whole that the conditions stand in. */
export interface ConditionedWhole {
  /** Whether a member is always there. */
  requires(name: string): boolean
  /** How it is described, references followed. */
  describe(name: string): JsonObject | undefined
  /** A schema that says only that members are there. */
  present(names: readonly string[]): JsonObject
}

/** The parts that hold beside a schema because of its conditions and those of the parts that stand in it. */
export function conditionalParts(schema: JsonObject, whole: ConditionedWhole): readonly JsonObject[] {
  const holders = [schema, ...inlineParts(schema)]
  const rules = Map.groupBy(
    holders.flatMap((holder) => rulesOf(holder)),
    ({ condition }) => condition.member,
  )
  const unions = [
    ...[...rules].map(([member, its]) => memberAlternatives(member, its, whole)),
    ...holders.flatMap((holder) => notTogether(holder, whole)),
  ]
  return withinReason(unions).map((alternatives) => oneOfThem(alternatives))
}

/** The schema without its own conditions. */
export function withoutConditions(part: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(part).filter(([key]) => !keywords.has(key)))
}

/** Whether there is a condition in a schema or in a part that stands in it. */
export function hasConditions(schema: JsonObject): boolean {
  return [schema, ...inlineParts(schema)].some((part) => Object.keys(part).some((key) => keywords.has(key)))
}

const inlineParts = ({ allOf }: JsonObject): readonly JsonObject[] =>
  Array.isArray(allOf) ? allOf.filter(isInline) : []

/** What stands beside a reference is read with it. */
export const isInline = (part: JsonValue): part is JsonObject => isJsonObject(part) && !('$ref' in part)

const keywords = new Set(['dependentRequired', 'dependentSchemas', 'else', 'if', 'not', 'then'])

interface Rule {
  readonly condition: MemberCondition
  readonly then: JsonValue
  readonly else: JsonValue
}

function rulesOf(schema: JsonObject): readonly Rule[] {
  const refusals = refused(schema).map((one) => ruleOf(memberCondition(one), false))
  const names = Object.entries(objectAt(schema.dependentRequired))
  const dependent = names.map(([name, required]) => ruleOf(presenceOf(name), { required }))
  const schemas = Object.entries(objectAt(schema.dependentSchemas))
  const further = schemas.map(([name, then]) => ruleOf(presenceOf(name), then))
  return [...ifRule(schema), ...refusals.flat(), ...dependent.flat(), ...further.flat()]
}

function ifRule(schema: JsonObject): readonly Rule[] {
  return ruleOf(memberCondition(schema.if), schema.then ?? true, schema.else ?? true)
}

function ruleOf(condition: MemberCondition | undefined, then: JsonValue, otherwise: JsonValue = true): readonly Rule[] {
  return condition === undefined ? [] : [{ condition, then, else: otherwise }]
}

/** None of several is each of them not. */
function refused({ not }: JsonObject): readonly JsonValue[] {
  if (!isJsonObject(not)) return []
  return Array.isArray(not.anyOf) && Object.keys(not).length === 1 ? not.anyOf : [not]
}

type Alternatives = readonly JsonObject[]

interface Group {
  readonly states: readonly MemberState[]
  readonly branches: readonly JsonValue[]
}

/** What may be, by what is known of a member. */
function memberAlternatives(member: string, rules: readonly Rule[], whole: ConditionedWhole): Alternatives {
  const values = possibleValues(whole.describe(member))
  const decided = values === undefined ? rules.filter(({ condition }) => !condition.ofValue) : rules
  if (decided.length === 0) return []
  const there: readonly MemberState[] = decided.some(({ condition }) => condition.ofValue)
    ? (values ?? []).map((value) => ({ is: 'value', value }))
    : [{ is: 'present' }]
  const states: readonly MemberState[] = whole.requires(member) ? there : [{ is: 'absent' }, ...there]
  const groups = grouped(states, decided)
  if (groups.length === 1 && groups[0]?.states.length === states.length && groups[0].branches.length === 0) return []
  return groups.map(({ states: its, branches }) => alternative(member, its, branches, whole))
}

/** All values that a member can have, where they are few. */
function possibleValues(schema: JsonObject | undefined): readonly JsonValue[] | undefined {
  if (schema === undefined) return undefined
  const listed = schema.type === 'boolean' && schema.enum === undefined ? [true, false] : listedValues(schema)
  if (listed === undefined || listed.length > mostValues || listed.some((value) => typeof value === 'object' && value))
    return undefined
  return schema.nullable === true && !listed.includes(null) ? [...listed, null] : listed
}

const mostValues = 64

/** States in which the same holds, together; those that cannot be, not at all. */
function grouped(states: readonly MemberState[], rules: readonly Rule[]): readonly Group[] {
  const groups: Group[] = []
  for (const state of states) {
    const branches = rules.flatMap((rule) => branchesOf(rule, state)).filter((branch) => says(branch))
    if (branches.includes(false)) continue
    const same = groups.findIndex((group) => isDeepStrictEqual(group.branches, branches))
    const group = groups[same]
    if (group === undefined) groups.push({ states: [state], branches })
    else groups[same] = { states: [...group.states, state], branches }
  }
  return groups
}

/** What holds in a state; a branch may ask further about the same member. */
function branchesOf(rule: Rule, state: MemberState): readonly JsonValue[] {
  const branch = rule.condition.holds(state) ? rule.then : rule.else
  if (!isJsonObject(branch)) return [branch]
  const [further] = ifRule(branch)
  if (further?.condition.member !== rule.condition.member) return [branch]
  if (further.condition.ofValue && state.is === 'present') return [branch]
  const { if: _if, then: _then, else: _else, ...rest } = branch
  return [rest, ...branchesOf(further, state)]
}

/** Whether a type can say anything of it. */
function says(branch: JsonValue): boolean {
  return branch === false || (isJsonObject(branch) && Object.keys(branch).some((key) => telling.has(key)))
}

const telling = new Set([
  ...['$ref', 'additionalProperties', 'allOf', 'anyOf', 'const', 'enum', 'oneOf', 'patternProperties', 'properties'],
  ...['required', ...keywords],
])

function alternative(
  member: string,
  states: readonly MemberState[],
  branches: readonly JsonValue[],
  whole: ConditionedWhole,
): JsonObject {
  const parts = [...stateParts(member, states, whole), ...branches.map((branch) => branchPart(branch, whole))]
  const [only, ...others] = parts
  return only !== undefined && others.length === 0 ? only : { allOf: parts }
}

function stateParts(member: string, states: readonly MemberState[], whole: ConditionedWhole): readonly JsonObject[] {
  const values = states.flatMap((state) => (state.is === 'value' ? [state.value] : []))
  const mayMiss = states.some(({ is }) => is === 'absent')
  if (values.length > 0) {
    const required = mayMiss ? {} : { required: [member] }
    return [{ type: 'object', ...required, properties: { [member]: { enum: values } } }]
  }
  if (!mayMiss) return [whole.present([member])]
  return states.length === 1 ? [absent(member)] : []
}

const absent = (member: string): JsonObject => ({ type: 'object', properties: { [member]: false } })

/** A branch is about objects, and what it requires is there as the whole describes it. */
function branchPart(branch: JsonValue, whole: ConditionedWhole): JsonObject {
  if (!isJsonObject(branch) || '$ref' in branch || !('required' in branch || 'properties' in branch))
    return isJsonObject(branch) ? branch : {}
  const names = Array.isArray(branch.required) ? branch.required.filter((name) => typeof name === 'string') : []
  const properties = { ...objectAt(whole.present(names).properties), ...objectAt(branch.properties) }
  return { type: 'object', ...branch, properties }
}

/** Several members of which one at least is missing. */
function notTogether({ not }: JsonObject, whole: ConditionedWhole): readonly Alternatives[] {
  const names =
    isJsonObject(not) && Object.keys(not).every((key) => key === 'required' || key === 'type') && not.required
  if (!Array.isArray(names) || names.length < 2 || names.length > mostAlternatives) return []
  const free = names.filter((name) => typeof name === 'string').filter((name) => !whole.requires(name))
  return free.length === 0 ? [] : [free.map(absent)]
}

/** Alternatives multiply: what would make more of them than a compiler likes is left open. */
function withinReason(unions: readonly Alternatives[]): readonly Alternatives[] {
  const kept: Alternatives[] = []
  let total = 1
  for (const alternatives of unions) {
    if (alternatives.length === 0 || total * alternatives.length > mostAlternatives) continue
    total *= alternatives.length
    kept.push(alternatives)
  }
  return kept
}

const mostAlternatives = 32

function oneOfThem(alternatives: Alternatives): JsonObject {
  const [only, ...others] = alternatives
  return only !== undefined && others.length === 0 ? only : { anyOf: alternatives }
}
