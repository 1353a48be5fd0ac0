/**
 * How well `adopt` finds the operations that take time. Recall: of those that carry `x-ms-long-running-operation`, with that mark taken
 * out of the input. Precision: of a seeded sample of proposals that have been read and labelled by hand (`adopt-labels.json`). Weights
 * are tuned on one half of the documents, chosen by a hash of their names, and the other half is only ever measured.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isJsonObject, type JsonObject } from '../src/base/json.ts'
import { readObject } from '../src/base/read-json.ts'
import { type FoundOperation, readDocument } from '../src/compiler/adopt/read-document.ts'
import { type Reason, reasonsFor, scoreOf, threshold } from '../src/compiler/adopt/signals.ts'
import { subjectOf, surroundingsOf } from '../src/compiler/adopt/subject.ts'
import { readCorpus } from './corpus.ts'

interface Judged {
  readonly document: string
  readonly half: 'development' | 'held out'
  readonly operation: FoundOperation
  readonly isMarked: boolean
  readonly score: number
  readonly reasons: readonly Reason[]
}

interface Label {
  readonly document: string
  readonly method: string
  readonly path: string
  readonly verdict: 'takes time' | 'does not'
  readonly why: string
}

const sampleSize = 100
const perDocument = 2
const seed = 'coat check'

/** `--documents` adds recall by document, `--sample` prints what is to be labelled, `--missed` the marked operations that are not found. */
export function run(options: readonly string[]): void {
  const judged = [...readCorpus()].flatMap(({ name, read }) => judgeDocument(name, read()))
  printRecall(judged)
  printCurve(judged)
  printRest(judged)
  if (options.includes('--documents')) printDocuments(judged)
  if (options.includes('--missed')) printMissed(judged)
  const sample = sampleOf(judged)
  if (options.includes('--sample')) printSample(sample)
  printPrecision(sample, readLabels())
}

function judgeDocument(name: string, value: JsonObject): readonly Judged[] {
  const marked = takeMarks(value)
  const document = readDocument([{ path: name, value }])
  const surroundings = surroundingsOf(document)
  return document.operations.map((operation) => {
    const reasons = reasonsFor(subjectOf(document, surroundings, operation))
    const isMarked = marked.has(`${operation.method} ${operation.path}`)
    return { document: name, half: halfOf(name), operation, isMarked, score: scoreOf(reasons), reasons }
  })
}

/** Takes the marks out of the document and says where they were. */
function takeMarks(document: JsonObject): ReadonlySet<string> {
  const marked = new Set<string>()
  for (const [path, item] of Object.entries(readObject(document.paths))) {
    for (const [method, operation] of Object.entries(readObject(item))) {
      if (!isJsonObject(operation)) continue
      if (operation['x-ms-long-running-operation'] === true) marked.add(`${method.toUpperCase()} ${path}`)
      Reflect.deleteProperty(operation, 'x-ms-long-running-operation')
      Reflect.deleteProperty(operation, 'x-ms-long-running-operation-options')
    }
  }
  return marked
}

function halfOf(name: string): Judged['half'] {
  return (createHash('sha256').update(name).digest()[0] ?? 0) % 2 === 0 ? 'development' : 'held out'
}

const isProposed = ({ score }: Judged): boolean => score >= threshold

function printRecall(judged: readonly Judged[]): void {
  for (const half of ['development', 'held out', 'both'] as const) {
    const marked = judged.filter((one) => one.isMarked && (half === 'both' || one.half === half))
    const byDocument = Map.groupBy(marked, ({ document }) => document)
    const shares = [...byDocument.values()].map((all) => all.filter(isProposed).length / all.length)
    const complete = shares.filter((share) => share === 1).length
    console.log(
      `recall, ${half}: ${ratio(marked.filter(isProposed).length, marked.length)}; by document: mean ` +
        `${percent(shares.reduce((sum, share) => sum + share, 0) / shares.length)}, all found in ${complete} of ${shares.length}`,
    )
  }
}

/** What other thresholds would find and propose. */
function printCurve(judged: readonly Judged[]): void {
  const marked = judged.filter(({ isMarked }) => isMarked)
  for (const least of [1, 2, 3, 4, 5, 6]) {
    const proposed = judged.filter(({ score }) => score >= least)
    const found = proposed.filter(({ isMarked }) => isMarked).length
    const mark = least === threshold ? '  <- adopt' : ''
    console.log(
      `from ${least}: recall ${percent(found / marked.length)}, proposals without the mark ${proposed.length - found}${mark}`,
    )
  }
}

function printRest(judged: readonly Judged[]): void {
  const rest = judged.filter(({ isMarked }) => !isMarked)
  const [azure, other] = [true, false].map((isAzure) =>
    rest.filter(({ document }) => document.startsWith('azure.com/') === isAzure),
  )
  for (const [name, some = []] of [
    ['azure.com', azure],
    ['elsewhere', other],
  ] as const) {
    const proposed = some.filter(isProposed)
    const documents = new Set(proposed.map(({ document }) => document)).size
    console.log(
      `proposed without the mark, ${name}: ${ratio(proposed.length, some.length)} operations, in ${documents} documents`,
    )
  }
}

function printDocuments(judged: readonly Judged[]): void {
  const byDocument = Map.groupBy(
    judged.filter(({ isMarked }) => isMarked),
    ({ document }) => document,
  )
  for (const [document, all] of byDocument) {
    console.log(`${halfOf(document)}  ${document}: ${ratio(all.filter(isProposed).length, all.length)}`)
  }
}

function printMissed(judged: readonly Judged[]): void {
  for (const one of judged.filter((each) => each.isMarked && !isProposed(each))) {
    const statuses = [...one.operation.responses.keys()].join(' ')
    console.log(
      `missed: ${one.half}  ${one.document} ${one.operation.method} ${one.operation.path} [${statuses}] ${reasonsIn(one)}`,
    )
  }
}

/** The same operations as long as they are proposed: those whose hashes come first, at most two a document. */
function sampleOf(judged: readonly Judged[]): readonly Judged[] {
  const inOrder = judged
    .filter(isProposed)
    .map((one) => ({
      one,
      key: createHash('sha256')
        .update(`${seed} ${one.document} ${one.operation.method} ${one.operation.path}`)
        .digest('hex'),
    }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ one }) => one)
  const taken = new Map<string, number>()
  const spread = inOrder.filter(({ document }) => {
    taken.set(document, (taken.get(document) ?? 0) + 1)
    return (taken.get(document) ?? 0) <= perDocument
  })
  return spread.slice(0, sampleSize)
}

function printSample(sample: readonly Judged[]): void {
  for (const one of sample) {
    const { summary, description, responses } = one.operation.node.value
    const answers = Object.entries(readObject(responses)).map(([status, response]) => [
      status,
      readObject(response).description,
    ])
    console.log(
      JSON.stringify({
        document: one.document,
        method: one.operation.method,
        path: one.operation.path,
        summary,
        description,
        answers,
        reasons: reasonsIn(one),
      }),
    )
  }
}

function printPrecision(sample: readonly Judged[], labels: readonly Label[]): void {
  const keyOf = (document: string, method: string, path: string): string => `${document} ${method} ${path}`
  const known = new Map(labels.map((label) => [keyOf(label.document, label.method, label.path), label.verdict]))
  const verdictOf = ({ document, operation }: Judged): Label['verdict'] | undefined =>
    known.get(keyOf(document, operation.method, operation.path))
  const labelled = sample.filter((one) => verdictOf(one) !== undefined)
  const groups = [
    ['the whole sample', labelled],
    ['those without the mark', labelled.filter(({ isMarked }) => !isMarked)],
    ['those outside azure.com', labelled.filter(({ document }) => !document.startsWith('azure.com/'))],
  ] as const
  for (const [name, some] of groups) {
    const right = some.filter((one) => verdictOf(one) === 'takes time').length
    console.log(`precision, ${name}: ${ratio(right, some.length)}`)
  }
  if (labelled.length < sample.length) {
    console.log(`${sample.length - labelled.length} of the sample have no label; --sample prints it`)
  }
}

function readLabels(): readonly Label[] {
  return JSON.parse(readFileSync(new URL('adopt-labels.json', import.meta.url), 'utf8'))
}

function reasonsIn({ reasons }: Judged): string {
  return reasons.map(({ signal, weight }) => `${signal}:${weight}`).join(' ')
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
const ratio = (part: number, whole: number): string =>
  `${part} of ${whole} (${percent(whole === 0 ? 0 : part / whole)})`
