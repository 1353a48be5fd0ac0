import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keyIn, post } from './caller.ts'
import { expectSentence, generated, type TestProject } from './project.ts'

const read = (project: TestProject, path: string) => readFileSync(join(project.directory, 'generated', path), 'utf8')

/** What `start` says of a generated/ in which these files hold something else, or are gone. */
async function startedWith(files: Readonly<Record<string, string | undefined>>) {
  await using project = await generated()
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) rmSync(join(project.directory, 'generated', path))
    else project.write(`generated/${path}`, text)
  }
  return await project.run(['start', '--port', '0'])
}

describe('a generated/ that another build has made', () => {
  const opening =
    'import { openValidators } from "coatcheck/validation-runtime"\nexport const validators = openValidators'
  const layouts: readonly [string, Readonly<Record<string, string | undefined>>][] = [
    ['hands over no index', { 'validators.js': `${opening}(new URL("./validators.code", import.meta.url))\n` }],
    [
      'hands over lengths alone',
      { 'validators.js': `${opening}(new URL("./validators.code", import.meta.url), [1, 2], {})\n` },
    ],
    [
      'hands over two units for each validator',
      {
        'validators.js': `${opening}(new URL("./validators.code", import.meta.url), { lengths: [1], seal: "" }, { guarded: {}, roots: { "a": [0, 1] } })\n`,
      },
    ],
    [
      'asks the runtime for what it lacks',
      { 'validators.js': 'import { gone } from "coatcheck/validation-runtime"\ngone()\n' },
    ],
    ['lacks a file', { 'validators.js': undefined }],
    ['lacks the code of its validators', { 'validators.code': undefined }],
    ['has empty code', { 'validators.code': '' }],
    ['exports nothing', { 'registry.ts': 'export {}\n' }],
    ['exports a registry without a contract', { 'registry.ts': 'export const registry = {}\n' }],
    [
      'exports a registry without validators',
      { 'registry.ts': 'export const registry = { contract: { format: 1 } }\n' },
    ],
  ]

  it.each(layouts)('is told to be generated anew where it %s', async (_what, files) => {
    const finished = await startedWith(files)
    expectSentence(finished, 'un coatcheck generate')
    expect(finished.stderr).not.toContain('handlers cannot be loaded')
  })
})

it('an edited validator judges nothing: its requests fail, and the log says what to do', async () => {
  await using project = await generated()
  const code = read(project, 'validators.code')
  const edited = code.replaceAll('"integer"', '"integre"')
  expect(edited).not.toBe(code)
  project.write('generated/validators.code', edited)
  const service = await project.start(['--dev-key'])
  const answer = await post(service.origin, keyIn(service.lines), 4)
  expect(answer.status).toBe(500)
  await service.logged('coatcheck generate')
})
