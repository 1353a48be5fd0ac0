/** What the judges judge: the published documents of the sample and of every fixture spec, with the Arazzo files beside them. */
import { readdirSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JsonObject } from '../../../src/base/json.ts'
import { arazzo } from '../../../src/compiler/arazzo/arazzo.ts'
import { compileProject } from '../../../src/compiler/compile.ts'
import { expand } from '../../../src/compiler/expand/expand.ts'
import type { ResolvedSpec } from '../../../src/compiler/view/resolved-spec.ts'

export interface Published {
  readonly name: string
  readonly spec: ResolvedSpec
  readonly document: JsonObject
  readonly workflows: JsonObject
}

const specs = 'test/fixtures/specs'

/** Names of the fixture specs. */
export const fixtureNames: readonly string[] = readdirSync(specs).toSorted()

/** The spec file of a fixture. */
export function fixtureFile(name: string): string {
  const folder = join(specs, name, 'spec')
  const file = readdirSync(folder).find((candidate) => /^openapi\.(ya?ml|json)$/.test(candidate))
  if (file === undefined) throw new Error(`${folder} has no openapi file`)
  return join(folder, file)
}

/** The sample first. */
export function publishedDocuments(): Promise<readonly Published[]> {
  const files = [['sample', 'spec/openapi.yaml'], ...fixtureNames.map((name) => [name, fixtureFile(name)])] as const
  return Promise.all(files.map(([name = '', file = '']) => publish(name, file)))
}

/** Writes each into a folder of its own: `openapi.json` and `openapi.arazzo.json`. */
export async function writePublished(folder: string, all: readonly Published[]): Promise<void> {
  for (const { name, document, workflows } of all) {
    await mkdir(join(folder, name), { recursive: true })
    await writeFile(join(folder, name, 'openapi.json'), JSON.stringify(document))
    await writeFile(join(folder, name, 'openapi.arazzo.json'), JSON.stringify(workflows))
  }
}

async function publish(name: string, file: string): Promise<Published> {
  const { spec, diagnostics } = await compileProject(file)
  if (spec === undefined) throw new Error(`${name}: ${JSON.stringify(diagnostics, null, 2)}`)
  const document = expand(spec)
  const workflows = arazzo(spec, document, { documentUrl: 'openapi.json' })
  if (workflows === undefined) throw new Error(`${name} has no async operation`)
  return { name, spec, document, workflows }
}
