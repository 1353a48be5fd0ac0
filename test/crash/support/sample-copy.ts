/** The sample project in a folder of its own, so that servers can be started and killed on it without touching the repository. */
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
const parts = ['coatcheck.config.ts', 'spec', 'handlers', 'generated']
const packages = ['sharp', 'csv-parse', 'better-sqlite3', 'vega-datasets']

/** Copies the sample below that folder and returns its path. It imports the framework as any other project does. */
export function copySample(folder: string): string {
  const project = join(folder, 'project')
  mkdirSync(join(project, 'node_modules'), { recursive: true })
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  for (const part of parts) cpSync(join(repository, part), join(project, part), { recursive: true })
  for (const name of packages) symlinkSync(join(repository, 'node_modules', name), join(project, 'node_modules', name))
  symlinkSync(repository, join(project, 'node_modules/coatcheck'))
  return project
}
