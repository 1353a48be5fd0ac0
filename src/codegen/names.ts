/** Names of generated types and bindings: readable, legal, and each given once. */

import { capitalized } from '../base/capitalized.ts'
import { freeName } from '../base/free-name.ts'

/** Globals that generated types use, and the words of the generated face: a schema of such a name gets a suffix. */
const taken = [
  ...'Array ArrayBuffer Blob Extract Omit Partial Pick Promise ReadableStream Readonly ReadonlyArray Record Uint8Array URL'.split(
    ' ',
  ),
  ...'AsyncOperationId ClientOperations DefineHandler FileBody FileResult FrameworkErrorCode Job JobBase JobError JobEvent JobIn JobLink JobStates'.split(
    ' ',
  ),
  ...'Operations Principal Upload WebhookEvent WebhookEvents WithRequired XOR components operations api'.split(' '),
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
      const isTaken = (name: string): boolean => given.has(name)
      const name = isTaken(wish) ? freeName(`${wish}${suffix}`, isTaken) : wish
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
  const name = words(text).map(capitalized).join('')
  return /^[\p{ID_Start}_$]/u.test(name) ? name : `T${name}`
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

/**
 * A name as a member of a type.
 *
 * @example memberName('get-thing') // '"get-thing"'
 */
export function memberName(name: string): string {
  return /^[A-Za-z_$][0-9A-Za-z_$]*$/.test(name) ? name : JSON.stringify(name)
}

/** A name as a member of an object literal, where a plain `__proto__` would set the prototype. */
export function propertyName(name: string): string {
  return name === '__proto__' ? '["__proto__"]' : memberName(name)
}

const words = (text: string): readonly string[] => text.split(/[^\p{ID_Continue}$]+/u).filter((word) => word !== '')
