/** `coatcheck diff`: formats, exit codes and names of files. What counts as a change is tested with the compiler. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { changeFormats, formatChanges, summarizeChanges } from '../../src/cli/format-changes.ts'
import { diffTexts } from '../compiler/diff/row.ts'
import { expectSentence, makeProject, spec } from './project.ts'

const next = spec.replace('number: { type: integer }', 'number: { type: string }')
const context = {
  style: (_: string, text: string) => text,
  oldFile: (file: string) => `old/${file}`,
  newFile: (file: string) => `new/${file}`,
}

describe('coatcheck diff', () => {
  it('exits 2 when something breaks, and says what, where and for whom', async () => {
    await using project = makeProject({ 'before.yaml': spec, 'spec/openapi.yaml': next })
    const { code, stdout, stderr } = await project.run(['diff', 'before.yaml', '.'])
    expect(code).toBe(2)
    expect(stdout).toMatch(/^breaking request-narrowed double: /m)
    expect(stdout).toMatch(/^ {2}spec\/openapi\.yaml:\d+:\d+, was before\.yaml:\d+:\d+$/m)
    expect(stdout).toMatch(/^ {2}callers: /m)
    expect(stdout).toMatch(/^ {2}jobs: /m)
    expect(stderr).toMatch(/breaking changes?; breaking for callers/)
  })

  it('exits 0 when it is told to', async () => {
    await using project = makeProject({ 'before.yaml': spec, 'spec/openapi.yaml': next })
    expect(await project.run(['diff', 'before.yaml', '.', '--fail-on', 'none'])).toMatchObject({ code: 0 })
  })

  it('exits 0 and prints nothing when nothing has changed', async () => {
    await using project = makeProject({ 'before.yaml': spec })
    const { code, stdout, stderr } = await project.run(['diff', 'before.yaml', 'spec/openapi.yaml'])
    expect({ code, stdout, stderr: stderr.trim() }).toEqual({ code: 0, stdout: '', stderr: 'no changes' })
  })

  it('prints JSON with a list and counts', async () => {
    await using project = makeProject({ 'before.yaml': spec, 'spec/openapi.yaml': next })
    for (const args of [['--json'], ['--format', 'json']]) {
      const { code, stdout } = await project.run(['diff', 'before.yaml', '.', ...args])
      const { changes, breaking } = JSON.parse(stdout)
      expect(code).toBe(2)
      expect(breaking).toBeGreaterThan(0)
      expect(changes[0]).toMatchObject({
        severity: 'breaking',
        operations: ['double'],
        old: { file: 'before.yaml', line: expect.any(Number) },
        new: { file: 'spec/openapi.yaml', line: expect.any(Number) },
      })
    }
  })

  it('refuses a spec that does not compile, names its file as it was named, and exits 1', async () => {
    await using project = makeProject({ 'other/before.yaml': spec.replace('operationId: double', 'operationId: 7') })
    const { code, stdout, stderr } = await project.run(['diff', 'other/before.yaml', '.'])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^other\/before\.yaml:\d+:\d+ error CC\d{3} /m)
    const { diagnostics } = JSON.parse((await project.run(['diff', 'other/before.yaml', '.', '--json'])).stdout)
    expect(diagnostics).toContainEqual(expect.objectContaining({ file: 'other/before.yaml' }))
  })

  it('refuses what is not there, what is no project, and a word it does not know', async () => {
    await using project = makeProject({ 'empty/readme.txt': '' })
    expectSentence(await project.run(['diff', 'nowhere.yaml', '.']), join(project.directory, 'nowhere.yaml'))
    expectSentence(await project.run(['diff', '.', 'empty']), 'it has no spec/openapi.yaml')
    expectSentence(await project.run(['diff', '.', '.', '--fail-on', 'risky']), 'breaking, none')
    expectSentence(await project.run(['diff', '.']), "missing required argument 'new'")
  })
})

describe('the formats of changes', () => {
  const changes = diffTexts(spec, next)

  it.each(changeFormats)('%s says nothing of a breaking kind when nothing has changed', (format) => {
    expect(formatChanges([], format, context)).not.toContain('| breaking |')
  })

  it('github annotates the new file, with an error for what breaks', () => {
    const lines = formatChanges(changes, 'github', context).split('\n')
    expect(lines).toHaveLength(changes.length)
    expect(lines[0]).toMatch(/^::error file=new\/spec\/openapi\.yaml,line=\d+,col=\d+,title=request-narrowed::double: /)
  })

  it('markdown begins with a sentence, has one row for a change, and folds what is safe away', () => {
    const harmless = diffTexts(spec, spec.replace('operationId: double', 'deprecated: true\n      operationId: double'))
    const text = formatChanges([...changes, ...harmless], 'markdown', context)
    expect(text).toMatch(/^\*\*API changes:\*\* \d+ breaking/)
    expect(text.split('\n').filter((line) => line.startsWith('| breaking | '))).toHaveLength(
      new Set(changes.filter(({ severity }) => severity === 'breaking').map(({ message }) => message)).size,
    )
    expect(text).toMatch(/<details><summary>\d+ safe<\/summary>/)
  })

  it('markdown keeps names from a spec out of its own syntax', () => {
    const [first] = changes
    if (first === undefined) throw new TypeError('There is a change')
    const text = formatChanges([{ ...first, message: 'a | b\n<script>' }], 'markdown', context)
    expect(text).toContain('a \\| b &lt;script>')
  })

  it('the summary counts a change once, whoever it is for', () => {
    const twice = changes.filter(({ code }) => code === 'request-narrowed').slice(0, 2)
    expect(new Set(twice.map(({ audience }) => audience))).toEqual(new Set(['callers', 'jobs']))
    expect(summarizeChanges(twice)).toBe('1 breaking change; breaking for callers and jobs')
    expect(summarizeChanges([])).toBe('no changes')
  })

  it('the summary counts in the number of the last part', () => {
    const [breaking] = changes.filter(({ severity }) => severity === 'breaking')
    if (breaking === undefined) throw new TypeError('There is one')
    const one = { ...breaking, severity: 'safe', message: 'one' } as const
    expect(summarizeChanges([breaking, one])).toMatch(/^1 breaking and 1 safe change; /)
    expect(summarizeChanges([breaking, one, { ...one, message: 'another' }])).toMatch(
      /^1 breaking and 2 safe changes; /,
    )
  })
})
