/**
 * Runs StrykerJS over the pure modules, and fails when a mutant lives that is not known to be equivalent: `npm run mutate`. It takes some
 * minutes, so the suite does not run it.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { equivalentMutants } from './equivalent-mutants.ts'

interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>
}

interface Mutant {
  readonly mutatorName: string
  readonly replacement?: string
  readonly status: string
  readonly location: { readonly start: { readonly line: number } }
}

const repository = fileURLToPath(new URL('../../', import.meta.url))
const reportFile = `${repository}.coatcheck/mutation/report.json`
rmSync(reportFile, { force: true })
const stryker = `${repository}node_modules/@stryker-mutator/core/bin/stryker.js`
const options = { cwd: repository, stdio: 'inherit' } as const
const run = spawnSync(process.execPath, [stryker, 'run', 'test/mutation/stryker.config.json'], options)

const report: Report = JSON.parse(readFileSync(reportFile, 'utf8'))
const living = Object.entries(report.files).flatMap(([file, { source, mutants }]) =>
  mutants
    .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    .map(({ mutatorName, replacement = '', location: { start } }) => {
      const line = source.split('\n')[start.line - 1]?.trim() ?? ''
      return { file, at: start.line, line, mutatorName, replacement }
    }),
)
const isKnown = ({ file, line, replacement }: (typeof living)[number]) =>
  equivalentMutants.some((known) => known.file === file && known.line === line && known.replacement === replacement)
const unknown = living.filter((mutant) => !isKnown(mutant))
for (const { file, at, line, mutatorName, replacement } of unknown) {
  console.log(`${file}:${at} ${mutatorName} lives: ${line} => ${replacement}`)
}
console.log(`${living.length} mutants live; ${unknown.length} of them for want of a test.`)
process.exitCode = run.status === 0 && unknown.length === 0 ? 0 : 1
