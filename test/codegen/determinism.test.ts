import { execFile } from 'node:child_process'
import { cp, readdir, readFile, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { makeFolder, makeProject, repository } from './project.ts'

const run = promisify(execFile)
const fixtures = join(repository, 'test/fixtures/specs')

/** Everything that the command line generates for a project, by name. */
async function generatedBy(
  project: string,
  { cwd, variables }: { readonly cwd: string; readonly variables: Readonly<Record<string, string>> },
): Promise<Record<string, string>> {
  const generate = [join(repository, 'bin/coatcheck.js'), 'generate', '--project', project]
  await run(process.execPath, generate, { cwd, env: variables })
  const folder = join(project, 'generated')
  const names = (await readdir(folder)).sort()
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')])),
  )
}

async function projectOf(fixture: string): Promise<string> {
  const project = await makeProject({})
  await cp(join(fixtures, fixture), project, { recursive: true })
  return project
}

describe('the same spec', () => {
  it('gives the same bytes from any folder, in any language, at any place of the world, and through a link', async () => {
    const project = await projectOf('rail-journeys')
    const expected = await generatedBy(project, { cwd: project, variables: { LC_ALL: 'C', TZ: 'UTC' } })
    const link = join(await makeFolder(), 'linked')
    await symlink(await projectOf('rail-journeys'), link)
    const turkish = { LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati' }
    const swedish = { LC_ALL: 'sv_SE.UTF-8', TZ: 'America/St_Johns' }
    expect(await generatedBy(await projectOf('rail-journeys'), { cwd: tmpdir(), variables: turkish })).toEqual(expected)
    expect(await generatedBy(link, { cwd: repository, variables: swedish })).toEqual(expected)
  })
})
