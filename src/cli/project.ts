/** Where things are in a project, and its configuration. Refuses a directory that is no project. */
import { existsSync, lstatSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Fault } from '../base/fault.ts'
import type { Config } from '../config/config.ts'
import { type ConfigSources, resolveConfig } from '../config/resolve-config.ts'
import { messageOf } from './report-error.ts'
import type { Terminal } from './terminal.ts'

/** Absolute paths of one project. */
export interface Project {
  readonly directory: string
  readonly specFile: string
  readonly registryFile: string
  readonly configFile: string
}

/** The project in that directory, whether or not it has a spec. */
export function locateProject(directory: string, terminal: Terminal): Project {
  const root = resolve(terminal.workingDirectory, directory)
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new Fault('project-invalid', `There is no directory ${root}. Name the project with --project DIR.`)
  }
  return {
    directory: root,
    specFile: join(root, 'spec', 'openapi.yaml'),
    registryFile: join(root, 'generated', 'registry.ts'),
    configFile: join(root, 'coatcheck.config.ts'),
  }
}

/** The project in that directory; it must have a spec, and nothing else where its folders go. */
export function openProject(directory: string, terminal: Terminal): Project {
  const project = locateProject(directory, terminal)
  if (!existsSync(project.specFile)) throw new Fault('project-invalid', absenceOfSpec(project))
  for (const name of ['generated', 'handlers']) refuseOtherThanFolder(join(project.directory, name))
  return project
}

/** A folder that is not there yet is made when something is written to it. */
function refuseOtherThanFolder(path: string): void {
  const entry = lstatSync(path, { throwIfNoEntry: false })
  const target = entry?.isSymbolicLink() === true ? statSync(path, { throwIfNoEntry: false }) : entry
  if (entry === undefined || target?.isDirectory() === true) return
  const what = target === undefined ? 'is a link that leads nowhere' : 'is no folder'
  const sentence = `${path} ${what}, and the project needs a folder there. Move it away; coatcheck generate makes the folder.`
  throw new Fault('project-invalid', sentence)
}

/** Why there is no spec, and the way out. */
function absenceOfSpec({ directory, specFile }: Project): string {
  const folder = dirname(specFile)
  if (existsSync(folder) && !statSync(folder).isDirectory())
    return `${folder} is no folder. A project has spec/openapi.yaml.`
  if (lstatSync(specFile, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    return `${specFile} is a link that leads nowhere. Mend the link.`
  }
  const other = otherNames.find((name) => existsSync(join(directory, name)))
  const wayOut = 'Name another one with --project DIR, or make one with coatcheck init.'
  if (other === undefined) return `${directory} is no project: it has no spec/openapi.yaml. ${wayOut}`
  return `${directory} has no spec/openapi.yaml. Move ${other} there; it may be JSON as well.`
}

/** Where the spec stands in projects of other tools. */
const otherNames = ['spec/openapi.yml', 'spec/openapi.json', 'openapi.yaml', 'openapi.yml', 'openapi.json']

/** The project's configuration under these flags and the terminal's variables. */
export async function loadConfig(project: Project, flags: ConfigSources['flags'], terminal: Terminal): Promise<Config> {
  return resolveConfig({
    flags,
    variables: terminal.variables,
    file: await readConfigFile(project),
    project: project.directory,
    workingDirectory: terminal.workingDirectory,
  })
}

async function readConfigFile({ configFile }: Project): Promise<unknown> {
  if (!existsSync(configFile)) return undefined
  try {
    const loaded: { readonly default?: unknown } = await import(pathToFileURL(configFile).href)
    return loaded.default ?? null
  } catch (error) {
    throw new Fault('config-invalid', `${configFile} cannot be loaded: ${messageOf(error)}.`, { cause: error })
  }
}
