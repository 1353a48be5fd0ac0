import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectSentence, makeProject } from './project.ts'

describe('docs build', () => {
  it('writes pages whose every link leads to a file beside them', async () => {
    await using project = makeProject()
    const out = join(project.directory, 'public')
    expect(await project.run(['docs', 'build', '--out', out])).toMatchObject({ code: 0 })
    const pages = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'))
    expect(pages).toContain(join('docs', 'operations', 'double', 'index.html'))
    const links = pages.flatMap((page) => localLinks(join(out, page)))
    expect(links.length).toBeGreaterThan(pages.length)
    expect(links.filter((link) => !existsSync(link))).toEqual([])
  })

  it('writes commands for the public address of the configuration (D15)', async () => {
    await using project = makeProject({
      'coatcheck.config.ts': "export default { publicUrl: 'https://api.example.com/v2' }",
    })
    await project.run(['docs', 'build', '--out', 'public'])
    const page = readFileSync(join(project.directory, 'public/docs/operations/double/index.html'), 'utf8')
    expect(page).toContain('https://api.example.com/v2/doubles')
  })

  it('says how the commands get a host where neither the spec nor the configuration has one', async () => {
    await using project = makeProject()
    const told = await project.run(['docs', 'build', '--out', 'public'])
    expect(told.stderr).toContain('COATCHECK_PUBLIC_URL')
    const variables = { COATCHECK_PUBLIC_URL: 'https://api.example.com' }
    expect(await project.run(['docs', 'build', '--out', 'public'], { variables })).toMatchObject({
      code: 0,
      stderr: '',
    })
  })

  it.runIf(process.platform === 'linux')('ends at once below a folder that takes none, as expand does', async () => {
    const variables = { COATCHECK_PUBLIC_URL: 'https://api.example.com' }
    await using project = makeProject()
    for (const args of [
      ['docs', 'build', '--out', '/proc/x/y'],
      ['expand', '--out', '/proc/x/y.json'],
    ]) {
      const sentence = 'Cannot make the folder /proc/x: no such file or directory (ENOENT).'
      expectSentence(await project.run(args, { variables }), sentence)
    }
  })

  it('names the files on request', async () => {
    await using project = makeProject()
    const { stdout } = await project.run(['docs', 'build', '--out', 'public', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ files: expect.arrayContaining(['openapi.json', 'docs/index.html']) })
  })
})

function localLinks(page: string): readonly string[] {
  const targets = [...readFileSync(page, 'utf8').matchAll(/href="([^"#]+)/g)].map(([, target = '']) => target)
  return targets.filter((target) => !/^https?:/.test(target)).map((target) => resolve(dirname(page), target))
}
