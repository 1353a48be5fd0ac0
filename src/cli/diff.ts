/** `coatcheck diff OLD NEW`: what a change of the spec breaks, and for whom. Writes nothing. */
import { statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { Fault } from '../base/fault.ts'
import { compileProject, type ResolvedSpec } from '../compiler/compile.ts'
import { breaks } from '../compiler/diff/change.ts'
import { diffSpecs } from '../compiler/diff/diff.ts'
import { type ChangeFormat, changeFormats, formatChanges, summarizeChanges } from './format-changes.ts'
import { oneOf } from './options.ts'
import { pathFromHere, withFileNames } from './path-from-here.ts'
import { openProject } from './project.ts'
import { refuseSpec } from './refuse-spec.ts'
import type { Terminal } from './terminal.ts'

interface DiffOptions {
  readonly format: ChangeFormat
  readonly json?: boolean
  readonly failOn: (typeof failures)[number]
}

const failures = ['breaking', 'none'] as const

export function addDiff(program: Command, terminal: Terminal): void {
  program
    .command('diff <old> <new>')
    .description('say what a change of the spec breaks for callers, webhook receivers and jobs in flight')
    .option('--format <format>', changeFormats.join(', '), oneOf(changeFormats), 'text')
    .option('--json', 'the same as --format json')
    .option('--fail-on <severity>', 'exit 2 on that: breaking or none', oneOf(failures), 'breaking')
    .option('--debug', 'show the stack of an error')
    .action((old: string, next: string, options: DiffOptions) => diff(old, next, options, terminal))
}

async function diff(oldPath: string, newPath: string, options: DiffOptions, terminal: Terminal): Promise<void> {
  const format = options.json === true ? 'json' : options.format
  const old = await readSpec(oldPath, format, terminal)
  const next = await readSpec(newPath, format, terminal)
  const changes = diffSpecs(old.spec, next.spec)
  const text = formatChanges(changes, format, { style: terminal.style, oldFile: old.fileName, newFile: next.fileName })
  if (text !== '') terminal.print(text)
  if (format === 'text') terminal.note(summarizeChanges(changes))
  if (options.failOn === 'breaking' && breaks(changes)) terminal.exitWith(2)
}

interface ReadSpec {
  readonly spec: ResolvedSpec
  /** A file of the spec, as whoever stands in the working directory names it. */
  readonly fileName: (file: string) => string
}

/** The spec in a file, or that of the project in a directory. */
async function readSpec(path: string, format: ChangeFormat, terminal: Terminal): Promise<ReadSpec> {
  const file = specFileAt(path, terminal)
  const project = dirname(dirname(file))
  const fileName = (name: string): string => pathFromHere(join(project, name), terminal)
  const { diagnostics, spec } = await compileProject(file)
  if (spec !== undefined) return { spec, fileName }
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const named = errors.map((error) => withFileNames(error, fileName))
  refuseSpec(named, terminal, { json: format === 'json' })
}

function specFileAt(path: string, terminal: Terminal): string {
  const file = resolve(terminal.workingDirectory, path)
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) throw new Fault('project-invalid', `There is no file or directory ${file}.`)
  return found.isDirectory() ? openProject(file, terminal).specFile : file
}
