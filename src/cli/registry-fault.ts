/** Why a project's registry does not load, as a fault that names the file. Loads nothing but the handlers, where nothing else names one. */
import { readFileSync, realpathSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Fault } from '../base/fault.ts'
import type { Contract } from '../contract/contract.ts'
import { handlerFileOf } from '../contract/handler-file.ts'
import type { Project } from './project.ts'
import { messageOf } from './report-error.ts'

/** What importing `generated/registry.ts` threw, as `generated-stale` or `handler-invalid`. */
export async function registryFault(cause: unknown, project: Project): Promise<Fault> {
  if (cause instanceof Fault && cause.code === 'generated-stale') return cause
  const message = messageOf(cause)
  const withoutDefault = /'\.\.\/(handlers\/[^']+)' does not provide an export named 'default'/.exec(message)?.[1]
  if (withoutDefault !== undefined) return invalid(`${withoutDefault} has no default export. ${wanted}`, cause)
  const place = placeOf(cause, project)
  if (isMissingHandler(cause, place)) {
    const sentence = `${place} is missing: put it back, or run coatcheck generate, which makes a stub.`
    return new Fault('generated-stale', sentence, { cause })
  }
  if (place?.startsWith('generated/') === true || asksAnotherBuild(message)) {
    return new Fault('generated-stale', `generated/ does not load: ${message}. Run coatcheck generate.`, { cause })
  }
  const file = place ?? (await handlerThatThrows(message, project))
  if (file === undefined || message.includes(' imported from ')) {
    return invalid(`The handlers cannot be loaded: ${message}.`, cause)
  }
  return invalid(`${file} cannot be loaded: ${message}.`, cause)
}

const wanted = 'A handler is the default export, made by defineHandler.'

const invalid = (sentence: string, cause: unknown): Fault => new Fault('handler-invalid', sentence, { cause })

/** 'handlers/double.ts:3': the file that Node did not find, or the first of the project that the stack names. */
function placeOf(cause: unknown, project: Project): string | undefined {
  if (!(cause instanceof Error)) return undefined
  const urls = 'url' in cause ? [String(cause.url)] : (cause.stack?.match(/file:\/\/[^\s)]+/g) ?? [])
  return urls.map((url) => placeInProject(url, project)).find((place) => place !== undefined)
}

/** Node knows files by their real names. */
function placeInProject(url: string, { directory }: Project): string | undefined {
  const [, file = url, line = ''] = /^(.*?)(:\d+)?(?::\d+)?$/.exec(url) ?? []
  const path = relative(realpathSync(directory), fileURLToPath(file)).split(sep).join('/')
  return /^(?:\.\.\/|node_modules\/)/.test(path) ? undefined : `${path}${line}`
}

/** Gone is a handler itself, not what one imports: only the registry asks for it. */
function isMissingHandler(cause: unknown, place: string | undefined): boolean {
  const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND'
  return isMissing && place?.startsWith('handlers/') === true && /[\\/]generated[\\/]registry\.ts$/.test(cause.message)
}

/** A file of `generated/` asks the framework for what only another build of it has. */
const asksAnotherBuild = (message: string): boolean => message.includes("'coatcheck/validation-runtime'")

/** Of some errors of syntax Node does not say where they are. */
async function handlerThatThrows(message: string, { directory }: Project): Promise<string | undefined> {
  const { operations }: Contract = JSON.parse(readFileSync(join(directory, 'generated/contract.json'), 'utf8'))
  for (const { id } of operations) {
    const file = handlerFileOf(id)
    try {
      await import(pathToFileURL(join(directory, file)).href)
    } catch (error) {
      if (messageOf(error) === message) return file
    }
  }
  return undefined
}
