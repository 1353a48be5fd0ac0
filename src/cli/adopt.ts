/** `coatcheck adopt`: which operations of an existing document take time, why, and the lines that say so. Writes only when asked to. */
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { Fault } from '../base/fault.ts'
import { type Adoption, adoptFile, type Proposal } from '../compiler/adopt/adopt.ts'
import { type Insertion, withInsertions } from '../compiler/adopt/insertion.ts'
import type { LoadedFile } from '../compiler/read/source.ts'
import { adoptionSummary, adoptionText } from './adoption-text.ts'
import { pathFromHere, withFileNames } from './path-from-here.ts'
import { refuseSpec } from './refuse-spec.ts'
import type { Terminal } from './terminal.ts'

interface AdoptOptions {
  readonly write?: boolean
  readonly json?: boolean
}

export function addAdopt(program: Command, terminal: Terminal): void {
  program
    .command('adopt')
    .argument('<file>', 'an OpenAPI document, in a project or not')
    .description('find the operations of a document that take time, and propose their blocks')
    .option('--write', 'write the blocks into the document')
    .option('--json', 'print JSON')
    .option('--debug', 'show the stack of an error')
    .action((file: string, options: AdoptOptions) => run(file, options, terminal))
}

async function run(name: string, options: AdoptOptions, terminal: Terminal): Promise<void> {
  const file = resolve(terminal.workingDirectory, name)
  const { loaded, ...adoption } = await adoptFile(file)
  const folder = dirname(dirname(file))
  const shown = (path: string): string => pathFromHere(join(folder, path), terminal)
  const refusals = adoption.refusals.map((refusal) => withFileNames(refusal, shown))
  if (refusals.length > 0) refuseSpec(refusals, terminal, options)
  const written = options.write === true ? writeInsertions(folder, loaded, adoption.proposals) : []
  if (options.json === true) {
    terminal.print(JSON.stringify(toJson(adoption, shown, written), null, 2))
    return
  }
  const text = adoptionText(adoption.proposals, { loaded, shown, style: terminal.style })
  if (text !== '') terminal.print(text)
  terminal.note(`${shown(adoption.entry)}: ${adoptionSummary(adoption, written.length > 0 || options.write === true)}`)
}

/** Writes each file once; the files whose text is no longer the one that was read are refused before anything is written. */
function writeInsertions(
  folder: string,
  loaded: readonly LoadedFile[],
  proposals: readonly Proposal[],
): readonly string[] {
  const insertions = proposals.flatMap(({ insertion }) => (insertion === undefined ? [] : [insertion]))
  const edits = loaded.flatMap((file) => {
    const own = insertions.filter((insertion) => insertion.file === file.path)
    return file.kind === 'text' && own.length > 0 ? [editOf(join(folder, file.path), file, own)] : []
  })
  for (const { file, text } of edits) writeFileSync(file, text)
  return edits.map(({ path }) => path)
}

const byteOrderMark = '\uFEFF'

function editOf(
  file: string,
  { path, text }: Extract<LoadedFile, { readonly kind: 'text' }>,
  insertions: readonly Insertion[],
): { readonly file: string; readonly path: string; readonly text: string } {
  const now = readFileSync(file, 'utf8')
  const mark = now.startsWith(byteOrderMark) && !text.startsWith(byteOrderMark) ? byteOrderMark : ''
  if (now !== mark + text) {
    throw new Fault('spec-invalid', `${file} has changed while it was read; nothing is written. Run adopt again.`)
  }
  return { file, path, text: mark + withInsertions(text, insertions) }
}

function toJson(adoption: Adoption, shown: (path: string) => string, written: readonly string[]): object {
  return {
    file: shown(adoption.entry),
    operations: adoption.operations,
    adopted: adoption.adopted,
    proposals: adoption.proposals.map(({ insertion, file, ...proposal }) => ({
      ...proposal,
      file: shown(file),
      ...(insertion === undefined ? {} : { insertion: { ...insertion, file: shown(insertion.file) } }),
      written: insertion !== undefined && written.includes(insertion.file),
    })),
    written: written.map(shown),
  }
}
