/** Puts a new project on the disk and generates from its spec, so that it runs as soon as its packages are there. Never writes over a file. */
import { existsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { generate } from '../../codegen/generate.ts'
import { writeGenerated } from '../../codegen/write-generated.ts'
import { compileProject } from '../../compiler/compile.ts'
import { expand } from '../../compiler/expand/expand.ts'
import { makeFolder } from '../../stores/sqlite/make-folder.ts'

/** Writes the files and what is generated from them; `kept` names those that were there before. */
export async function writeProject(
  directory: string,
  files: ReadonlyMap<string, string>,
): Promise<{ readonly kept: readonly string[] }> {
  const kept = [...files.keys()].filter((path) => existsSync(join(directory, path)))
  for (const [path, text] of files) {
    if (!kept.includes(path)) put(join(directory, path), text)
  }
  const { spec } = await compileProject(join(directory, 'spec', 'openapi.yaml'))
  // The template compiles under any name that a package can have; a test holds it to that.
  if (spec !== undefined) await writeGenerated(directory, await generate(spec, expand(spec)), { check: false })
  return { kept }
}

/** Fails on a file that has come into being meanwhile. */
function put(path: string, text: string): void {
  makeFolder(dirname(path))
  writeFileSync(path, text, { flag: 'wx' })
}
