/** The text of `generated/schemas.ts`: every schema of the document under a short name. It imports nothing that a browser lacks. */
import type { Contract } from '../contract/contract.ts'
import { banner } from './banner.ts'
import type { DirectedSchemas } from './directed-schemas.ts'
import { createTypePrinter } from './print-types.ts'
import { helperTypes, needsComponents } from './source-parts.ts'
import { componentName, type TypeNodes } from './type-nodes.ts'

/** The text of `schemas.ts`. */
export function schemasSource(
  contract: Contract,
  types: TypeNodes,
  aliases: ReadonlyMap<string, string>,
  { components }: DirectedSchemas,
): string {
  const printer = createTypePrinter(types, aliases)
  const directed = new Map(
    [...components].map(([name, { direction }]) => {
      const where = direction === 'request' ? 'requests have it' : 'answers have it'
      return [componentName(name), { where, text: printer.print(name, 0) }]
    }),
  )
  const declarations = [...aliases].map(([component, alias]) => {
    const own = directed.get(component)
    if (own === undefined) return `export type ${alias} = components["schemas"][${JSON.stringify(component)}];\n`
    return `/** As ${own.where}. */\nexport type ${alias} = ${own.text};\n`
  })
  const text = declarations.length === 0 ? 'export {};\n' : declarations.join('\n')
  return `${banner(contract)}${needsComponents(text)}${helperTypes(text, types)}${text}`
}
