import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
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
    [['jobs', 'lst'], "coatcheck: unknown command 'lst'"],
    [['check', '--fromat', 'json'], "coatcheck: unknown option '--fromat' (Did you mean --format?)"],
    [['check', '--format', 'xml'], "coatcheck: option '--format <format>' argument 'xml' is invalid."],
    [['jobs', 'show'], "coatcheck: missing required argument 'job'"],
    [['jobs', 'show', 'job_1'], 'It must be job_ and 22 letters and digits.'],
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
    expect(stderr).toMatch(/^coatcheck: .*\. Name another one with --project DIR\. \(project-invalid\)\n$/)
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
    expectSentence(await project.run(['expand', '--out', 'package.json/x']), 'Cannot open ')
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

function isOld(path: string): boolean {
  return Number.parseInt(execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }), 10) < 22
}

function runAs(version: string, args: readonly string[]): Promise<Finished> {
  const versions = `{ ...process.versions, node: '${version}' }`
  const disguise = `data:text/javascript,Object.defineProperty(process, 'versions', { value: ${versions} })`
  return runCoatcheck(args, { node: ['--import', disguise] })
}
