/** Compiles the documents of the corpus that it is told of, one at a time. */
import { type Compilation, compileFiles } from '../src/compiler/compile.ts'
import { corpusText } from './corpus.ts'

export interface CompiledDocument {
  readonly name: string
  readonly ms: number
  /** Code -> how often. */
  readonly codes: Readonly<Record<string, number>>
  /** Diagnostics whose place is not in the text. */
  readonly unplaced: readonly string[]
  readonly crash?: string
  readonly compiles: boolean
}

process.on('message', (name: string) => process.send?.(compile(name)))

function compile(name: string): CompiledDocument {
  const text = corpusText(name)
  const began = performance.now()
  try {
    const { diagnostics, spec } = compileFiles([{ kind: 'text', path: 'spec/openapi.json', text }])
    const ms = performance.now() - began
    return {
      name,
      ms,
      codes: counted(diagnostics),
      unplaced: unplaced(diagnostics, text),
      compiles: spec !== undefined,
    }
  } catch (error) {
    const crash =
      error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 3).join(' ') : String(error)
    return { name, ms: performance.now() - began, codes: {}, unplaced: [], crash, compiles: false }
  }
}

function counted(diagnostics: Compilation['diagnostics']): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { code } of diagnostics) counts[code] = (counts[code] ?? 0) + 1
  return counts
}

function unplaced(diagnostics: Compilation['diagnostics'], text: string): readonly string[] {
  const lines = text.split('\n')
  return diagnostics
    .filter(
      ({ file, line, column }) =>
        file !== 'spec/openapi.json' || column < 1 || column > (lines[line - 1]?.length ?? -1) + 1,
    )
    .map(({ code, line, column }) => `${code}@${line}:${column}`)
}
