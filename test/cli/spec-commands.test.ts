import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { diagnosticPage, docsAnchor } from '../../src/cli/diagnostic-pages.ts'
import { diagnosticKinds } from '../../src/compiler/diagnostics/diagnostic-kinds.ts'
import { expectSentence, generated, makeProject, runCoatcheck, spec } from './project.ts'
import { sarifViolations } from './sarif-schema.ts'

const broken = spec.replace('operationId: double', 'operationId: 7')

describe('check', () => {
  it('says of a good spec that it has no problems, and exits 0', async () => {
    await using project = makeProject()
    expect(await project.run(['check'])).toMatchObject({ code: 0, stdout: '' })
  })

  it('shows a broken spec with file:line:column and a stable code, and exits 1', async () => {
    await using project = makeProject({ 'spec/openapi.yaml': broken })
    const { code, stdout, stderr } = await project.run(['check'])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^spec\/openapi\.yaml:\d+:\d+ error CC\d{3} /m)
    expect(stdout).toContain('operationId: 7')
    expect(stderr).toMatch(/1 error; `coatcheck explain CC\d{3}` says more/)
  })

  it('prints JSON on request, with the same exit code', async () => {
    await using project = makeProject({ 'spec/openapi.yaml': broken })
    for (const args of [['--json'], ['--format', 'json']]) {
      const { code, stdout } = await project.run(['check', ...args])
      expect(code).toBe(1)
      expect(JSON.parse(stdout)).toMatchObject({
        errors: 1,
        diagnostics: [{ severity: 'error', file: 'spec/openapi.yaml' }],
      })
    }
  })

  it('prints workflow commands for GitHub', async () => {
    await using project = makeProject({ 'spec/openapi.yaml': broken })
    const { stdout } = await project.run(['check', '--format', 'github'])
    expect(stdout).toMatch(/^::error file=spec\/openapi\.yaml,line=\d+,col=\d+,title=CC\d{3}::/)
  })

  it('names files for GitHub from the root of the repository, wherever in it the command runs', async () => {
    await using project = makeProject({ 'spec/openapi.yaml': broken })
    const variables = { GITHUB_WORKSPACE: dirname(project.directory) }
    const { stdout } = await project.run(['check', '--format', 'github'], { variables })
    expect(stdout).toContain(`file=${basename(project.directory)}/spec/openapi.yaml,`)
  })

  it('prints SARIF', async () => {
    await using project = makeProject({ 'spec/openapi.yaml': broken })
    const { code, stdout } = await project.run(['check', '--format', 'sarif'])
    expect(code).toBe(1)
    expect(sarifViolations(JSON.parse(stdout))).toEqual([])
    expect(JSON.parse(stdout)).toMatchObject({
      runs: [
        {
          originalUriBaseIds: { PROJECT: { uri: pathToFileURL(`${project.directory}/`).href } },
          results: [{ ruleId: expect.stringMatching(/^CC\d{3}$/), level: 'error' }],
        },
      ],
    })
  })

  it('counts what the spec silences, and lists it for scripts and scanners', async () => {
    await using project = makeProject({ 'spec/openapi.yaml': silenced })
    const text = await project.run(['check'])
    expect(text).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('no problems, 1 ignored') })
    expect(JSON.parse((await project.run(['check', '--json'])).stdout)).toMatchObject({
      ...{ diagnostics: [], warnings: 0 },
      suppressed: [{ code: 'CC307', reason: 'Callers know' }],
    })
    const log = JSON.parse((await project.run(['check', '--format', 'sarif'])).stdout)
    expect(sarifViolations(log)).toEqual([])
    expect(log).toMatchObject({
      runs: [{ results: [{ ruleId: 'CC307', suppressions: [{ justification: 'Callers know' }] }] }],
    })
  })

  it('shows the 50 diagnostics that matter most, and all on request', async () => {
    const unknown = Array.from({ length: 60 }, (_, index) => `unknown${index}: 1\n`).join('')
    await using project = makeProject({ 'spec/openapi.yaml': spec + unknown })
    const shown = ({ stdout }: { readonly stdout: string }) => stdout.match(/error CC\d{3}/g)?.length
    const short = await project.run(['check'])
    expect(shown(short)).toBe(50)
    expect(short.stdout).toContain('… and 10 more')
    expect(short.stderr).toContain('60 errors')
    expect(shown(await project.run(['check', '--all']))).toBe(60)
  })

  it('colours when asked to and never into a pipe', async () => {
    await using project = makeProject({ 'spec/openapi.yaml': broken })
    const coloured = await project.run(['check'], { variables: { FORCE_COLOR: '1' } })
    const plain = await project.run(['check'])
    expect(coloured.stdout).toContain('\u001b[31m')
    expect(plain.stdout).not.toContain('\u001b[')
  })

  it('checks another project with --project', async () => {
    await using project = makeProject()
    await using other = makeProject({ 'spec/openapi.yaml': broken })
    expect((await project.run(['check', '--project', other.directory])).code).toBe(1)
  })
})

describe('explain', () => {
  it.each(['CC307', 'cc307', '307'])('says what %s means, without a project', async (code) => {
    const { code: exit, stdout } = await runCoatcheck(['explain', code])
    expect(exit).toBe(0)
    expect(stdout).toMatch(/^CC307: /)
    expect(stdout).toContain('Way out: ')
    expect(stdout).not.toContain('CC308')
  })

  it('prints JSON on request', async () => {
    const { stdout } = await runCoatcheck(['explain', 'CC500', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ code: 'CC500', severity: 'warning', refusesStart: true })
  })

  it('has a page and an anchor for every diagnostic', () => {
    const codes = Object.keys(diagnosticKinds)
    const page = readFileSync(new URL('../../docs/diagnostics.md', import.meta.url), 'utf8')
    for (const code of codes) {
      expect(diagnosticPage(code), code).toMatch(new RegExp(`^${code}: [^]*\nWay out: `))
      expect(docsAnchor(code), code).toMatch(new RegExp(`^docs/diagnostics\\.md#${code.toLowerCase()}-[\\w-]+$`))
    }
    expect(page.match(/^### CC\d{3}/gm)).toHaveLength(codes.length)
  })

  it('guesses what an unknown code may stand for', async () => {
    expectSentence(await runCoatcheck(['explain', 'CC3O7']), 'There is no diagnostic "CC3O7". Did you mean CC307?')
    expectSentence(await runCoatcheck(['explain', 'help']), 'They look like CC307.')
    expectSentence(await runCoatcheck(['explain']), "missing required argument 'code'")
  })
})

describe('generate', () => {
  it('writes generated/, and a second run changes nothing', async () => {
    await using project = makeProject()
    const first = await project.run(['generate'])
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('created generated/registry.ts') })
    expect(await project.run(['generate'])).toMatchObject({ code: 0, stdout: 'generated/ is up to date\n' })
  })

  it('tells of generated files that somebody has edited, and of files that are not its own', async () => {
    await using project = await generated({ 'generated/mine.ts': 'export {}\n' })
    project.write('generated/index.ts', '// edited\n')
    for (const args of [['generate', '--check'], ['generate']]) {
      const { stderr } = await project.run(args)
      expect(stderr).toMatch(/^generated\/index\.ts was edited by hand/m)
      expect(stderr).toMatch(/^generated\/mine\.ts was not generated/m)
    }
    expect((await project.run(['generate'])).stderr).not.toContain('index.ts')
    expect(readFileSync(join(project.directory, 'generated/mine.ts'), 'utf8')).toBe('export {}\n')
  })

  it('generates nothing from a broken spec, says where it is broken, and exits 1', async () => {
    await using project = makeProject({ 'spec/openapi.yaml': broken })
    const { code, stdout, stderr } = await project.run(['generate'])
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^spec\/openapi\.yaml:\d+:\d+ error CC\d{3} /m)
    expect(stderr).not.toMatch(/^ +at /m)
    expect(existsSync(join(project.directory, 'generated'))).toBe(false)
  })

  it('with --json prints the diagnostics of a broken spec as JSON', async () => {
    await using project = makeProject({ 'spec/openapi.yaml': broken })
    for (const args of [['generate'], ['expand'], ['docs', 'build', '--out', 'out']]) {
      const { code, stdout, stderr } = await project.run([...args, '--json'])
      expect(code).toBe(1)
      expect(JSON.parse(stdout)).toMatchObject({ errors: 1, diagnostics: [{ severity: 'error' }] })
      expect(stderr).toMatch(/^coatcheck: The spec has 1 error .*\(spec-invalid\)\n$/)
    }
  })

  it('makes a stub for a missing handler and never touches one that is there', async () => {
    await using project = makeProject()
    const handler = join(project.directory, 'handlers/double.ts')
    const before = statSync(handler).mtimeMs
    project.write('spec/openapi.yaml', withSecondOperation())
    const { stdout } = await project.run(['generate'])
    expect(stdout).toContain('created handlers/triple.ts')
    expect(readFileSync(join(project.directory, 'handlers/triple.ts'), 'utf8')).toContain('triple')
    expect(statSync(handler).mtimeMs).toBe(before)
  })

  it('with --check writes nothing, shows the difference and exits 1 while stale', async () => {
    await using project = await generated()
    expect(await project.run(['generate', '--check'])).toMatchObject({ code: 0 })
    project.write('spec/openapi.yaml', spec.replace('Double a number', 'Twice a number'))
    const manifest = readFileSync(join(project.directory, 'generated/manifest.json'), 'utf8')
    const { code, stdout } = await project.run(['generate', '--check'])
    expect(code).toBe(1)
    expect(stdout).toContain('-      "summary": "Double a number"')
    expect(stdout).toContain('+      "summary": "Twice a number"')
    expect(readFileSync(join(project.directory, 'generated/manifest.json'), 'utf8')).toBe(manifest)
  })

  it('with --check also exits 1 for a missing handler', async () => {
    await using project = await generated()
    const handler = join(project.directory, 'handlers/double.ts')
    rmSync(handler)
    const { code, stdout } = await project.run(['generate', '--check'])
    expect(code).toBe(1)
    expect(stdout).toContain('handlers/double.ts is missing')
    expect(existsSync(handler)).toBe(false)
  })

  it('names a handler that belongs to no operation any more', async () => {
    await using project = await generated()
    project.write('spec/openapi.yaml', spec.replace('operationId: double', 'operationId: doubled'))
    const { stderr } = await project.run(['generate'])
    expect(stderr).toContain('handlers/double.ts belongs to no operation')
  })
})

describe('expand', () => {
  it('prints the published document as JSON', async () => {
    await using project = makeProject()
    const { code, stdout } = await project.run(['expand'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ openapi: expect.stringMatching(/^3\./), info: { title: 'Doubling' } })
  })

  it('writes YAML into a file of that name', async () => {
    await using project = makeProject()
    const { stdout } = await project.run(['expand', '--out', 'openapi.yaml'])
    const printed = await project.run(['expand'])
    expect(stdout).toBe('')
    expect(parse(readFileSync(join(project.directory, 'openapi.yaml'), 'utf8'))).toEqual(JSON.parse(printed.stdout))
  })

  it.each([
    ['api.yaml', 'api.arazzo.yaml', (text: string): unknown => parse(text)],
    ['api.json', 'api.arazzo.json', (text: string): unknown => JSON.parse(text)],
    ['new/api', 'new/api.arazzo.json', (text: string): unknown => JSON.parse(text)],
  ])('writes the workflows beside %s, which they name', async (file, workflows, read) => {
    await using project = makeProject()
    const { stderr } = await project.run(['expand', '--out', file])
    expect(stderr).toContain(`wrote ${join(project.directory, workflows)}`)
    expect(read(readFileSync(join(project.directory, workflows), 'utf8'))).toMatchObject({
      arazzo: expect.stringMatching(/^1\.0\./),
      sourceDescriptions: [{ url: basename(file), type: 'openapi' }],
    })
    expect(readdirSync(project.directory).filter((name) => name.includes('.tmp'))).toEqual([])
  })

  it('prints the workflows alone with --arazzo, and the document with --out -', async () => {
    await using project = makeProject()
    expect(JSON.parse((await project.run(['expand', '--arazzo'])).stdout)).toHaveProperty('arazzo')
    expect(JSON.parse((await project.run(['expand', '--out', '-'])).stdout)).toHaveProperty('openapi')
    expectSentence(await project.run(['expand', '--arazzo', '--out', 'x.json']), '--arazzo prints')
  })

  it('has no workflows to print or write for a spec without an async operation', async () => {
    await using project = makeProject({ 'spec/openapi.yaml': withoutAsync })
    expectSentence(await project.run(['expand', '--arazzo']), 'has no asynchronous operation')
    expect(await project.run(['expand', '--out', 'api.json'])).toMatchObject({ code: 0 })
    expect(existsSync(join(project.directory, 'api.arazzo.json'))).toBe(false)
  })

  it('writes through a link, and says of a folder that it is one', async () => {
    await using project = makeProject()
    project.write('real.json', '{}')
    symlinkSync('real.json', join(project.directory, 'link.json'))
    expect(await project.run(['expand', '--out', 'link.json'])).toMatchObject({ code: 0 })
    expect(lstatSync(join(project.directory, 'link.json')).isSymbolicLink()).toBe(true)
    expect(JSON.parse(readFileSync(join(project.directory, 'real.json'), 'utf8'))).toHaveProperty('openapi')
    expectSentence(await project.run(['expand', '--out', 'spec']), `Cannot open ${join(project.directory, 'spec')}: `)
  })

  it('writes nothing from a broken spec', async () => {
    await using project = makeProject({ 'spec/openapi.yaml': broken })
    expect(await project.run(['expand', '--out', 'o.json'])).toMatchObject({ code: 1, stdout: '' })
    expect(existsSync(join(project.directory, 'o.json'))).toBe(false)
  })
})

/** A result with a `status` of its own, and the reason why that is fine. */
const silenced = spec
  .replace('properties: { double:', 'properties: { status: { type: string }, double:')
  .replace(
    '      operationId: double\n',
    '      operationId: double\n      x-coatcheck-ignore: { CC307: Callers know }\n',
  )

const withoutAsync = spec.replace(/ +x-async-operation:\n.*\n/, '')

function withSecondOperation(): string {
  const [, operation = ''] = /( {2}\/doubles:[\s\S]*)components:/.exec(spec) ?? []
  const second = operation.replace('/doubles', '/triples').replace('operationId: double', 'operationId: triple')
  return spec.replace('components:', `${second}components:`)
}
