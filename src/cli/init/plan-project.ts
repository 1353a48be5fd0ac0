/** The files of a new project: those of `template/`, under its name, and its package.json. Reads the package, writes nothing. */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const template = fileURLToPath(new URL('./template/', import.meta.url))

/** Their texts by path, in order. */
export function planProject(name: string): ReadonlyMap<string, string> {
  const files = readdirSync(template, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map(
      (file) => [projectPath(relative(template, file)), readFileSync(file, 'utf8').replaceAll('my-api', name)] as const,
    )
  return new Map(
    [['package.json', manifest(name)] as const, ...files].toSorted(([one], [other]) => (one < other ? -1 : 1)),
  )
}

/** npm leaves a `.gitignore` out of a package, and git obeys one wherever it stands, so the template's have other names. */
function projectPath(path: string): string {
  return path === 'gitignore' || path === 'gitattributes' ? `.${path}` : path.split(sep).join('/')
}

interface PackageManifest {
  readonly version: string
  readonly engines: { readonly node: string }
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

const own: PackageManifest = createRequire(import.meta.url)('coatcheck/package.json')

/** `generated/` belongs to one version of the generator, so that is what the project depends on. */
function manifest(name: string): string {
  const scripts = {
    start: 'coatcheck start',
    check: 'coatcheck check && tsc -p .',
    generate: 'coatcheck generate',
    test: 'node --test "test/**/*.test.ts"',
  }
  const devDependencies = {
    '@types/node': own.devDependencies['@types/node'],
    typescript: own.dependencies.typescript,
  }
  const content = {
    ...{ name, version: '1.0.0', private: true, type: 'module' },
    ...{ engines: own.engines, scripts, dependencies: { coatcheck: own.version }, devDependencies },
  }
  return `${JSON.stringify(content, null, 2)}\n`
}
