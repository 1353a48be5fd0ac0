/** `coatcheck expand`: the published OpenAPI document, plain and in one piece. */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { stringify } from 'yaml'
import type { JsonObject } from '../base/json.ts'
import { expand } from '../compiler/expand.ts'
import { compileSpec } from './compile-spec.ts'
import { type ProjectOptions, withProject } from './options.ts'
import { openProject } from './project.ts'
import type { Terminal } from './terminal.ts'

interface ExpandOptions extends ProjectOptions {
  readonly out?: string
}

export function addExpand(program: Command, terminal: Terminal): void {
  withProject(program.command('expand'))
    .description('print the published OpenAPI document')
    .option('--out <file>', 'write it to a file; .yaml or .yml makes it YAML')
    .option('--json', 'JSON, which is also what it prints otherwise')
    .action((options: ExpandOptions) => run(options, terminal))
}

async function run(options: ExpandOptions, terminal: Terminal): Promise<void> {
  const project = openProject(options.project, terminal)
  const document = expand(await compileSpec(project, terminal))
  if (options.out === undefined) {
    terminal.print(JSON.stringify(document, null, 2))
    return
  }
  const file = resolve(terminal.workingDirectory, options.out)
  writeFileSync(file, textFor(file, document))
  terminal.note(`wrote ${file}`)
}

function textFor(file: string, document: JsonObject): string {
  return /\.ya?ml$/.test(file) ? stringify(document) : `${JSON.stringify(document, null, 2)}\n`
}
