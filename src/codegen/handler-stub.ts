/** The file that a new operation's author starts from. Written once and never again, so it holds nothing of the spec but the name (D6). */

/** The text of `handlers/<operationId>.ts` for an operation without a handler. */
export function handlerStub(operation: string): string {
  const name = `'${operation}'`
  return `import { notImplemented } from 'coatcheck'

// To begin:
//
//   import { defineHandler } from '../generated/index.ts'
//
//   export default defineHandler(${name}, async ({ body, params, query, principal }, job) => {
//     ...
//   })
export default notImplemented(${name})
`
}
