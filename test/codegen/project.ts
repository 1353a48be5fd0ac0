/** Real projects in folders of their own: a spec compiled and generated, with nothing installed but 'coatcheck'. */
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { generate } from '../../src/codegen/generate.ts'
import { compileProject } from '../../src/compiler/compile.ts'
import { expand } from '../../src/compiler/expand/expand.ts'

export const repository = fileURLToPath(new URL('../..', import.meta.url))
export const sampleSpec = join(repository, 'spec/openapi.yaml')

/** A folder that goes away with the test. */
export async function makeFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'coatcheck-codegen-')))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The generated files of a spec, which must have no errors. */
export async function generateFrom(specFile: string): Promise<ReadonlyMap<string, string>> {
  const { spec, diagnostics } = await compileProject(specFile)
  if (spec === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  return generate(spec, expand(spec))
}

/** The generated files of a spec's text. */
export async function generateText(yaml: string): Promise<ReadonlyMap<string, string>> {
  const folder = await makeFolder()
  await putFiles(folder, { 'spec/openapi.yaml': yaml })
  return generateFrom(join(folder, 'spec/openapi.yaml'))
}

/** A folder with these files and `node_modules` of nothing but coatcheck, as strict package managers lay it out. */
export async function makeProject(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await makeFolder()
  await putFiles(folder, { 'package.json': '{ "type": "module" }\n', ...files })
  await mkdir(join(folder, 'node_modules'), { recursive: true })
  await symlink(repository, join(folder, 'node_modules/coatcheck'), 'dir')
  return folder
}

/** Files below `generated/`, by their path in a project. */
export function asGenerated(files: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...files].map(([path, text]) => [`generated/${path}`, text]))
}

export async function putFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}
