import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packageName } from '../../src/cli/init/package-name.ts'
import { planProject } from '../../src/cli/init/plan-project.ts'
import { compileProject } from '../../src/compiler/compile.ts'
import { expectSentence, runCoatcheck } from './project.ts'

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coatcheck-init-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('init', () => {
  it('makes a project, generated at once, that check and generate find in order', async () => {
    const directory = join(folder, 'deep/my-api')
    const { code, stdout, stderr } = await runCoatcheck(['init', directory])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/my-api\n {2}npm install\n {2}npm start\n$/)
    expect(readdirSync(directory).sort()).toEqual(
      [
        '.gitattributes',
        '.gitignore',
        'README.md',
        'generated',
        'handlers',
        'package.json',
        'spec',
        'test',
        'tsconfig.json',
      ].sort(),
    )
    expect(await runCoatcheck(['check', '--project', directory])).toMatchObject({ code: 0, stdout: '' })
    expect(await runCoatcheck(['generate', '--check', '--project', directory])).toMatchObject({ code: 0, stderr: '' })
  })

  it('depends on the very version that generated it, and on what this one is built with', () => {
    expect(JSON.parse(planProject('my-api').get('package.json') ?? '')).toMatchObject({
      ...{ name: 'my-api', type: 'module', private: true, engines: manifest.engines },
      dependencies: { coatcheck: manifest.version },
      devDependencies: { typescript: manifest.dependencies.typescript },
    })
  })

  it.each(['x', '1.0', 'true', '@scope/api'])('makes a spec without a problem under the name %s', async (name) => {
    const text = planProject(name).get('spec/openapi.yaml') ?? ''
    expect(text).toContain(`title: "${name}"`)
    mkdirSync(join(folder, 'spec'))
    writeFileSync(join(folder, 'spec/openapi.yaml'), text)
    expect((await compileProject(join(folder, 'spec/openapi.yaml'))).diagnostics).toEqual([])
  })

  it('gives an editor the schema of the spec', () => {
    const [modeline] = planProject('my-api').get('spec/openapi.yaml')?.split('\n') ?? []
    expect(modeline).toBe('# yaml-language-server: $schema=../generated/openapi.schema.json')
  })

  it('refuses a folder that is not empty, and names what is in the way', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', '.git']) mkdirSync(join(folder, name))
    expectSentence(
      await runCoatcheck(['init', folder, '--name', 'x']),
      `${folder} is not empty: it has a, b, c, d, e and 1 more. Name another folder, or pass --force`,
    )
    expect(readdirSync(folder)).toHaveLength(7)
  })

  it('with --force adds what is missing, leaves every file as it was, and says what an own package.json needs', async () => {
    mkdirSync(join(folder, 'handlers'))
    const own = {
      'package.json': '{ "name": "theirs" }\n',
      'README.md': 'theirs',
      'handlers/countWords.ts': '// theirs\n',
    }
    for (const [path, text] of Object.entries(own)) writeFileSync(join(folder, path), text)
    const { code, stderr } = await runCoatcheck(['init', folder, '--name', 'x', '--force'])
    expect(code).toBe(0)
    for (const [path, text] of Object.entries(own)) {
      expect(readFileSync(join(folder, path), 'utf8')).toBe(text)
      expect(stderr).toContain(`${path} was there and stays as it is.`)
    }
    expect(stderr).toContain(`"coatcheck": "${manifest.version}"`)
    expect(readdirSync(join(folder, 'handlers')).sort()).toEqual(['countWords.ts', 'getLimits.ts'])
  })

  it.runIf(process.platform === 'linux')('ends at once below a folder that takes none', async () => {
    const { code, stderr } = await runCoatcheck(['init', '/proc/x/y', '--name', 'x'])
    expect(stderr).toBe('coatcheck: Cannot make the folder /proc/x: no such file or directory (ENOENT).\n')
    expect(code).toBe(1)
  })

  it('refuses a project that is there, --force or not, and a file', async () => {
    expect((await runCoatcheck(['init', folder, '--name', 'x'])).code).toBe(0)
    for (const force of [[], ['--force']]) {
      expectSentence(await runCoatcheck(['init', folder, '--name', 'x', ...force]), 'is a project already.')
    }
    expectSentence(await runCoatcheck(['init', join(folder, 'package.json'), '--name', 'x']), 'is a file.')
  })

  it.each(['My Api', 'my api', '.hidden', '-x', 'ä', 'coatcheck', 'node_modules', 'a'.repeat(215), 'a/b', '"'])(
    'refuses %j as the name of a package',
    (name) => {
      const usage = expect.objectContaining({ code: 'usage', message: expect.stringContaining('--name') })
      expect(() => packageName('/tmp/x', name)).toThrow(usage)
    },
  )

  it('takes the name of the folder unless another is given, and suggests one that npm takes', () => {
    expect(packageName('/work/my-api', undefined)).toBe('my-api')
    expect(packageName('/work/My Api', '@me/api')).toBe('@me/api')
    expect(() => packageName('/work/My Api', undefined)).toThrow('like --name my-api.')
  })
})
