/** A project made by `init` from the packed package, as its author gets it: its four commands, its README, its types and its tests. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'coatcheck-init-'))
const project = join(folder, 'my-api')
const env = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|COATCHECK_|NODE_OPTIONS$|GITHUB_)/i.test(name)),
  ),
  PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
}
const services: ChildProcess[] = []

/** `npm install` is told where the package is, because the registry does not have this version of it. */
beforeAll(async () => {
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]
  const { stdout } = await run('npm', pack, { cwd: repository, env })
  const [packed]: { readonly filename: string }[] = JSON.parse(stdout)
  const { stdout: said } = await run(process.execPath, [join(repository, 'bin/coatcheck.js'), 'init', 'my-api'], {
    cwd: folder,
    env,
  })
  expect(said).toContain('  cd my-api\n  npm install\n  npm start')
  const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))
  manifest.dependencies.coatcheck = `file:../${packed?.filename}`
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest))
  await run('npm', ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'], {
    cwd: project,
    env,
  })
}, 240_000)

afterAll(() => {
  for (const service of services) stop(service, 'SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

describe('a new project', () => {
  it('starts, answers, and does its asynchronous work to the end', async () => {
    const child = spawn('npm', ['start', '--silent', '--', '--port', '0', '--dev-key'], {
      ...{ cwd: project, env, stdio: ['ignore', 'pipe', 'ignore'], detached: true },
    })
    services.push(child)
    const said: Record<string, string> = {}
    for await (const line of createInterface(child.stdout ?? process.stdin)) {
      const [, what, value] = /^(first key:|listening on) (\S+)$/.exec(line) ?? []
      if (what !== undefined && value !== undefined) said[what] = value
      if (said['first key:'] !== undefined && said['listening on'] !== undefined) break
    }
    const origin = said['listening on'] ?? ''
    const headers = { 'x-api-key': said['first key:'] ?? '', 'content-type': 'application/json' }
    expect(await (await fetch(`${origin}/limits`, { headers })).json()).toEqual({ maxCharacters: 100_000 })
    expect((await fetch(`${origin}/docs`)).status).toBe(200)
    const body = JSON.stringify({ text: 'To be,\n\nor not to be' })
    const accepted = await fetch(`${origin}/word-counts`, { method: 'POST', headers, body })
    expect(accepted.status).toBe(202)
    expect(await resultAt(accepted.headers.get('location') ?? '', headers)).toEqual({ words: 6, paragraphs: 2 })
    const { stdout: pasted } = await run('bash', ['-euc', tryIt(origin)], { cwd: project, env })
    expect(pasted).toMatch(/^HTTP\/1\.1 202 Accepted/)
    expect(pasted.trimEnd()).toMatch(/\{"id":"job_\w+","operation":"countWords",.*\}$|\{"words":6,"paragraphs":2\}$/)
    const ended = once(child, 'close')
    stop(child, 'SIGTERM')
    await ended
  }, 60_000)

  it.each(['run check', 'run generate', 'test'])(
    'passes npm %s',
    async (command) => {
      const { stdout } = await run('npm', command.split(' '), { cwd: project, env })
      if (command === 'run generate') expect(stdout).toContain('generated/ is up to date')
      if (command === 'test') expect(stdout).toMatch(/pass 4\n/)
    },
    60_000,
  )

  it('has commands in its README that are those of its package.json', () => {
    const readme = readFileSync(join(project, 'README.md'), 'utf8')
    const { scripts } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))
    const named = [...readme.matchAll(/npm (?:run )?(start|test|check|generate)\b/g)].map(([, script = '']) => script)
    expect([...new Set(named)].sort()).toEqual(Object.keys(scripts).sort())
  })

  it('shows the author who breaks the spec where', async () => {
    const spec = join(project, 'spec/openapi.yaml')
    const text = readFileSync(spec, 'utf8')
    writeFileSync(spec, text.replace('operationId: countWords', 'operationIdd: countWords'))
    const failed = run('npm', ['run', '--silent', 'check'], { cwd: project, env })
    await expect(failed).rejects.toMatchObject({
      stdout: expect.stringMatching(/^spec\/openapi\.yaml:\d+:\d+ error CC/m),
    })
    writeFileSync(spec, text)
  }, 60_000)

  it('keeps its packages and its database out of the repository, and nothing else', () => {
    expect(readFileSync(join(project, '.gitignore'), 'utf8')).toBe('node_modules/\n.coatcheck/\n')
    expect(readdirSync(project)).toContain('generated')
  })
})

/** What the README has its reader paste into another terminal. */
function tryIt(origin: string): string {
  const readme = readFileSync(join(project, 'README.md'), 'utf8')
  const [, ...blocks] = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block)
  expect(blocks).toHaveLength(2)
  return blocks.join('').replaceAll('http://127.0.0.1:8080', origin)
}

/** The process group: npm does not hand a signal on to what it runs. */
function stop({ pid, exitCode, signalCode }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, signal)
}

/** Follows the job until it leads to its result. */
async function resultAt(job: string, headers: Readonly<Record<string, string>>): Promise<unknown> {
  for (;;) {
    const response = await fetch(job, { headers })
    if (response.redirected) return response.json()
    expect(response.status).toBe(200)
    await response.arrayBuffer()
  }
}
