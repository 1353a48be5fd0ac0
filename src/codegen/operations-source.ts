/** The text of `generated/operations.ts`: what handlers are typed by. One readable interface an operation, with every type from the spec. */
import type { Contract } from '../contract/contract.ts'
import { banner } from './banner.ts'
import { memberName, type NameGiver, typeName } from './names.ts'
import { operationType } from './operation-type.ts'
import { createTypePrinter } from './print-types.ts'
import { helperTypes, importTypes, needsComponents } from './source-parts.ts'
import type { TypeNodes } from './type-nodes.ts'

/** The text of `operations.ts`. */
export function operationsSource(
  contract: Contract,
  types: TypeNodes,
  aliases: ReadonlyMap<string, string>,
  names: NameGiver,
): string {
  const printer = createTypePrinter(types, aliases)
  // All operations get their names before anything of theirs does.
  const named = contract.operations.map((operation) => ({
    operation,
    name: names.give(typeName(operation.id), 'Operation'),
  }))
  const operations = named.map(({ operation, name }) => ({
    id: operation.id,
    type: operationType(operation, name, names, printer),
  }))
  const members = operations.map(({ id, type }) => `    ${memberName(id)}: ${type.name};\n`)
  const map = `/** Every operation by its operationId. */\nexport interface Operations {\n${members.join('')}}\n`
  const text = [...operations.map(({ type }) => type.text), map].join('\n')
  const imports = [
    importTypes(frameworkTypes(contract), 'coatcheck'),
    importTypes(printer.used, './schemas.ts'),
    needsComponents(text),
  ].join('')
  return `${banner(contract)}${imports}${imports === '' ? '' : '\n'}${helperTypes(text, types)}${text}`
}

function frameworkTypes({ operations }: Contract): ReadonlySet<string> {
  const names = operations.flatMap(({ requestBody, async: policy }) => [
    'Principal',
    ...(requestBody?.content.some(({ kind }) => kind !== 'json') ? ['FileBody'] : []),
    ...(policy?.result.kind === 'file' ? ['FileResult'] : []),
  ])
  return new Set(names)
}
