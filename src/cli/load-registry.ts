/**
 * Imports a project's `generated/registry.ts`, and with it every handler. Refuses one that is not there or does not load, and
 * handlers that are none.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { refuseInvalidHandlers } from '../api/check-registry.ts'
import { Fault } from '../base/fault.ts'
import type { Contract } from '../contract/contract.ts'
import type { Registry } from '../contract/registry.ts'
import type { Project } from './project.ts'

/** What the project hands to the server. */
export async function loadRegistry(project: Project): Promise<Registry> {
  requireGenerated(project)
  const { registry } = await importRegistry(project)
  if (!isRegistry(registry)) {
    throw new Fault('generated-stale', 'generated/ was made by another version of Coatcheck: run coatcheck generate.')
  }
  refuseInvalidHandlers(registry)
  return registry
}

/** The contract alone, without handlers: a broken one keeps nobody from operating. */
export async function loadContract(project: Project): Promise<Contract> {
  requireGenerated(project)
  const contract: Contract = JSON.parse(await readFile(join(project.directory, 'generated', 'contract.json'), 'utf8'))
  if (contract.format === 1) return contract
  throw new Fault('generated-stale', 'generated/ was made by another version of Coatcheck: run coatcheck generate.')
}

/** Whether it is of the layout of this build. */
function isRegistry(registry: Partial<Registry> | undefined): registry is Registry {
  return (
    registry?.contract?.format === 1 && typeof registry.validators === 'object' && typeof registry.handlers === 'object'
  )
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

async function importRegistry(project: Project): Promise<{ readonly registry?: Partial<Registry> }> {
  try {
    return await import(pathToFileURL(project.registryFile).href)
  } catch (cause) {
    const { registryFault } = await import('./registry-fault.ts')
    throw await registryFault(cause, project)
  }
}
