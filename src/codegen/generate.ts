/** Everything that `generated/` holds, as text: the same spec gives the same bytes. Writes nothing. */
import type { JsonObject } from '../base/json.ts'
import { versionOf } from '../compiler/read/version.ts'
import { banner } from './banner.ts'
import { clientSource } from './client-source.ts'
import { compileApart } from './compile-apart.ts'
import { componentAliases } from './component-names.ts'
import { directedSchemas } from './directed-schemas.ts'
import { editorSchema } from './editor-schema.ts'
import { handlerSchemas } from './handler-schemas.ts'
import { indexSource } from './index-source.ts'
import { liftCallbacks } from './lift-callbacks.ts'
import { liftReferences } from './lift-references.ts'
import type { SchemaSource } from './locate.ts'
import { manifestFile, manifestText, type Origin, toJsonFile } from './manifest.ts'
import { createNameGiver } from './names.ts'
import { operationsSource } from './operations-source.ts'
import { registrySource } from './registry-source.ts'
import { schemasSource } from './schemas-source.ts'
import { typeNodes } from './type-nodes.ts'
import { validatorRoots } from './validator-roots.ts'
import { validatorsSource } from './validators-source.ts'

/** What the generator needs of a compilation. */
export interface GeneratorInput extends Origin, SchemaSource {}

/**
 * The generated files: path below `generated/` -> text.
 *
 * @example const files = await generate(spec, expand(spec)); files.get('index.ts')
 */
export async function generate(input: GeneratorInput, published: JsonObject): Promise<ReadonlyMap<string, string>> {
  const { contract, document } = input
  const [validators, types] = await Promise.all([compileApart(document, validatorRoots(input)), typeFiles(input)])
  const files = new Map([
    ['contract.json', toJsonFile(contract)],
    ['published.json', toJsonFile(published)],
    ['openapi.schema.json', toJsonFile(editorSchema(versionOf(document)))],
    ['index.ts', indexSource(contract)],
    ['registry.ts', registrySource(contract)],
    ...types,
    ...validatorsSource(banner(contract), validators),
  ])
  const sorted = new Map([...files].sort(([one], [other]) => (one < other ? -1 : 1)))
  return sorted.set(manifestFile, manifestText(input, files))
}

async function typeFiles({ contract, ...source }: SchemaSource): Promise<[string, string][]> {
  const document = liftReferences(source.document)
  const directed = directedSchemas(document)
  const types = typeNodes(
    liftCallbacks(contract, document),
    handlerSchemas({ ...source, contract, document }, directed),
  )
  const names = createNameGiver()
  const aliases = componentAliases(document, directed, names)
  return [
    ['client.ts', clientSource(contract, types, aliases)],
    ['openapi.ts', `${banner(contract)}${types.document}`],
    ['operations.ts', operationsSource(contract, types, aliases, names)],
    ['schemas.ts', schemasSource(contract, types, aliases, directed)],
  ]
}
