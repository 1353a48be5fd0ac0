/**
 * What it costs to run a handler inline, in a thread and in a child process: of the built package, without anything else of the service. In
 * a process of its own, because this one reads the sources.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export function run(): void {
  const script = fileURLToPath(new URL('./measure-runners.ts', import.meta.url))
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' })
  process.exitCode = status ?? 1
}
