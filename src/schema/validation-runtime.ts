/**
 * What a project's `generated/validators.js` runs on: Ajv's helpers and our pattern engine, handed to compiled code by name. Projects
 * depend on 'coatcheck' alone, so nothing is looked up from where they are.
 */

import { createRequire } from 'node:module'
import { guardedPattern, nativePattern, type TextMatcher } from './guarded-pattern.ts'
import { type SchemaError, toViolations, type Violation } from './violations.ts'

/** A check as the server calls it; the same shape as the contract's. */
export type Validate = (value: unknown, all: boolean) => readonly Violation[]

/** What Ajv compiles a schema to. */
interface CompiledCheck {
  (value: unknown): boolean
  errors?: readonly SchemaError[] | null
}

type CompiledModule = (require: (name: string) => unknown, exports: Record<string, CompiledCheck>) => void

const noViolations: readonly Violation[] = Object.freeze([])

/**
 * Makes the validators of a compiled module. The function that collects every error is not even instantiated before a value fails.
 *
 * @example export const validators = defineValidators(guarded, first, all)
 */
export function defineValidators(
  guarded: Readonly<Record<string, string>>,
  first: CompiledModule,
  all: CompiledModule,
): Readonly<Record<string, Validate>> {
  const require = moduleFinder(guarded)
  const fast = instantiate(first, require)
  let collecting: Record<string, CompiledCheck> | undefined
  const collector = (name: string) => {
    collecting ??= instantiate(all, require)
    return collecting[name]
  }
  const checks = Object.entries(fast).map(([name, check]) => [name, toValidate(check, () => collector(name))])
  return Object.freeze(Object.fromEntries(checks))
}

function toValidate(fast: CompiledCheck, collector: () => CompiledCheck | undefined): Validate {
  return (value, all) => {
    if (fast(value)) return noViolations
    const one = toViolations(fast.errors ?? []).slice(0, 1)
    const collect = all ? collector() : undefined
    if (collect === undefined || collect(value)) return one
    const every = toViolations(collect.errors ?? [])
    return every.length === 0 ? one : every
  }
}

function instantiate(compiled: CompiledModule, require: (name: string) => unknown): Record<string, CompiledCheck> {
  const exports: Record<string, CompiledCheck> = {}
  compiled(require, exports)
  return exports
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
    if (ajvModules.has(name)) return requireHere(name)
    throw new TypeError(`generated/validators.js asks for ${name}, which this version of coatcheck does not have`)
  }
}
