import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { generated, makeProject, spec } from './project.ts'

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
    expect(stderr).toContain('1 error')
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

describe('generate', () => {
  it('writes generated/, and a second run changes nothing', async () => {
    await using project = makeProject()
    const first = await project.run(['generate'])
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('created generated/registry.ts') })
    expect(await project.run(['generate'])).toMatchObject({ code: 0, stdout: 'generated/ is up to date\n' })
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

  it('writes nothing from a broken spec', async () => {
    await using project = makeProject({ 'spec/openapi.yaml': broken })
    expect(await project.run(['expand', '--out', 'o.json'])).toMatchObject({ code: 1, stdout: '' })
    expect(existsSync(join(project.directory, 'o.json'))).toBe(false)
  })
})

function withSecondOperation(): string {
  const [, operation = ''] = /( {2}\/doubles:[\s\S]*)components:/.exec(spec) ?? []
  const second = operation.replace('/doubles', '/triples').replace('operationId: double', 'operationId: triple')
  return spec.replace('components:', `${second}components:`)
}
