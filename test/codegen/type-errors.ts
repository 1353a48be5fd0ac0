/** The TypeScript compiler, run on generated projects under the strict settings of this repository. */
import { join } from 'node:path'
import ts from 'typescript'
import { repository } from './project.ts'

/** What the repository's own strict settings say about a project's files, as 'file: message'. */
export function typeErrors(
  project: string,
  roots = ['generated/registry.ts', 'generated/openapi.ts'],
): readonly string[] {
  const options = compilerOptions()
  const program = ts.createProgram(
    roots.map((path) => join(project, path)),
    options,
    sharingHost(options, project),
  )
  return ts.getPreEmitDiagnostics(program).flatMap(({ file, messageText }) => {
    const path = file?.fileName ?? ''
    if (!path.startsWith(project)) return []
    return [`${path.slice(project.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`]
  })
}

/** What an editor offers right behind a text of a file. */
export function completions(project: string, file: string, behind: string): readonly string[] {
  const path = join(project, file)
  const options = compilerOptions()
  const service = ts.createLanguageService({
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getCompilationSettings: () => options,
    getScriptFileNames: () => [path],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => ts.ScriptSnapshot.fromString(ts.sys.readFile(name) ?? ''),
    getCurrentDirectory: () => project,
    getDefaultLibFileName: (its) => ts.getDefaultLibFilePath(its),
  })
  const at = (ts.sys.readFile(path) ?? '').indexOf(behind) + behind.length
  return service.getCompletionsAtPosition(path, at, undefined)?.entries.map(({ name }) => name) ?? []
}

function compilerOptions(): ts.CompilerOptions {
  const config = ts.readConfigFile(join(repository, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...config.config, include: [] }, ts.sys, repository)
  return { ...options, typeRoots: [join(repository, 'node_modules/@types')] }
}

const parsed = new Map<string, ts.SourceFile | undefined>()

/** Parses what lies outside the projects once for all of them. */
function sharingHost(options: ts.CompilerOptions, project: string): ts.CompilerHost {
  const host = ts.createCompilerHost(options)
  const getSourceFile: ts.CompilerHost['getSourceFile'] = (file, ...rest) => {
    if (file.startsWith(project)) return host.getSourceFile(file, ...rest)
    if (!parsed.has(file)) parsed.set(file, host.getSourceFile(file, ...rest))
    return parsed.get(file)
  }
  return { ...host, getSourceFile }
}
