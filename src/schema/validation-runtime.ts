/**
 * What a project's `generated/validators.js` runs on: Ajv's helpers and our pattern engine, handed to compiled code by name. Projects
 * depend on 'coatcheck' alone, so nothing is looked up from where they are.
 */

import equal from 'ajv/dist/runtime/equal.js'
import ucs2length from 'ajv/dist/runtime/ucs2length.js'
import { fullFormats } from 'ajv-formats/dist/formats.js'
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

function moduleFinder(guarded: Readonly<Record<string, string>>): (name: string) => unknown {
  const pattern = (text: string): TextMatcher => {
    const re2 = Object.hasOwn(guarded, text) ? guarded[text] : undefined
    return re2 === undefined ? nativePattern(text) : guardedPattern(re2)
  }
  const modules: Readonly<Record<string, unknown>> = {
    'ajv/dist/runtime/ucs2length': ucs2length,
    'ajv/dist/runtime/equal': equal,
    'ajv-formats/dist/formats': { fullFormats },
    'coatcheck/pattern': pattern,
  }
  return (name) => {
    if (Object.hasOwn(modules, name)) return modules[name]
    throw new TypeError(`generated/validators.js asks for ${name}, which this version of coatcheck does not have`)
  }
}
