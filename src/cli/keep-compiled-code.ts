/**
 * Keeps what Node makes of modules from one start to the next: a handler's types are stripped, and the framework is parsed, once and not at
 * every start. It lies beside the database of the project, where nobody writes who could not change the handlers themselves.
 */
import { existsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import type { Project } from './project.ts'

/** From now on. Not before a project's first start has made its folder: a start that is refused leaves nothing behind. */
export function keepCompiledCode({ directory }: Project): void {
  const folder = join(directory, '.coatcheck')
  // What goes wrong here, a read-only disk say, costs time and nothing else.
  if (existsSync(folder)) enableCompileCache(join(folder, 'compiled'))
}
