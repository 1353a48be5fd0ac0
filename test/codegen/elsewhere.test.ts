import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { writeGenerated } from '../../src/codegen/write-generated.ts'
import { generateFrom, makeProject, sampleSpec } from './project.ts'

const run = promisify(execFile)

const script = `
import { registry } from './generated/registry.ts'

const { contract, handlers, published, validators } = registry
const body = { dataset: 'github', groupBy: '', measure: 'x', delay: '1h', extra: 1 }
console.log(JSON.stringify({
  operations: contract.operations.map(({ id }) => id),
  stubs: Object.entries(handlers).filter(([id, handler]) => handler.stub && handler.operation === id).length,
  openapi: published.openapi,
  violations: validators['createReport.body.0']?.(body, true).map(({ pointer }) => pointer),
  result: validators['createReport.result']?.({}, false).length,
}))
`

/** What a server has read of a project once its registry is there: nothing of the published document, nor of the types. */
const lazyScript = `
import { readFileSync, unlinkSync, writeFileSync } from 'node:fs'
for (const file of ['published.json', 'operations.ts', 'schemas.ts', 'openapi.ts', 'client.ts']) {
  if (process.argv[2] === 'spoiled' || file !== 'published.json') writeFileSync('generated/' + file, '{ not')
}
const { registry } = await import('./generated/registry.ts')
for (const file of ['published.json', 'validators.code']) {
  const text = readFileSync('generated/' + file, 'utf8')
  unlinkSync('generated/' + file)
  writeFileSync('generated/' + file, text.replaceAll('return', 'throw').replace('3.1.0', '9.9.9'))
}
let openapi = ''
try { openapi = registry.published.openapi } catch (error) { openapi = error.name }
console.log(JSON.stringify([openapi, registry.validators['createReport.body.0']({}, true).length > 0]))
`

it.each([
  ['as it was', '3.1.0'],
  ['spoiled', 'SyntaxError'],
])(
  'reads its published document, %s, when asked for it, its types never, and it and its validators from the files it began with',
  async (state, openapi) => {
    const project = await makeProject({ 'run.ts': lazyScript })
    await writeGenerated(project, await generateFrom(sampleSpec), { check: false })
    const { stdout } = await run(
      process.execPath,
      ['--conditions=coatcheck-source', '--no-warnings', 'run.ts', state],
      {
        cwd: project,
        env: {},
      },
    )
    expect(JSON.parse(stdout)).toEqual([openapi, true])
  },
)

it('a project outside the repository runs what is generated with nothing but coatcheck installed', async () => {
  const project = await makeProject({ 'run.ts': script })
  await writeGenerated(project, await generateFrom(sampleSpec), { check: false })
  const { stdout } = await run(process.execPath, ['--conditions=coatcheck-source', '--no-warnings', 'run.ts'], {
    cwd: project,
    env: {},
  })
  expect(JSON.parse(stdout)).toEqual({
    operations: ['createReport', 'listReports', 'getReport', 'createThumbnails', 'importContacts', 'checkLinks'],
    stubs: 6,
    openapi: '3.1.0',
    violations: ['/extra', '/groupBy', '/delay'],
    result: 1,
  })
})
