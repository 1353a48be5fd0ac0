/**
 * What `adopt --write` would do to every document of the corpus: no diagnostic that was not there before, nothing changed but the blocks,
 * and no proposal for what has been adopted. Each document is taken as JSON, as it stands, and again as YAML.
 */
import { stringify } from 'yaml'
import type { JsonValue } from '../src/base/json.ts'
import { type Adoption, adoptFiles } from '../src/compiler/adopt/adopt.ts'
import { type Insertion, isOnlyAdopted, withInsertions } from '../src/compiler/adopt/insertion.ts'
import { compileFiles } from '../src/compiler/compile.ts'
import { parseText } from '../src/compiler/read/parse.ts'
import type { LoadedFile } from '../src/compiler/read/source.ts'
import { readCorpus } from './corpus.ts'

const largestJson = 4_000_000
const largestYaml = 400_000

interface Totals {
  documents: number
  /** Documents that cannot be adopted from: refused, or too large for this measurement. */
  left: number
  proposals: number
  blocks: number
  readonly needs: Map<string, number>
  readonly faults: string[]
}

/** `--every N` takes every Nth document only. */
export function run(options: readonly string[]): void {
  const every = Number(options[options.indexOf('--every') + 1] ?? 1) || 1
  for (const form of ['JSON', 'YAML'] as const) {
    const totals: Totals = { documents: 0, left: 0, proposals: 0, blocks: 0, needs: new Map(), faults: [] }
    let index = 0
    for (const { name, text, read } of readCorpus()) {
      index += 1
      if (index % every !== 0) continue
      if (text.length > (form === 'JSON' ? largestJson : largestYaml)) totals.left += 1
      else tryDocument(totals, name, form === 'JSON' ? text : stringify(read(), { aliasDuplicateObjects: false }))
    }
    print(form, totals)
  }
}

function tryDocument(totals: Totals, name: string, text: string): void {
  const file = { kind: 'text', path: `spec/${name}`, text } as const
  const adoption = adoptFiles([file])
  totals.documents += 1
  if (adoption.refusals.length > 0) {
    totals.left += 1
    return
  }
  totals.proposals += adoption.proposals.length
  for (const need of adoption.proposals.flatMap(({ needs }) => needs.slice(0, 1))) {
    const kind = /\(CC\d+\)/.exec(need)?.[0] ?? need.replace(/[A-Z]* ?\/\S+/g, '…').slice(0, 60)
    totals.needs.set(kind, (totals.needs.get(kind) ?? 0) + 1)
  }
  const insertions = adoption.proposals.flatMap(({ insertion }) => (insertion === undefined ? [] : [insertion]))
  totals.blocks += insertions.length
  if (insertions.length > 0)
    totals.faults.push(...faultsOf(file, insertions, adoption).map((fault) => `${name}: ${fault}`))
}

type Text = Extract<LoadedFile, { readonly kind: 'text' }>

function faultsOf(file: Text, insertions: readonly Insertion[], before: Adoption): readonly string[] {
  const edited = { ...file, text: withInsertions(file.text, insertions) }
  const known = new Set(compileFiles([file]).diagnostics.map(({ code, message }) => `${code} ${message}`))
  const added = compileFiles([edited]).diagnostics.filter(({ code, message }) => !known.has(`${code} ${message}`))
  const again = adoptFiles([edited])
  return [
    ...added.map(({ code, message }) => `adds ${code} ${message}`),
    ...(isOnlyAdopted(valueIn(file), valueIn(edited)) ? [] : ['changes more than it adds']),
    ...(again.adopted === before.adopted + insertions.length ? [] : [`${again.adopted} operations are adopted`]),
    ...(again.proposals.some(({ insertion }) => insertion !== undefined) ? ['proposes more the second time'] : []),
  ]
}

function valueIn({ path, text }: Text): JsonValue {
  const parsed = parseText(path, text)
  return parsed.kind === 'parsed' ? parsed.file.value : null
}

function print(form: string, totals: Totals): void {
  console.log(
    `as ${form}: ${totals.documents} documents (${totals.left} left out), ${totals.proposals} proposals, ${totals.blocks} blocks written, ${totals.faults.length} faults`,
  )
  for (const [need, count] of [...totals.needs].toSorted(([, one], [, other]) => other - one).slice(0, 25)) {
    console.log(`  not written ${count}x: ${need}`)
  }
  for (const fault of totals.faults) console.log(`  FAULT ${fault}`)
  if (totals.faults.length > 0) process.exitCode = 1
}
