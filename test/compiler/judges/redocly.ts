/** Redocly's command line as a judge: one process for many files. */
import { execFile } from 'node:child_process'
import { join, relative } from 'node:path'

export const redoclyCli: string = join(import.meta.dirname, '../../../node_modules/@redocly/cli/bin/cli.js')

export const redoclyEnvironment: Readonly<Record<string, string | undefined>> = {
  ...process.env,
  REDOCLY_TELEMETRY: 'off',
  REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
  CI: 'true',
}

/** File below the folder -> what its recommended rules call errors. */
export async function redoclyErrors(
  folder: string,
  files: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const output = await run(['lint', ...files, '--format=json', '--extends=recommended'], folder)
  const reports = output.slice(0, output.lastIndexOf('}') + 1).split(/(?<=\n\})\s*(?=\{)/)
  if (reports.length !== files.length) throw new Error(`redocly reported on ${reports.length} of ${files.length} files`)
  return new Map(files.map((file, index) => [file, errorsIn(folder, file, reports[index] ?? '')]))
}

interface Report {
  readonly problems: readonly {
    readonly severity: string
    readonly message: string
    readonly ruleId: string
    readonly location: readonly { readonly source: { readonly ref: string }; readonly pointer?: string }[]
  }[]
}

function errorsIn(folder: string, file: string, text: string): readonly string[] {
  const { problems }: Report = JSON.parse(text)
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ ruleId, message, location: [place] }) => {
      const where = place?.source.ref ?? file
      if (!join(folder, file).endsWith(where) && relative(folder, where) !== file)
        throw new Error(`a problem of ${where} in the report on ${file}`)
      return `${ruleId}: ${message} at ${place?.pointer}`
    })
}

function run(commandLine: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [redoclyCli, ...commandLine],
      { cwd, env: redoclyEnvironment, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        if (stdout.trimStart().startsWith('{')) resolve(stdout)
        else reject(new Error(`redocly said nothing that can be read: ${stderr}`, { cause: error }))
      },
    )
  })
}
