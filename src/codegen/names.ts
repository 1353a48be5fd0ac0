/** Names of generated types and bindings: readable, legal, and each given once. */

/** TypeScript's own names that openapi-typescript's output uses, and the words of the generated face. */
const taken = [
  'Array',
  'Record',
  'Omit',
  'Readonly',
  'ReadonlyArray',
  'WithRequired',
  'Operations',
  'Principal',
  'FileBody',
  'FileResult',
  'DefineHandler',
]

/** Hands out names; a second wish for the same gets a suffix, and after that a number. */
export interface NameGiver {
  give(wish: string, suffix?: string): string
}

/** A fresh set of names. */
export function createNameGiver(): NameGiver {
  const given = new Set(taken)
  return {
    give(wish, suffix = 'Schema') {
      let name = wish
      for (let count = 1; given.has(name); count++) name = `${wish}${suffix}${count === 1 ? '' : count}`
      given.add(name)
      return name
    },
  }
}

/**
 * Text as the name of a type.
 *
 * @example typeName('create-report') // 'CreateReport'
 */
export function typeName(text: string): string {
  const name = words(text)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
  return /^[A-Z_$]/i.test(name) ? name : `T${name}`
}

/**
 * Text as the name of a variable.
 *
 * @example bindingName('create-report') // 'createReport'
 */
export function bindingName(text: string): string {
  const name = typeName(text)
  return name.charAt(0).toLowerCase() + name.slice(1)
}

const words = (text: string): readonly string[] => text.split(/[^0-9A-Za-z_$]+/).filter((word) => word !== '')
