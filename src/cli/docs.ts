/** `coatcheck docs build`: the docs as plain files that any host, or a browser without a network, can show. */
import { join, posix, resolve } from 'node:path'
import type { Command } from 'commander'
import type { JsonObject } from '../base/json.ts'
import { expand } from '../compiler/expand/expand.ts'
import type { Contract } from '../contract/contract.ts'
import { renderDocs } from '../docs/render-docs.ts'
import { compileSpec } from './compile-spec.ts'
import { type ProjectOptions, withProject } from './options.ts'
import { loadConfig, openProject, type Project } from './project.ts'
import { replaceFile } from './replace-file.ts'
import type { Terminal } from './terminal.ts'

interface BuildOptions extends ProjectOptions {
  readonly out: string
  readonly json?: boolean
}

export function addDocs(program: Command, terminal: Terminal): void {
  const docs = program.command('docs').description('the pages for client developers')
  withProject(docs.command('build'))
    .description('write the docs as files; set publicUrl or COATCHECK_PUBLIC_URL where the spec has no absolute server')
    .requiredOption('--out <dir>', 'folder to write to')
    .option('--json', 'print the files written as JSON')
    .action((options: BuildOptions) => build(options, terminal))
}

async function build(options: BuildOptions, terminal: Terminal): Promise<void> {
  const project = openProject(options.project, terminal)
  const spec = await compileSpec(project, terminal, options)
  const base = await publicBase(project, spec.contract, terminal)
  if (!URL.canParse(base)) terminal.note(withoutHost)
  const folder = resolve(terminal.workingDirectory, options.out)
  const files = docsFiles(spec.contract, expand(spec), base)
  for (const [path, text] of files) await replaceFile(join(folder, path), text)
  if (options.json === true) terminal.print(JSON.stringify({ folder, files: [...files.keys()] }, null, 2))
  else terminal.print(`wrote ${files.size} files; start at ${join(folder, 'docs', 'index.html')}`)
}

const withoutHost =
  'The spec has no absolute server, so the commands on the pages have no host. Set publicUrl or COATCHECK_PUBLIC_URL.'

/** Where the commands on the pages go (D15); without a listener a relative server stays relative. */
async function publicBase(project: Project, contract: Contract, terminal: Terminal): Promise<string> {
  const { publicUrl } = await loadConfig(project, {}, terminal)
  return publicUrl ?? contract.serverUrl ?? contract.serverPath
}

/** Every file, by its path below the folder. */
function docsFiles(contract: Contract, published: JsonObject, base: string): ReadonlyMap<string, string> {
  const pages = renderDocs({ contract, published }, base)
  const places = new Map<string, string>([...pages.keys()].map((key) => [key, `${key}/index.html`] as const))
  places.set('openapi.json', 'openapi.json')
  const files = [...pages].map(([key, { text }]) => {
    const path = `${key}/index.html`
    return [path, linkFiles(text, path, base, places)] as const
  })
  return new Map([...files, ['openapi.json', `${JSON.stringify(published, null, 2)}\n`]])
}

/** Links between the pages become relative, so that they hold wherever the folder is put. */
function linkFiles(html: string, from: string, base: string, places: ReadonlyMap<string, string>): string {
  return html.replaceAll(/href="([^"#]*)(#[^"]*)?"/g, (whole, url: string, fragment = '') => {
    const to = url.startsWith(`${base}/`) ? places.get(url.slice(base.length + 1)) : undefined
    return to === undefined ? whole : `href="${posix.relative(posix.dirname(from), to)}${fragment}"`
  })
}
