/** The package as a stranger gets it: packed, installed in a project of its own, and used from there. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyIn, submit } from '../cli/caller.ts'
import { handler, spec } from '../cli/project.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'coatcheck-packed-'))
const project = join(folder, 'project')
/** npm runs on the Node that runs this test, and knows nothing of an npm around it. */
const env = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|COATCHECK_|NODE_OPTIONS$)/i.test(name)),
  ),
  PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
}
const services: ChildProcess[] = []

beforeAll(async () => {
  // The scripts would build dist/ anew under the feet of the other tests.
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: repository,
    env,
  })
  const [packed]: { readonly filename: string }[] = JSON.parse(stdout)
  write(
    'package.json',
    JSON.stringify({ private: true, type: 'module', dependencies: { coatcheck: `file:../${packed?.filename}` } }),
  )
  write('spec/openapi.yaml', spec)
  write('handlers/double.ts', handler)
  await run('npm', ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'], {
    cwd: project,
    env,
  })
}, 240_000)

afterAll(() => {
  for (const service of services) service.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

describe('the packed package', () => {
  it('holds what runs and what explains it, and nothing else', () => {
    const installed = join(project, 'node_modules/coatcheck')
    expect(readdirSync(installed).sort()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'dist', 'docs', 'package.json'].sort(),
    )
    expect(readdirSync(join(installed, 'docs'))).toEqual(['diagnostics.md'])
    for (const file of filesNotCompiled()) expect(existsSync(join(installed, 'dist', file)), file).toBe(true)
  })

  it('has every file that its exports and its bin name', () => {
    const installed = join(project, 'node_modules/coatcheck')
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    const entries: (string | { types: string; default: string })[] = [
      ...Object.values<string>(manifest.exports),
      manifest.bin.coatcheck,
    ]
    const named = entries.flatMap((entry) => (typeof entry === 'string' ? [entry] : [entry.types, entry.default]))
    expect(named.filter((file) => !existsSync(join(installed, file)))).toEqual([])
  })

  it('generates, starts, takes a job and finishes it outside the repository', async () => {
    const bin = join(project, 'node_modules/.bin/coatcheck')
    await run(bin, ['generate'], { cwd: project, env })
    const child = spawn(bin, ['start', '--port', '0', '--dev-key'], {
      cwd: project,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    services.push(child)
    const ended = once(child, 'exit')
    const lines: string[] = []
    for await (const line of createInterface(child.stdout)) {
      lines.push(line)
      if (line.startsWith('listening on ')) break
    }
    const origin = lines.at(-1)?.slice('listening on '.length) ?? ''
    const job = await submit(origin, keyIn(lines), 21)
    expect(await resultOf(origin, keyIn(lines), job)).toEqual({ double: 42 })
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  }, 60_000)

  it('type-checks a project against its declarations', async () => {
    const options = {
      strict: true,
      noEmit: true,
      module: 'nodenext',
      target: 'es2024',
      lib: ['es2024', 'dom'],
      types: [],
    }
    const compilerOptions = {
      ...options,
      allowImportingTsExtensions: true,
      resolveJsonModule: true,
      exactOptionalPropertyTypes: true,
    }
    write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['handlers', 'generated'] }))
    await run(join(project, 'node_modules/.bin/tsc'), ['-p', '.'], { cwd: project, env })
    write('handlers/double.ts', handler.replace('body.number * 2', "'two'"))
    const failed = run(join(project, 'node_modules/.bin/tsc'), ['-p', '.'], { cwd: project, env })
    await expect(failed).rejects.toMatchObject({ stdout: expect.stringContaining('handlers/double.ts') })
  }, 60_000)
})

/** Everything of src/ that the compiler leaves to be copied: statements, migrations, assets, the template of new projects. */
function filesNotCompiled(): readonly string[] {
  return readdirSync(join(repository, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(repository, 'src').length + 1))
    .filter((file) => file.startsWith('cli/init/template/') || !/\.ts$|tsconfig\.json$|README\.md$/.test(file))
}

async function resultOf(origin: string, key: string, job: string): Promise<unknown> {
  for (;;) {
    const response = await fetch(`${origin}/jobs/${job}/status`, { headers: { 'x-api-key': key, prefer: 'wait=5' } })
    const { status }: { readonly status: string } = JSON.parse(await response.text())
    if (status === 'succeeded') break
    expect(['queued', 'running']).toContain(status)
  }
  return (await fetch(`${origin}/jobs/${job}/result`, { headers: { 'x-api-key': key } })).json()
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true })
  writeFileSync(join(project, path), text)
}
