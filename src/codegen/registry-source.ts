/**
 * Writes `generated/registry.ts`, which brings contract, validators and handlers together. A handler that is missing, stands under
 * another operation's name or belongs to none is a type error there that names the operation.
 */
import { Fault } from '../base/fault.ts'
import type { Contract } from '../contract/contract.ts'
import { banner } from './banner.ts'
import { bindingName, createNameGiver } from './names.ts'
import { propertyName } from './write-index.ts'

/** The text of `registry.ts`. */
export function writeRegistry(contract: Contract): string {
  const names = createNameGiver()
  for (const word of reserved) names.give(word)
  const handlers = contract.operations.map(({ id }) => ({ id, binding: names.give(bindingName(id), 'Handler') }))
  const imports = handlers.map(
    ({ id, binding }) => `import ${binding} from ${JSON.stringify(`../${handlerFile(id)}`)};\n`,
  )
  const members = handlers.map(({ id, binding }) => {
    const name = propertyName(id)
    return `    ${name === binding ? binding : `${name}: ${binding}`},\n`
  })
  return `${banner(contract)}${head}${imports.join('')}${middle}${members.join('')}${tail}`
}

/**
 * Where an operation's handler stands in a project.
 *
 * @example handlerFile('createReport') // 'handlers/createReport.ts'
 */
export function handlerFile(operation: string): string {
  if (!/^[0-9A-Za-z_$][0-9A-Za-z_$.-]*$/.test(operation)) {
    throw new Fault(
      'spec-invalid',
      `The operationId "${operation}" cannot name a file. Use letters, digits, "_", "-" and "." only.`,
    )
  }
  return `handlers/${operation}.ts`
}

const reserved = [
  'contract',
  'published',
  'validators',
  'handlers',
  'registry',
  ...'default delete new class function'.split(' '),
]

const head = `import type { Contract, HandlerFor, JsonObject, Registry } from "coatcheck";
`

const middle = `import contract from "./contract.json" with { type: "json" };
import type { Operations } from "./index.ts";
import published from "./published.json" with { type: "json" };
import { validators } from "./validators.js";

const handlers = {
`

const tail = `} satisfies { readonly [Id in keyof Operations]: HandlerFor<Id> };

/** Everything that the server takes from this project. */
export const registry: Registry = {
    contract: contract as unknown as Contract,
    validators,
    handlers,
    published: published as unknown as JsonObject,
};
`
