/** Everything that `generated/` holds, as text: the same spec gives the same bytes. Writes nothing. */
import type { JsonObject } from '../base/json.ts'
import type { Contract } from '../contract/contract.ts'
import { compileValidators } from '../schema/compile-validators.ts'
import { banner } from './banner.ts'
import { handlerSchemas } from './handler-schemas.ts'
import { liftCallbacks } from './lift-callbacks.ts'
import { manifestFile, toJsonFile, writeManifest } from './manifest.ts'
import { writeRegistry } from './registry-source.ts'
import { typeNodes } from './type-nodes.ts'
import { validatorRoots } from './validator-roots.ts'
import { writeValidators } from './validators-source.ts'
import { writeIndex } from './write-index.ts'

/** What the generator needs of a compilation. */
export interface GeneratorInput {
  readonly contract: Contract
  /** The whole document, references within it kept. */
  readonly document: JsonObject
}

/**
 * The generated files: path below `generated/` -> text.
 *
 * @example const files = await generate(spec, expand(spec)); files.get('index.ts')
 */
export async function generate(
  { contract, document }: GeneratorInput,
  published: JsonObject,
): Promise<ReadonlyMap<string, string>> {
  const types = typeNodes(liftCallbacks(contract, document), handlerSchemas(contract, document))
  const files = new Map([
    ['contract.json', toJsonFile(contract)],
    ['index.ts', writeIndex(contract, document, types)],
    ['openapi.ts', `${banner(contract)}${types.document}`],
    ['published.json', toJsonFile(published)],
    ['registry.ts', writeRegistry(contract)],
    ...writeValidators(banner(contract), compileValidators(document, validatorRoots(contract, document))),
  ])
  return files.set(manifestFile, writeManifest(contract, files))
}
