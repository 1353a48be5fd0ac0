/** `coatcheck expand`: the published OpenAPI document, plain and in one piece, and the Arazzo document of its workflows. */
import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import { stringify } from 'yaml'
import { Fault } from '../base/fault.ts'
import type { JsonObject } from '../base/json.ts'
import { arazzo } from '../compiler/arazzo/arazzo.ts'
import { expand } from '../compiler/expand/expand.ts'
import { compileSpec } from './compile-spec.ts'
import { type ProjectOptions, withProject } from './options.ts'
import { openProject } from './project.ts'
import { replaceFile } from './replace-file.ts'
import type { Terminal } from './terminal.ts'

interface ExpandOptions extends ProjectOptions {
  readonly out?: string
  readonly arazzo?: boolean
  readonly json?: boolean
}

export function addExpand(program: Command, terminal: Terminal): void {
  withProject(program.command('expand'))
    .description('print the published OpenAPI document')
    .option('--out <file>', 'write it to a file, and its workflows beside it; .yaml or .yml makes them YAML, - prints')
    .option('--arazzo', 'print the Arazzo document of its workflows instead')
    .option('--json', 'JSON, which is also what it prints otherwise')
    .action((options: ExpandOptions) => run(options, terminal))
}

async function run(options: ExpandOptions, terminal: Terminal): Promise<void> {
  const out = options.out === '-' ? undefined : options.out
  if (options.arazzo === true && out !== undefined) {
    throw new Fault('usage', '--arazzo prints, and --out writes both documents. Pass one of them.')
  }
  const spec = await compileSpec(openProject(options.project, terminal), terminal, options)
  const published = expand(spec)
  const workflows = (documentUrl: string) => arazzo(spec, published, { documentUrl })
  if (out !== undefined) return await writeBoth(resolve(terminal.workingDirectory, out), published, workflows, terminal)
  const printed = options.arazzo === true ? workflowsOrRefusal(workflows('openapi.json')) : published
  terminal.print(JSON.stringify(printed, null, 2))
}

type Workflows = (documentUrl: string) => JsonObject | undefined

/** Arazzo asks for at least one workflow. */
function workflowsOrRefusal(document: JsonObject | undefined): JsonObject {
  if (document !== undefined) return document
  throw new Fault('usage', 'The spec has no asynchronous operation, so there is no workflow to print.')
}

async function writeBoth(file: string, published: JsonObject, workflows: Workflows, terminal: Terminal): Promise<void> {
  const beside = workflows(encodeURI(basename(file)))
  const files = new Map([[file, published], ...(beside === undefined ? [] : [[arazzoFile(file), beside] as const])])
  for (const [path, document] of files) {
    await replaceFile(path, textFor(path, document))
    terminal.note(`wrote ${path}`)
  }
}

/** 'openapi.yaml' -> 'openapi.arazzo.yaml'; a file without an extension is JSON, and so is its neighbour. */
function arazzoFile(file: string): string {
  return /\.[^./\\]+$/.test(file) ? file.replace(/(?=\.[^./\\]+$)/, '.arazzo') : `${file}.arazzo.json`
}

function textFor(file: string, document: JsonObject): string {
  return /\.ya?ml$/i.test(file) ? stringify(document) : `${JSON.stringify(document, null, 2)}\n`
}
