/**
 * P10: `coatcheck generate` on GitHub's document beside openapi-typescript alone on the same, each as a process of its own, in turn.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { corpusText } from './corpus.ts'
import { alternate, printSeries } from './median.ts'

const bin = join(import.meta.dirname, '../bin/coatcheck.js')
const openapiTypescript = join(import.meta.dirname, '../node_modules/openapi-typescript/bin/cli.js')

/** `--rounds N` (5), `--document NAME` ('github.com/api.github.com.json'), or `--file FILE` for one that stands elsewhere. */
export async function run(options: readonly string[]): Promise<void> {
  const option = (name: string, fallback: string): string =>
    options.includes(name) ? (options[options.indexOf(name) + 1] ?? fallback) : fallback
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-bench-'))
  try {
    const document = option('--file', option('--document', 'github.com/api.github.com.json'))
    mkdirSync(join(folder, 'spec'))
    writeFileSync(
      join(folder, 'spec', 'openapi.json'),
      options.includes('--file') ? readFileSync(document) : corpusText(document),
    )
    cpSync(join(folder, 'spec', 'openapi.json'), join(folder, 'spec', 'openapi.yaml'))
    console.log(`${document}: process time, median of ${option('--rounds', '5')}`)
    const series = await alternate(Number(option('--rounds', '5')), {
      'openapi-typescript': async () => timed([openapiTypescript, 'spec/openapi.json', '-o', 'types.ts'], folder),
      'coatcheck generate': async () => {
        for (const made of ['generated', 'handlers']) rmSync(join(folder, made), { recursive: true, force: true })
        return timed([bin, 'generate', '--project', folder], folder)
      },
      'coatcheck generate, nothing changed': async () => timed([bin, 'generate', '--project', folder], folder),
      'coatcheck check': async () => timed([bin, 'check', '--project', folder], folder),
    })
    printSeries(series, 's')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Seconds that a program of this Node takes. */
function timed(commandLine: readonly string[], cwd: string): number {
  const began = performance.now()
  const { status, stderr } = spawnSync(process.execPath, commandLine, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (status !== 0) throw new Error(`${commandLine.join(' ')} ended with ${status}: ${stderr.slice(0, 2_000)}`)
  return (performance.now() - began) / 1_000
}
