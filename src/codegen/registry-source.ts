/**
 * The text of `generated/registry.ts`, which brings contract, validators and handlers together. A handler that is missing, stands under
 * another operation's name or belongs to none is a type error there that names the operation.
 */
import type { Contract } from '../contract/contract.ts'
import { handlerFileOf } from '../contract/handler-file.ts'
import { banner } from './banner.ts'
import { bindingName, createNameGiver, propertyName } from './names.ts'

/** The text of `registry.ts`. */
export function registrySource(contract: Contract): string {
  const names = createNameGiver()
  for (const word of reserved) names.give(word)
  const handlers = contract.operations.map(({ id }) => ({ id, binding: names.give(bindingName(id), 'Handler') }))
  const imports = handlers.map(
    ({ id, binding }) => `import ${binding} from ${JSON.stringify(`../${handlerFileOf(id)}`)};\n`,
  )
  const members = handlers.map(({ id, binding }) => {
    const name = propertyName(id)
    return `    ${name === binding ? binding : `${name}: ${binding}`},\n`
  })
  return `${banner(contract)}${head}${imports.join('')}${middle}${members.join('')}${tail}`
}

/** Names that no import may have, and those that the file itself declares. */
const reserved = [
  ...'contract published openJson validators handlers registry'.split(' '),
  ...'arguments await break case catch class const continue debugger default delete do else enum eval export extends'.split(
    ' ',
  ),
  ...'false finally for function if implements import in instanceof interface let new null package private'.split(' '),
  ...'protected public return static super switch this throw true try typeof undefined var void while with yield'.split(
    ' ',
  ),
]

const head = `import type { Contract, HandlerFor, Registry } from "coatcheck";
import { openJson } from "coatcheck/validation-runtime";
`

const middle = `import contract from "./contract.json" with { type: "json" };
import type { Operations } from "./operations.ts";
import { validators } from "./validators.js";

const handlers = {
`

const tail = `} satisfies { readonly [Id in keyof Operations]: HandlerFor<Id> };

const published = openJson(new URL("./published.json", import.meta.url));

/** Everything that the server takes from this project. */
export const registry: Registry = {
    contract: contract as unknown as Contract,
    validators,
    handlers,
    get published() {
        return published();
    },
};
`
