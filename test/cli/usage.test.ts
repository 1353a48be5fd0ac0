import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectSentence, type Finished, makeProject, runCoatcheck } from './project.ts'

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

/** A Node of the machine that is too old, if it has one. */
const oldNode = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => existsSync(path) && isOld(path))

describe('usage', () => {
  it('is shown, with every command, when nothing is asked', async () => {
    const { code, stderr } = await runCoatcheck([])
    expect(code).toBe(1)
    for (const command of [
      'init',
      'explain',
      'check',
      'generate',
      'start',
      'expand',
      'docs',
      'jobs',
      'keys',
      'endpoints',
      'deliveries',
      'doctor',
    ]) {
      expect(stderr).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'))
    }
  })

  it('is shown with exit 0 when asked for', async () => {
    expect(await runCoatcheck(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage:') })
    expect(await runCoatcheck(['--version'])).toMatchObject({ code: 0, stdout: `${manifest.version}\n` })
  })

  it.each([
    [['chek'], "coatcheck: unknown command 'chek' (Did you mean check?)"],
    [['init', 'a', 'b'], "coatcheck: too many arguments for 'init'. Expected 1 argument but got 2."],
    [['check', 'spec/openapi.yaml'], "coatcheck: too many arguments for 'check'."],
    [['nope'], "coatcheck: unknown command 'nope' (`coatcheck --help` lists them)"],
    [['jobs', 'lst'], "coatcheck: unknown command 'lst'"],
    [['check', '--fromat', 'json'], "coatcheck: unknown option '--fromat' (Did you mean --format?)"],
    [['check', '--format', 'xml'], "coatcheck: option '--format <format>' argument 'xml' is invalid."],
    [['jobs', 'show'], "coatcheck: missing required argument 'job'"],
    [['jobs', 'show', 'job_1'], 'that is job_ and 22 letters and digits'],
    [['jobs', 'ls', '--limit', '0'], 'It must be a whole number from 1 to 1000.'],
    [['keys', 'create'], "coatcheck: required option '--owner <name>' not specified"],
    [['keys', 'create', '--owner', 'a b'], 'It must be 1 to 255 visible ASCII characters.'],
    [['keys', 'create', '--owner', 'a', '--expires', 'soon'], 'It must be a duration'],
  ])('%j is refused with one sentence', async (args, sentence) => {
    expectSentence(await runCoatcheck(args), sentence)
  })

  it('names a project that is not there', async () => {
    expectSentence(await runCoatcheck(['check', '--project', '/nowhere']), 'There is no directory /nowhere.')
  })

  it('names a directory that is no project', async () => {
    expectSentence(await runCoatcheck(['check']), 'is no project: it has no spec/openapi.yaml.')
  })

  it('ends with the code by which the operations page explains it', async () => {
    const { stderr } = await runCoatcheck(['check'])
    expect(stderr).toMatch(/^coatcheck: .*\. Name another one with --project DIR, .* \(project-invalid\)\n$/)
  })

  it('names a file that may be the spec, and a link that leads nowhere', async () => {
    await using project = makeProject({ 'openapi.json': '{}' })
    rmSync(join(project.directory, 'spec/openapi.yaml'))
    expectSentence(await project.run(['check']), 'has no spec/openapi.yaml. Move openapi.json there')
    symlinkSync('gone.yaml', join(project.directory, 'spec/openapi.yaml'))
    expectSentence(await project.run(['generate']), 'spec/openapi.yaml is a link that leads nowhere.')
    rmSync(join(project.directory, 'spec'), { recursive: true })
    project.write('spec', '')
    expectSentence(await project.run(['expand']), 'spec is no folder.')
  })

  it.each([
    ['a folder', (file: string) => mkdirSync(file)],
    ['binary', (file: string) => writeFileSync(file, Buffer.from([0, 0xff, 0xfe, 1]))],
    ['100 MB', (file: string) => truncateSync(openEmpty(file), 100_000_000)],
    ['empty', (file: string) => writeFileSync(file, '')],
    ['a scalar', (file: string) => writeFileSync(file, '7')],
  ])('shows a spec that is %s as a diagnostic in one place', async (_, make) => {
    await using project = makeProject()
    const file = join(project.directory, 'spec/openapi.yaml')
    rmSync(file)
    make(file)
    for (const command of ['check', 'generate', 'expand', 'start']) {
      const { code, stdout, stderr } = await project.run([command])
      expect(code, command).toBe(1)
      expect((stdout + stderr).match(/^spec\/openapi\.yaml:1:1 error CC\d{3} /gm), command).toHaveLength(1)
      expect(stderr, command).not.toMatch(/^ +at /m)
    }
  })

  it.runIf(process.getuid?.() === 0)('shows a spec that may not be read as a diagnostic', async () => {
    await using project = makeProject()
    chmodSync(project.directory, 0o755)
    chmodSync(join(project.directory, 'spec/openapi.yaml'), 0)
    const { code, stdout } = await project.run(['check'], { bound: true })
    expect(code).toBe(1)
    expect(stdout).toMatch(/^spec\/openapi\.yaml:1:1 error CC001 .*EACCES/m)
  })

  it('names a database that is not there', async () => {
    expectSentence(await runCoatcheck(['jobs', 'ls', '--db', 'none.db']), 'There is no database')
  })

  it('names the key of the config file that it does not know', async () => {
    await using project = makeProject({ 'coatcheck.config.ts': 'export default { prot: 1 }' })
    expectSentence(await project.run(['jobs', 'ls']), 'Unknown key prot in coatcheck.config.ts; did you mean port?')
  })

  it('says why a config file does not load', async () => {
    await using project = makeProject({ 'coatcheck.config.ts': "throw new Error('no mood')" })
    expectSentence(await project.run(['jobs', 'ls']), 'coatcheck.config.ts cannot be loaded: no mood.')
  })
})

describe('an error', () => {
  it('has a stack only with --debug', async () => {
    const { code, stderr } = await runCoatcheck(['check', '--debug'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^Fault: .*\n +at /m)
  })

  it('of the file system is one sentence with the path', async () => {
    await using project = makeProject()
    expectSentence(await project.run(['expand', '--out', 'package.json/x']), 'Cannot make the folder ')
  })
})

describe('a Node that is too old', () => {
  const sentence = 'coatcheck: Node 22.19 or newer is needed'

  it('is the one that package.json says', () => {
    expect(manifest.engines.node).toBe('>=22.19')
  })

  it.each(['12.22.12', '20.20.2', '22.18.0'])('%s is refused before anything else loads', async (version) => {
    expectSentence(await runAs(version, ['check']), `${sentence}, and this is Node ${version}.`)
  })

  it.each(['22.19.0', '23.0.0', '24.0.0'])('%s is not', async (version) => {
    expect((await runAs(version, ['--version'])).code).toBe(0)
  })

  it.runIf(oldNode !== undefined)('is refused in the flesh as well', async () => {
    expectSentence(await runCoatcheck(['check'], { executable: oldNode ?? '' }), sentence)
  })
})

function openEmpty(file: string): string {
  writeFileSync(file, '')
  return file
}

function isOld(path: string): boolean {
  return Number.parseInt(execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }), 10) < 22
}

function runAs(version: string, args: readonly string[]): Promise<Finished> {
  const versions = `{ ...process.versions, node: '${version}' }`
  const disguise = `data:text/javascript,Object.defineProperty(process, 'versions', { value: ${versions} })`
  return runCoatcheck(args, { node: ['--import', disguise] })
}
