/** `coatcheck generate`: writes `generated/` and the stubs of missing handlers; with `--check` only says what it would write. */
import type { Command } from 'commander'
import { generate } from '../codegen/generate.ts'
import type { Orphan } from '../codegen/orphans.ts'
import { type FileChange, type WriteReport, writeGenerated } from '../codegen/write-generated.ts'
import { expand } from '../compiler/expand/expand.ts'
import { compileSpec } from './compile-spec.ts'
import { type ProjectOptions, withProject } from './options.ts'
import { openProject } from './project.ts'
import type { Terminal } from './terminal.ts'

interface GenerateOptions extends ProjectOptions {
  readonly check?: boolean
  readonly json?: boolean
}

export function addGenerate(program: Command, terminal: Terminal): void {
  withProject(program.command('generate'))
    .description('write generated/ and the stubs of missing handlers')
    .option('--check', 'write nothing; show the difference and exit 1 when there is one')
    .option('--json', 'print JSON')
    .action((options: GenerateOptions) => run(options, terminal))
}

async function run(options: GenerateOptions, terminal: Terminal): Promise<void> {
  const project = openProject(options.project, terminal)
  const spec = await compileSpec(project, terminal, options)
  const check = options.check === true
  terminal.status('Generating …')
  const files = await generate(spec, expand(spec))
  const report = await writeGenerated(project.directory, files, { check })
  terminal.status(undefined)
  for (const path of report.edited) terminal.note(editedSentence(path, check))
  for (const path of report.strangers) terminal.note(strangerSentence(path))
  for (const orphan of report.orphans) terminal.note(orphanSentence(orphan))
  if (options.json === true) terminal.print(JSON.stringify(report, null, 2))
  else terminal.print(check ? checkText(report, terminal.style) : writeText(report))
  if (check && !isUpToDate(report)) terminal.exitWith(1)
}

function editedSentence(path: string, check: boolean): string {
  const lost = check ? 'coatcheck generate will overwrite that' : 'that is overwritten'
  return `${path} was edited by hand, and ${lost}: change the spec instead.`
}

function strangerSentence(path: string): string {
  return `${path} was not generated and is left alone: keep files of your own elsewhere.`
}

function orphanSentence({ file, operation, probablyNow }: Orphan): string {
  const renamed = probablyNow === undefined ? '' : ` Was it renamed to ${probablyNow}?`
  return `${file} belongs to no operation of the spec: there is no ${operation}.${renamed}`
}

function isUpToDate({ changes, stubs }: WriteReport): boolean {
  return changes.length === 0 && stubs.length === 0
}

function writeText(report: WriteReport): string {
  if (isUpToDate(report)) return 'generated/ is up to date'
  const changes = report.changes.map(({ path, kind }) => `${kind} ${path}`)
  return [...changes, ...report.stubs.map((path) => `created ${path}: a stub for you to fill`)].join('\n')
}

function checkText(report: WriteReport, style: Terminal['style']): string {
  if (isUpToDate(report)) return 'generated/ is up to date'
  const missing = report.stubs.map((path) => `${path} is missing`)
  return [
    ...report.changes.map((change) => colourDiff(change, style)),
    ...missing,
    'generated/ is stale: run coatcheck generate',
  ].join('\n')
}

function colourDiff({ diff }: FileChange, style: Terminal['style']): string {
  return diff
    .split('\n')
    .map((line) => (line.startsWith('+') ? style('green', line) : line.startsWith('-') ? style('red', line) : line))
    .join('\n')
    .trimEnd()
}
