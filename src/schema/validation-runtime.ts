/**
 * What a project's `generated/validators.js` runs on: the code of its validators, instantiated when it is first needed, with Ajv's helpers
 * and our pattern engine handed to it by name. Projects depend on 'coatcheck' alone, so nothing is looked up from where they are.
 */

import { createRequire } from 'node:module'
import { compileFunction } from 'node:vm'
import { Fault } from '../base/fault.ts'
import type { Validate, Violation } from '../base/violation.ts'
import { type CodeIndex, openCode } from './code-file.ts'
import { isDecimalMultiple } from './decimal-multiple.ts'
import { guardedPattern, nativePattern, type TextMatcher } from './guarded-pattern.ts'
import { type SchemaError, toViolations } from './violations.ts'

/** Which unit of code is what. */
export interface ValidatorIndex {
  /** Patterns for re2js by their ECMAScript text. */
  readonly guarded: Readonly<Record<string, string>>
  /** Name of a validator -> its unit. */
  readonly unitOf: Readonly<Record<string, number>>
}

/** What Ajv compiles a schema to. */
interface CompiledCheck {
  (value: unknown, context?: unknown): boolean
  errors?: readonly SchemaError[] | null
  readonly evaluated?: unknown
}

export { openJson } from './json-file.ts'

const noViolations: readonly Violation[] = Object.freeze([])

/**
 * The validators whose code lies in a file. It is read piece by piece: nothing of an operation that nobody calls, and of one that is
 * called nothing that its values do not reach.
 *
 * @example export const validators = openValidators(new URL('./validators.code', import.meta.url), code, index)
 */
export function openValidators(file: URL, code: CodeIndex, index: ValidatorIndex): Readonly<Record<string, Validate>> {
  if (code?.seal === undefined || index?.unitOf === undefined) throw ofAnotherLayout()
  return defineValidators(index, openCode(file, code).read)
}

/** What calls this was generated, maybe by a build that handed over something else; no type holds between the two. */
function ofAnotherLayout(): Fault {
  const what = 'generated/validators.js was made by another build of Coatcheck'
  return new Fault('generated-stale', `${what}. Run coatcheck generate.`)
}

/** Validators whose code is at hand, by the number of the unit. */
export function defineValidators(
  { guarded, unitOf }: ValidatorIndex,
  read: (unit: number) => string,
): Readonly<Record<string, Validate>> {
  const unit = unitFinder(moduleFinder(guarded), read)
  const checks = Object.entries(unitOf).map(([name, number]) => [name, toValidate(unit, number)])
  return Object.freeze(Object.fromEntries(checks))
}

/** Finds its unit when it first runs: there may be thousands. */
function toValidate(unit: (number: number) => CompiledCheck, number: number): Validate {
  return (value, all) =>
    withinDepth(() => {
      const check = unit(number)
      if (check(value)) return noViolations
      const found = toViolations(check.errors ?? [])
      return all ? found : found.slice(0, 1)
    })
}

const tooDeep: readonly Violation[] = Object.freeze([{ pointer: '', detail: 'is nested too deeply' }])

/**
 * A schema that contains itself follows a value as deep as it goes, and one that holds itself without end. Text is read to a depth of
 * 64 only (IN-4); a value that a handler made has met no limit before this one, which costs nothing until it is reached.
 */
function withinDepth(check: () => readonly Violation[]): readonly Violation[] {
  try {
    return check()
  } catch (thrown) {
    if (thrown instanceof RangeError) return tooDeep
    throw thrown
  }
}

/** Units by number. One that is asked for stands for its code, which is instantiated when it first runs; so may they refer to each other. */
function unitFinder(
  require: (name: string) => unknown,
  read: (unit: number) => string,
): (number: number) => CompiledCheck {
  const units = new Map<number, CompiledCheck>()
  const find = (number: number): CompiledCheck => {
    const known = units.get(number)
    if (known !== undefined) return known
    const unit = standIn(() => compileFunction(read(number), ['require', 'unit'])(require, find))
    units.set(number, unit)
    return unit
  }
  return find
}

function standIn(instantiate: () => CompiledCheck): CompiledCheck {
  let code: CompiledCheck | undefined
  const check: CompiledCheck = (value, context) => {
    code ??= instantiate()
    const fits = code(value, context)
    check.errors = code.errors ?? null
    return fits
  }
  return Object.defineProperty(check, 'evaluated', {
    get: () => {
      code ??= instantiate()
      return code.evaluated
    },
  })
}

const requireHere = createRequire(import.meta.url)
/** What Ajv's code may ask for. Resolved from here, where they are dependencies. */
const ajvModules = new Set(['ajv/dist/runtime/ucs2length', 'ajv/dist/runtime/equal', 'ajv-formats/dist/formats'])

function moduleFinder(guarded: Readonly<Record<string, string>>): (name: string) => unknown {
  const pattern = (text: string): TextMatcher => {
    const re2 = Object.hasOwn(guarded, text) ? guarded[text] : undefined
    return re2 === undefined ? nativePattern(text) : guardedPattern(re2)
  }
  return (name) => {
    if (name === 'coatcheck/pattern') return pattern
    if (name === 'coatcheck/decimal-multiple') return isDecimalMultiple
    if (ajvModules.has(name)) return requireHere(name)
    throw new TypeError(`generated/validators.code asks for ${name}, which this version of coatcheck does not have`)
  }
}
