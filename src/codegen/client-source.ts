/**
 * The text of `generated/client.ts`, the face of the API to its callers and to receivers of its webhooks: types, and the facts that a client
 * needs at run time. It stands alone beside `schemas.ts` and `openapi.ts`, and runs in browsers.
 */
import type { Contract } from '../contract/contract.ts'
import { isAsync } from '../contract/operation.ts'
import { banner } from './banner.ts'
import { apiFacts, operationFacts } from './client-facts.ts'
import { clientOperation } from './client-operation.ts'
import { jobTypes } from './job-types.ts'
import { memberName, propertyName } from './names.ts'
import { createTypePrinter } from './print-types.ts'
import { docComment, helperTypes, importTypes, needsComponents } from './source-parts.ts'
import type { TypeNodes } from './type-nodes.ts'
import { webhookEvents } from './webhook-events.ts'

/** The text of `client.ts`. */
export function clientSource(contract: Contract, types: TypeNodes, aliases: ReadonlyMap<string, string>): string {
  const printer = createTypePrinter(types, aliases)
  const calls = contract.operations.map((operation) => {
    const call = clientOperation(operation, printer)
    return `    ${docComment(operation)}    ${memberName(operation.id)}: ${call};\n`
  })
  const facts = contract.operations.map(
    (operation) => `    ${propertyName(operation.id)}: ${operationFacts(operation)},\n`,
  )
  const text = [
    `/** Every operation as its callers see it, by operationId. */\nexport interface ClientOperations {\n${calls.join('')}}\n`,
    `/** How each operation is called. */\nexport const operations = {\n${facts.join('')}} as const;\n`,
    `/** The API as a whole. */\nexport const api = ${apiFacts(contract)} as const;\n`,
    ...(contract.operations.some(isAsync) ? [jobTypes, webhookEvents(contract)] : []),
  ].join('\n')
  const uploads = /\bUpload\b/.test(text) ? upload : ''
  const imports = importTypes(printer.used, './schemas.ts') + needsComponents(text)
  return `${banner(contract)}${imports}${imports === '' ? '' : '\n'}${helperTypes(text, types)}${uploads}${text}`
}

const upload = `/** A body that is not JSON, as \`fetch\` takes it. */
export type Upload = Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | string;

`
