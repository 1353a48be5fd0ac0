/** Looks at the folder of a new project before anything is written. Refuses a project, a file, and what else is not empty. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '../../base/fault.ts'

/** Throws when a project cannot be made there; `force` allows a folder that is not empty. */
export function refuseOccupied(directory: string, { force }: { readonly force: boolean }): void {
  const stats = statSync(directory, { throwIfNoEntry: false })
  if (stats === undefined) return
  if (!stats.isDirectory())
    throw new Fault('usage', `${directory} is a file. Name a folder, or one that does not exist.`)
  if (existsSync(join(directory, 'spec', 'openapi.yaml'))) {
    throw new Fault('usage', `${directory} is a project already. Run coatcheck generate in it, or name another folder.`)
  }
  const names = readdirSync(directory).filter((name) => !unimportant.has(name))
  if (names.length > 0 && !force) throw new Fault('usage', occupiedSentence(directory, names))
}

/** What a folder may hold and be as good as empty. */
const unimportant: ReadonlySet<string> = new Set(['.git', '.DS_Store'])

const namesShown = 5

function occupiedSentence(directory: string, names: readonly string[]): string {
  const shown = names.toSorted().slice(0, namesShown).join(', ')
  const more = names.length > namesShown ? ` and ${names.length - namesShown} more` : ''
  return `${directory} is not empty: it has ${shown}${more}. Name another folder, or pass --force, which adds what is missing and leaves the rest as it is.`
}
