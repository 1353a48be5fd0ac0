/** The package's main entry, as its documentation has it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { generated, type TestProject } from '../cli/project.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))

it.each(['src/index.ts', 'src/testing/index.ts'])(
  'every export of %s is explained, and every function and class has an example',
  (entry) => {
    const program = ts.createProgram([join(repository, entry)], { ...compilerOptions, noEmit: true })
    const checker = program.getTypeChecker()
    const index = program.getSourceFile(join(repository, entry))
    const module = index && checker.getSymbolAtLocation(index)
    const exported = module === undefined ? [] : checker.getExportsOfModule(module)
    expect(exported.length).toBeGreaterThan(40)
    const lacking = exported.filter((name) => {
      const symbol = name.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(name) : name
      const runs = (symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Class)) !== 0
      const hasExample = symbol.getJsDocTags(checker).some((tag) => tag.name === 'example')
      return symbol.getDocumentationComment(checker).length === 0 || (runs && !hasExample)
    })
    expect(lacking.map(({ name }) => name)).toEqual([])
  },
)

it('the example of createApp type-checks, serves a project and ends', async () => {
  await using project = await generated()
  project.write('serve.ts', exampleOf('createApp'))
  expect(typeErrors(project, 'serve.ts')).toEqual([])
  const variables = { COATCHECK_PORT: '0', COATCHECK_SECRET_KEY: Buffer.alloc(32, 7).toString('base64') }
  const child = spawn(process.execPath, ['serve.ts'], {
    cwd: project.directory,
    env: { PATH: process.env.PATH, ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  for await (const line of createInterface(child.stdout)) {
    const origin = /^listening on (\S+)$/.exec(line)?.[1]
    if (origin === undefined) continue
    expect((await fetch(`${origin}/healthz`)).status).toBe(200)
    expect((await fetch(`${origin}/openapi.json`)).status).toBe(200)
    expect((await fetch(`${origin}/doubles`, { method: 'POST' })).status).toBe(401)
    break
  }
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})

const compilerOptions: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ES2024,
  module: ts.ModuleKind.NodeNext,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
  types: ['node'],
  typeRoots: [join(repository, 'node_modules/@types')],
}

/** The program in the doc comment of a function of `app.ts`. */
function exampleOf(name: string): string {
  const path = join(repository, 'src/app.ts')
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ESNext, true)
  const found = source.statements.find((node) => ts.isFunctionDeclaration(node) && node.name?.text === name)
  const [example] = found === undefined ? [] : ts.getJSDocTags(found).filter((tag) => tag.tagName.text === 'example')
  return ts.getTextOfJSDocComment(example?.comment) ?? ''
}

function typeErrors({ directory }: TestProject, file: string): readonly string[] {
  const program = ts.createProgram([join(directory, file)], { ...compilerOptions, noEmit: true })
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}
