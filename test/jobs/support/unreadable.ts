/** Things code can throw that throw again when somebody looks at them. */

const refuse = (): never => {
  throw new Error('do not look')
}

export const unreadable: readonly (readonly [string, unknown])[] = [
  ['no prototype', Object.create(null)],
  ['a message that throws', Object.defineProperty(new Error('x'), 'message', { get: refuse })],
  ['an object as name', Object.assign(new Error('x'), { name: Object.create(null) })],
  ['a stack that throws', Object.defineProperty(new Error('x'), 'stack', { get: refuse })],
  ['a field that throws', Object.defineProperty(new Error('x'), 'field', { get: refuse, enumerable: true })],
  ['a proxy without a prototype', new Proxy({}, { getPrototypeOf: refuse })],
  ['a proxy of an error', new Proxy(new Error('x'), { get: refuse })],
]
