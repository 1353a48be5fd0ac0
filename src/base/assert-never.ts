/** Marks the end of a `switch` over a union: adding a variant without handling it does not compile. */

export function assertNever(value: never): never {
  throw new TypeError(`Unhandled variant: ${JSON.stringify(value)}`)
}
