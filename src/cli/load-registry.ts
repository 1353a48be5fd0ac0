/** Imports a project's `generated/registry.ts`, and with it every handler. Refuses one that is not there or does not load. */
import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { Fault } from '../base/fault.ts'
import type { Registry } from '../contract/registry.ts'
import type { Project } from './project.ts'
import { messageOf } from './report-error.ts'

/** What the project hands to the server. */
export async function loadRegistry(project: Project): Promise<Registry> {
  requireGenerated(project)
  const { registry } = await importRegistry(project)
  if (registry?.contract.format === 1) return registry
  throw new Fault('generated-stale', 'generated/ was made by another version of Coatcheck: run coatcheck generate.')
}

/** Throws `generated-missing` when nothing was generated yet. */
function requireGenerated(project: Project): void {
  if (existsSync(project.registryFile)) return
  throw new Fault('generated-missing', `${project.directory} has no generated/registry.ts: run coatcheck generate.`)
}

/** The operations whose handler is still the generated stub. */
export function stubsOf(registry: Registry): readonly string[] {
  return Object.values(registry.handlers).flatMap((handler) => (handler.stub === true ? [handler.operation] : []))
}

async function importRegistry({ registryFile }: Project): Promise<{ readonly registry?: Registry }> {
  try {
    return await import(pathToFileURL(registryFile).href)
  } catch (cause) {
    throw new Fault('handler-invalid', `The handlers cannot be loaded: ${messageOf(cause)}.`, { cause })
  }
}
