/**
 * Takes apart what Ajv has compiled: one unit of code for each schema, which asks for others by number and only when it runs, so that a
 * server instantiates what its requests touch. Ajv's own linker is quadratic and gives one module that has to be read whole.
 */
import type { Ajv2020, AnySchemaObject, ValidateFunction } from 'ajv/dist/2020.js'

/** Units of code: bodies of functions of `require` and `unit` that return a check. */
export interface LinkedValidators {
  readonly units: readonly string[]
  /** The unit of each schema asked for, in their order. */
  readonly roots: readonly number[]
}

/** The units of the schemas of these ids and of all they refer to. */
export function linkValidators(ajv: Ajv2020, ids: readonly string[]): LinkedValidators {
  const numbers = new Map<string, number>()
  const waiting: ValidateFunction[] = []
  const numberOf = (check: ValidateFunction): number => {
    const name = String(sourceOf(check).validateName)
    const known = numbers.get(name)
    if (known !== undefined) return known
    const number = numbers.size
    numbers.set(name, number)
    waiting.push(check)
    return number
  }
  const roots = ids.map((id) => numberOf(compiled(ajv, id)))
  const units: string[] = []
  for (const check of waiting) units.push(unitText(check, numberOf))
  return { units, roots }
}

function compiled(ajv: Ajv2020, id: string): ValidateFunction {
  const check = ajv.getSchema(id)
  if (check === undefined) throw new TypeError(`no schema ${id} was added`)
  return check as ValidateFunction
}

type Source = NonNullable<ValidateFunction['source']>

function sourceOf({ source }: ValidateFunction): Source {
  if (source === undefined) throw new TypeError('Ajv kept no source')
  return source
}

function unitText(check: ValidateFunction, numberOf: (check: ValidateFunction) => number): string {
  const { validateName, validateCode, scopeValues, evaluated } = sourceOf(check)
  const code = withoutCopies(withoutSchemaPaths(validateCode))
  // Functions stand first, since patterns call them.
  const { func, ...others } = scopeValues
  const used = constantsIn(code, Object.values(others))
  const constants = [...constantsIn([...used, code].join('\n'), [func]), ...used]
  const marks = evaluated === undefined ? [] : [`${validateName}.evaluated = ${evaluated};`]
  return [...constants, code.trim(), ...marks, `return ${validateName};`, ''].join('\n')

  function constantsIn(text: string, sets: readonly (ReadonlySet<ScopeName> | undefined)[]): string[] {
    const names = sets.flatMap((set) => [...(set ?? [])]).filter((name) => text.includes(String(name)))
    return names.map((name) => `const ${name} = ${given(name)};`)
  }

  function given(name: ScopeName): string {
    if (name.value?.code !== undefined) return String(name.value.code)
    const other: unknown = name.value?.ref
    if (typeof other === 'function') return `unit(${numberOf(other as ValidateFunction)})`
    return `{ validate: unit(${numberOf((other as AnySchemaObject).validate)}) }`
  }
}

type ScopeName = Source['scopeValues'][string] extends Set<infer Name> | undefined ? Name : never

/** Nothing reads where in a schema an error arose, and it is a tenth of the code. Outside a literal no `"` is followed by `#`. */
function withoutSchemaPaths(code: string): string {
  return code.replaceAll(/,schemaPath:"#[^"\\]*(?:\\.[^"\\]*)*"(?=,keyword:)/g, '')
}

/**
 * Ajv copies all errors so far for each reference that fails: 100,000 times in a list of 300 KB in which nothing fits, for 20 s. What failed
 * has made its errors in this very call, so they may be added to.
 */
function withoutCopies(code: string): string {
  return code.replaceAll(copy, 'if(vErrors === null){vErrors = $1;}else{for(const e of $1){vErrors.push(e);}}')
}

const copy = /vErrors = vErrors === null \? ([\w.]+) : vErrors\.concat\(\1\);/g
