/**
 * Generates code for a seeded sample of 200 documents of the corpus that compile, and type-checks it. What does not compile is listed with
 * its first error.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { generate } from '../src/codegen/generate.ts'
import { handlerStub } from '../src/codegen/handler-stub.ts'
import { compileFiles } from '../src/compiler/compile.ts'
import { expand } from '../src/compiler/expand/expand.ts'
import { handlerFileOf } from '../src/contract/handler-file.ts'
import { corpusNames, corpusText } from './corpus.ts'

const sampleSize = 200
const seed = 'coat check types'
const project = join(import.meta.dirname, '.types')

/** `--size N` takes another number of documents. */
export async function run(options: readonly string[]): Promise<void> {
  const size = options.includes('--size') ? Number(options[options.indexOf('--size') + 1]) : sampleSize
  const library = createLibrary()
  let checked = 0
  const failed: string[] = []
  for (const name of shuffled(corpusNames())) {
    if (checked === size) break
    const outcome = await checkOne(name, library)
    if (outcome === 'does not compile') continue
    checked += 1
    if (outcome !== undefined) failed.push(`${name}: ${outcome}`)
    if (checked % 20 === 0) console.error(`${checked} of ${size}`)
  }
  rmSync(project, { recursive: true, force: true })
  console.log(`${checked} documents generated, ${checked - failed.length} of them type-check`)
  for (const line of failed) console.log(`  ${line}`)
}

function shuffled(names: readonly string[]): readonly string[] {
  const rank = (name: string) => createHash('sha256').update(`${seed} ${name}`).digest('hex')
  return names
    .map((name) => [rank(name), name] as const)
    .sort()
    .map(([, name]) => name)
}

/** The first type error, if there is one. */
async function checkOne(name: string, library: Library): Promise<string | undefined> {
  const { spec } = compileFiles([{ kind: 'text', path: 'spec/openapi.json', text: corpusText(name) }])
  if (spec === undefined) return 'does not compile'
  try {
    rmSync(project, { recursive: true, force: true })
    for (const [path, text] of await generate(spec, expand(spec))) write(join(project, 'generated', path), text)
    for (const { id } of spec.contract.operations) write(join(project, handlerFileOf(id)), handlerStub(id))
  } catch (error) {
    return `cannot be generated: ${error instanceof Error ? error.message : String(error)}`
  }
  return firstTypeError(library)
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

interface Library {
  readonly options: ts.CompilerOptions
  readonly host: ts.CompilerHost
}

/** Reads TypeScript's own files and the package's once for all documents. */
function createLibrary(): Library {
  const file = join(import.meta.dirname, '../tsconfig.json')
  const { config } = ts.readConfigFile(file, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(file))
  // As a project sees the package: what was built, not its sources.
  options.paths = {
    coatcheck: [join(import.meta.dirname, '../dist/index.d.ts')],
    'coatcheck/validation-runtime': [join(import.meta.dirname, '../dist/schema/validation-runtime.d.ts')],
  }
  const host = ts.createCompilerHost(options)
  const read = host.getSourceFile.bind(host)
  const kept = new Map<string, ts.SourceFile | undefined>()
  host.getSourceFile = (path, ...rest) => {
    if (path.startsWith(project)) return read(path, ...rest)
    if (!kept.has(path)) kept.set(path, read(path, ...rest))
    return kept.get(path)
  }
  return { options, host }
}

function firstTypeError({ options, host }: Library): string | undefined {
  const roots = ['registry.ts', 'index.ts', 'client.ts', 'openapi.ts'].map((path) => join(project, 'generated', path))
  const program = ts.createProgram(roots.filter(existsSync), options, host)
  const [error] = ts.getPreEmitDiagnostics(program)
  if (error === undefined) return undefined
  const where = error.file?.fileName.slice(project.length + 1) ?? ''
  return `${where} TS${error.code} ${ts.flattenDiagnosticMessageText(error.messageText, ' ').slice(0, 200)}`
}
