/** A copy of the sources with a mutation in it, and what the simulator finds there. */
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Found } from './find-broken-seed.ts'
import type { Mutation } from './mutations.ts'

const root = join(import.meta.dirname, '../..')

export interface Mutant {
  /** Looks for a seed that breaks the promise, among so many from the first on. */
  find(promise: string, first: number, count: number): Promise<Found>
  remove(): void
}

/** Copies what the simulation needs, and changes it. Throws when a change does not apply. */
export function createMutant({ name, changes }: Pick<Mutation, 'name' | 'changes'>): Mutant {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-mutant-'))
  for (const part of ['package.json', 'src', 'test/simulation', 'test/jobs/support']) {
    cpSync(join(root, part), join(folder, part), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const { file, find, replace } of changes) {
    const text = readFileSync(join(folder, file), 'utf8')
    if (text.split(find).length !== 2) throw new Error(`'${name}' does not apply to ${file}.`)
    writeFileSync(
      join(folder, file),
      text.replace(find, () => replace),
    )
  }
  return {
    find: async (promise, first, count) => {
      const script = join(folder, 'test/simulation/find-broken-seed.ts')
      const argv = ['-C', 'coatcheck-source', '--no-warnings', script, promise, String(first), String(count)]
      const { stdout } = await promisify(execFile)(process.execPath, argv, { maxBuffer: 64 * 1_024 * 1_024 })
      return JSON.parse(stdout) as Found
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
