/** The walls of the house, held as data: who may import whom, and what may be touched where. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

/** Level of each room; a file imports from lower levels and from its own room. */
const levels: Readonly<Record<string, number>> = {
  base: 0,
  contract: 1,
  schema: 1,
  config: 1,
  compiler: 2,
  work: 2,
  security: 2,
  codegen: 3,
  docs: 3,
  http: 3,
  jobs: 3,
  access: 3,
  webhooks: 4,
  api: 5,
  stores: 5,
  engines: 5,
  runners: 5,
  observe: 5,
  'open-parts.ts': 6,
  'app.ts': 7,
  'index.ts': 8,
  testing: 8,
  cli: 8,
}

/** The same for the rooms of the compiler, and which of their files the rest of the house may import: all of a room, or those named. */
const compilerRooms: Readonly<Record<string, { readonly level: number; readonly doors: 'all' | readonly string[] }>> = {
  shapes: { level: 0, doors: ['shape.ts', 'spec-shapes.ts', 'extension-shapes.ts'] },
  diagnostics: { level: 0, doors: 'all' },
  read: { level: 1, doors: ['file-hash.ts', 'load.ts', 'source.ts', 'spec-hash.ts', 'version.ts'] },
  view: { level: 2, doors: [] },
  bundle: { level: 2, doors: [] },
  schemas: { level: 3, doors: [] },
  structure: { level: 3, doors: [] },
  expand: { level: 3, doors: ['expand.ts'] },
  overlay: { level: 4, doors: [] },
  lower: { level: 4, doors: ['defaults.ts'] },
  arazzo: { level: 4, doors: ['arazzo.ts'] },
  rules: { level: 5, doors: [] },
  diff: { level: 5, doors: ['diff.ts', 'change.ts', 'verdict.ts'] },
  check: { level: 6, doors: [] },
  'compile.ts': { level: 7, doors: 'all' },
  adopt: { level: 8, doors: ['adopt.ts', 'insertion.ts'] },
}

/** The wall between what runs when a spec is compiled and what runs when a request is served; only `cli` and `testing` look over it. */
const compileTime = new Set(['compiler', 'codegen', 'docs'])
const runTime = new Set([
  'http',
  'jobs',
  'access',
  'webhooks',
  'api',
  'stores',
  'engines',
  'runners',
  'observe',
  'open-parts.ts',
  'app.ts',
])

/**
 * Files that may touch `process` or `console` besides `cli/`: the socket entry, the clock that is never set, what starts child processes,
 * and what runs in these and in threads.
 */
const processEntries = new Set([
  'http/node.ts',
  'base/clock.ts',
  'runners/process/child-entry.ts',
  'runners/process/end-own-group.ts',
  'runners/process/launch-child.ts',
  'runners/process/watchdog-thread.ts',
  'runners/thread/thread-entry.ts',
  'stores/sqlite/guardian-thread.ts',
])

/** What runs in a thread, and what starts it. */
const threads = [
  'codegen/compile-apart.ts',
  'codegen/validators-thread.ts',
  'runners/process/child-entry.ts',
  'runners/process/watchdog-thread.ts',
  'runners/thread/thread-entry.ts',
  'runners/thread/thread-runner.ts',
  'stores/sqlite/guardian-thread.ts',
  'stores/sqlite/thread-guardian.ts',
  'stores/sqlite/thread-writer.ts',
  'stores/sqlite/writer-thread.ts',
]

const maxFileLines = 400
const maxFunctionLines = 60
const maxAssertionsPerThousandLines = 5

interface Source {
  /** Below `src/`, with forward slashes. */
  readonly path: string
  readonly room: string
  readonly text: string
  readonly tree: ts.SourceFile
  /** Relative imports, as paths below `src/`; other specifiers as written. */
  readonly imports: readonly string[]
}

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = readSources(join(root, 'src'))
const map = readFileSync(join(root, 'src/README.md'), 'utf8')

describe('the layers of src/', () => {
  it('every file stands in a room that the table names', () => {
    expect(sources.filter((source) => levels[source.room] === undefined).map((source) => source.path)).toEqual([])
  })

  it('the map for newcomers shows the same levels', () => {
    const rows = [...map.matchAll(/^\| (\d) \| (.+?) \|/gm)].flatMap(([, at, rooms]) =>
      [...(rooms ?? '').matchAll(/`([\w.-]+)\/?`/g)].map(([, room]) => [room ?? '', Number(at)] as const),
    )
    expect(Object.fromEntries(rows)).toEqual(levels)
  })

  it('a file imports only from lower levels or its own room, types included', () => {
    const breaches = eachInternalImport((from, to) => from.room !== to.room && level(to.room) >= level(from.room))
    expect(breaches).toEqual([])
  })

  it('compile time and run time meet only in contract, schema and base', () => {
    const breaches = eachInternalImport(
      (from, to) =>
        (compileTime.has(from.room) && runTime.has(to.room)) || (runTime.has(from.room) && compileTime.has(to.room)),
    )
    expect(breaches).toEqual([])
  })

  it('no folder of src/ imports the sample', () => {
    const breaches = sources.flatMap((source) =>
      source.imports.filter((path) => /^\.\.\/|^coatcheck(\/|$)/.test(path)).map((path) => `${source.path} -> ${path}`),
    )
    expect(breaches).toEqual([])
  })

  it('imports make no cycles', () => {
    expect(findCycle()).toEqual([])
  })
})

describe('the rooms of the compiler', () => {
  const inside = sources.filter(({ room }) => room === 'compiler')

  it('every file stands in a room that the table names, and every door is a file', () => {
    expect(inside.filter((source) => compilerRoom(source) === undefined).map(({ path }) => path)).toEqual([])
    const doors = Object.entries(compilerRooms).flatMap(([room, { doors }]) =>
      doors === 'all' ? [] : doors.map((file) => `compiler/${room}/${file}`),
    )
    expect(doors.filter((door) => !inside.some(({ path }) => path === door))).toEqual([])
  })

  it('a file imports only from lower levels or its own room, types included', () => {
    const breaches = eachInternalImport((from, to) => {
      const [own, other] = [compilerRoom(from), compilerRoom(to)]
      return own !== undefined && other !== undefined && own !== other && other.level >= own.level
    })
    expect(breaches).toEqual([])
  })

  it('the rest of the house comes in through the doors', () => {
    const breaches = eachInternalImport((from, to) => {
      const doors = compilerRoom(to)?.doors ?? 'all'
      return from.room !== 'compiler' && doors !== 'all' && !doors.includes(to.path.split('/').at(-1) ?? '')
    })
    expect(breaches).toEqual([])
  })
})

describe('what may be touched where', () => {
  it('the clock and chance are read in base/ only', () => {
    expect(findIn((source) => source.room !== 'base', isClockOrChance)).toEqual([])
  })

  it('process and console are touched in cli/ and the listed entries only', () => {
    const outside = (source: Source) => source.room !== 'cli' && !processEntries.has(source.path)
    expect(findIn(outside, isProcessOrConsole)).toEqual([])
  })

  it('threads are started and entered in the listed files only', () => {
    const found = sources.filter(({ imports }) => imports.includes('node:worker_threads')).map(({ path }) => path)
    expect(found.sort()).toEqual(threads)
  })

  it('no file is longer than the limit', () => {
    const long = sources.filter((source) => source.text.split('\n').length - 1 > maxFileLines)
    expect(long.map((source) => source.path)).toEqual([])
  })

  it('no function is longer than the limit', () => {
    expect(findIn(() => true, isLongFunction)).toEqual([])
  })

  it('type assertions stay within their budget', () => {
    const lines = sources.reduce((sum, source) => sum + source.text.split('\n').filter((line) => line.trim()).length, 0)
    const found = findIn((source) => source.room !== 'base', isAssertion)
    expect(found.length, found.join('\n')).toBeLessThanOrEqual((lines / 1000) * maxAssertionsPerThousandLines)
  })
})

describe('the sample service', () => {
  it('imports the framework only by its package name', () => {
    const breaches = ['handlers', 'generated', 'spec']
      .flatMap((folder) => listFiles(join(root, folder)))
      .filter((file) => /\.[jt]s$/.test(file))
      .flatMap((file) =>
        importsOf(parse(file, readFileSync(file, 'utf8')))
          .filter((specifier) => /(^|\/)(src|dist)\//.test(specifier))
          .map((specifier) => `${relative(root, file)} -> ${specifier}`),
      )
    expect(breaches).toEqual([])
  })
})

function level(room: string): number {
  return levels[room] ?? Number.POSITIVE_INFINITY
}

function compilerRoom({ path }: Source): (typeof compilerRooms)[string] | undefined {
  const [room, part = ''] = path.split('/')
  return room === 'compiler' ? compilerRooms[part] : undefined
}

function eachInternalImport(isBreach: (from: Source, to: Source) => boolean): string[] {
  return sources.flatMap((from) =>
    from.imports.flatMap((path) => {
      const to = sources.find((source) => source.path === path)
      return to !== undefined && isBreach(from, to) ? [`${from.path} -> ${to.path}`] : []
    }),
  )
}

/** One cycle of files, if there is any. */
function findCycle(): readonly string[] {
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path]
    if (done.has(path)) return []
    const source = sources.find((candidate) => candidate.path === path)
    for (const next of source?.imports ?? []) {
      const cycle = visit(next, [...trail, path])
      if (cycle.length > 0) return cycle
    }
    done.add(path)
    return []
  }
  for (const source of sources) {
    const cycle = visit(source.path, [])
    if (cycle.length > 0) return cycle
  }
  return []
}

function findIn(
  where: (source: Source) => boolean,
  isFound: (node: ts.Node, tree: ts.SourceFile) => boolean,
): string[] {
  const found: string[] = []
  for (const source of sources.filter(where)) {
    const visit = (node: ts.Node): void => {
      if (isFound(node, source.tree)) {
        const { line } = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree))
        found.push(`${source.path}:${line + 1}`)
      }
      ts.forEachChild(node, visit)
    }
    visit(source.tree)
  }
  return found
}

function isClockOrChance(node: ts.Node, tree: ts.SourceFile): boolean {
  if (ts.isNewExpression(node)) return node.expression.getText(tree) === 'Date' && (node.arguments ?? []).length === 0
  if (!ts.isCallExpression(node)) return false
  return /^(Date\.now|Math\.random|performance\.now|process\.hrtime(\.bigint)?|(crypto\.)?random(Bytes|UUID|Int)|setTimeout|setInterval)$/.test(
    node.expression.getText(tree),
  )
}

function isProcessOrConsole(node: ts.Node, tree: ts.SourceFile): boolean {
  if (ts.isImportDeclaration(node)) return /node:(process|console)/.test(node.moduleSpecifier.getText(tree))
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return false
  return node.expression.text === 'process' || node.expression.text === 'console'
}

function isLongFunction(node: ts.Node, tree: ts.SourceFile): boolean {
  if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return false
  const start = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line
  return tree.getLineAndCharacterOfPosition(node.end).line - start + 1 > maxFunctionLines
}

function isAssertion(node: ts.Node, tree: ts.SourceFile): boolean {
  return ts.isAsExpression(node) && node.type.getText(tree) !== 'const'
}

/** Without the template of new projects, which is a project and no part of the house. */
function readSources(folder: string): readonly Source[] {
  return listFiles(folder)
    .filter((file) => file.endsWith('.ts') && !file.startsWith(join(folder, 'cli/init/template')))
    .map((file) => {
      const path = relative(folder, file).split(sep).join('/')
      const text = readFileSync(file, 'utf8')
      const tree = parse(file, text)
      const imports = importsOf(tree).map((specifier) =>
        specifier.startsWith('.')
          ? relative(folder, join(dirname(file), specifier))
              .split(sep)
              .join('/')
          : specifier,
      )
      return { path, room: path.split('/')[0] ?? path, text, tree, imports }
    })
}

/** Every module a file names: imports, re-exports, `import()` and `import('…')` types. */
function importsOf(tree: ts.SourceFile): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node)
    if (specifier !== undefined && ts.isStringLiteral(specifier)) found.push(specifier.text)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return node.arguments[0]
  return undefined
}

function parse(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true)
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
