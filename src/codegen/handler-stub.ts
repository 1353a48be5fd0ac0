/** The file that a new operation's author starts from. Written once and never again, so it holds nothing of the spec but the name (D6). */

import { handlerFileOf } from '../contract/handler-file.ts'

/** The text of `handlers/<operationId>.ts` for an operation without a handler. */
export function handlerStub(operation: string): string {
  const name = inQuotes(operation)
  const generated = `${'../'.repeat(handlerFileOf(operation).split('/').length - 1)}generated/index.ts`
  return `import { notImplemented } from 'coatcheck'

// To begin:
//
//   import { defineHandler } from '${generated}'
//
//   export default defineHandler(${name}, async ({ body, params, query, principal }, job) => {
//     ...
//   })
export default notImplemented(${name})
`
}

/** A name in single quotes, whatever is in it. */
function inQuotes(name: string): string {
  return `'${JSON.stringify(name).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}
