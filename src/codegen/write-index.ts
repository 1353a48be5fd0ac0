/** Writes `generated/index.ts`: what handlers import. One readable interface an operation, with every type from the spec. */
import { isJsonObject, type JsonObject } from '../base/json.ts'
import type { Contract } from '../contract/contract.ts'
import type { Operation } from '../contract/operation.ts'
import { banner } from './banner.ts'
import { typeName } from './names.ts'
import { type OperationType, operationType } from './operation-type.ts'
import { createTypePrinter, type TypePrinter } from './print-types.ts'
import type { TypeNodes } from './type-nodes.ts'

/** The text of `index.ts`. */
export function writeIndex(contract: Contract, document: JsonObject, types: TypeNodes): string {
  const printer = createTypePrinter(types, componentNames(document))
  const operations = contract.operations.map((operation) => ({
    operation,
    type: operationType(operation, printer.names.give(typeName(operation.id), 'Operation'), printer),
  }))
  const body = [...aliases(printer), ...operations.map(({ type }) => type.text), operationsMap(operations), definer]
  const text = body.join('\n')
  return `${banner(contract)}${imports(text)}\n${helpers(text, types)}${text}`
}

const definer = `/** Defines the handler of an operation; its input, context and result are typed from the spec. */
export const defineHandler: DefineHandler<Operations> = handlerDefiner<Operations>();
`

function componentNames(document: JsonObject): readonly string[] {
  const components = isJsonObject(document.components) ? document.components : {}
  return isJsonObject(components.schemas) ? Object.keys(components.schemas) : []
}

function aliases(printer: TypePrinter): readonly string[] {
  return [...printer.aliases].map(
    ([component, alias]) => `export type ${alias} = components["schemas"][${JSON.stringify(component)}];\n`,
  )
}

function operationsMap(operations: readonly { readonly operation: Operation; readonly type: OperationType }[]): string {
  const members = operations.map(({ operation, type }) => `    ${propertyName(operation.id)}: ${type.name};\n`)
  return `/** Every operation by its operationId. */\nexport interface Operations {\n${members.join('')}}\n`
}

/** Only what is used, since an unused import does not pass strict settings. */
function imports(text: string): string {
  const types = ['DefineHandler', 'FileBody', 'FileResult'].filter((name) => new RegExp(`\\b${name}\\b`).test(text))
  const principal = text.includes('principal: Principal;') ? ['type Principal'] : []
  const names = [...types.map((name) => `type ${name}`), 'handlerDefiner', ...principal]
  const schemas = text.includes('components[') ? 'import type { components } from "./openapi.ts";\n' : ''
  return `import { ${names.join(', ')} } from "coatcheck";\n${schemas}`
}

/** openapi-typescript's own helper types are not exported; those that the printed types use are repeated. */
function helpers(text: string, types: TypeNodes): string {
  return [...types.helpers]
    .filter(([name]) => text.includes(`${name}<`))
    .map(([, declaration]) => `${declaration}\n\n`)
    .join('')
}

/** A name as a member of an interface or an object. */
export function propertyName(name: string): string {
  return /^[A-Za-z_$][0-9A-Za-z_$]*$/.test(name) ? name : JSON.stringify(name)
}
