/** Runs the built command line to its end. `npm run build` comes first. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

export const bin: string = join(import.meta.dirname, '../bin/coatcheck.js')

/** Milliseconds that it took; throws unless it ends with one of the codes. */
export function runToEnd(args: readonly string[], codes: readonly number[] = [0]): number {
  const began = performance.now()
  const { status, stderr } = spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 })
  if (status === null || !codes.includes(status)) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
  return performance.now() - began
}
