/** Spectral's `spectral:oas` as a judge: one process for many files, because it is slow to start. */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

const cli = join(import.meta.dirname, '../../../node_modules/@stoplight/spectral-cli/dist/index.js')

/** File below the folder -> what it calls errors. */
export async function spectralErrors(
  folder: string,
  files: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const ruleset = join(folder, 'ruleset.yaml')
  await writeFile(ruleset, 'extends: ["spectral:oas"]\n')
  const findings = await run(['lint', ...files, '--ruleset', ruleset, '--format', 'json', '--quiet'], folder)
  const errors = findings.filter(({ severity }) => severity === 0)
  return new Map(
    files.map((file) => [
      file,
      errors
        .filter(({ source }) => relative(folder, source) === file)
        .map(({ code, message, path }) => `${code}: ${message} at ${path.join('/')}`),
    ]),
  )
}

interface Finding {
  readonly severity: number
  readonly code: string
  readonly message: string
  readonly path: readonly (string | number)[]
  readonly source: string
}

function run(commandLine: readonly string[], cwd: string): Promise<readonly Finding[]> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [cli, ...commandLine], { cwd, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (stdout.startsWith('[')) resolve(JSON.parse(stdout.slice(0, stdout.lastIndexOf(']') + 1)))
      else reject(new Error(`spectral said nothing that can be read: ${stderr}`, { cause: error }))
    })
  })
}
