import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectSentence, generated, makeProject, type RunOptions, spec, type TestProject } from './project.ts'

const start = ['start', '--port', '0']
const stale = 'generated/ is stale: run coatcheck generate.'

const overlay = `overlay: 1.0.0
info: { title: Another name, version: 1.0.0 }
actions:
  - { target: $.info, update: { title: Tripling } }
`

/** Compiled, published, and not served. */
const limited = `${spec}x-rate-limit: { submit: { limit: 10, window: 1m } }\n`

/** A project that has been generated from this spec. */
async function generatedFrom(files: Readonly<Record<string, string>>): Promise<TestProject> {
  const project = makeProject(files)
  expect(await project.run(['generate'])).toMatchObject({ code: 0 })
  return project
}

describe('start refuses a generated/ that is not of the spec as it is:', () => {
  it('an overlay has come', async () => {
    await using project = await generated()
    project.write('spec/name.overlay.yaml', overlay)
    expectSentence(await project.run(start), stale)
  })

  it('an overlay has gone', async () => {
    await using project = await generatedFrom({ 'spec/name.overlay.yaml': overlay })
    await project.start()
    rmSync(join(project.directory, 'spec/name.overlay.yaml'))
    expectSentence(await project.run(start), stale)
  })

  it('a file that the spec refers to has changed', async () => {
    const apart = spec.replace(
      'properties: { double: { type: integer } }',
      'properties: { double: { $ref: ./double.yaml } }',
    )
    await using project = await generatedFrom({ 'spec/openapi.yaml': apart, 'spec/double.yaml': 'type: integer\n' })
    await project.start()
    project.write('spec/double.yaml', 'type: integer\nminimum: 0\n')
    expectSentence(await project.run(start), stale)
  })

  it('the manifest is gone', async () => {
    await using project = await generated()
    rmSync(join(project.directory, 'generated/manifest.json'))
    expectSentence(await project.run(start), 'generated/ is missing: run coatcheck generate.')
  })

  it('the manifest is none', async () => {
    await using project = await generated()
    project.write('generated/manifest.json', '<<<<<<< ours\n')
    expectSentence(await project.run(start), 'generated/manifest.json is not as it was generated')
  })

  it('somebody has edited the manifest, were it to serve what must not be served (D12)', async () => {
    await using project = await generatedFrom({ 'spec/openapi.yaml': limited })
    const file = join(project.directory, 'generated/manifest.json')
    const manifest = JSON.parse(readFileSync(file, 'utf8'))
    project.write('generated/manifest.json', JSON.stringify({ ...manifest, refusals: [] }))
    const { code, stdout, stderr } = await project.run(start)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/warning CC600 /)
  })

  it.each(['sources', 'refusals', 'hash'])('the manifest has lost its %s', async (name) => {
    await using project = await generated()
    const file = join(project.directory, 'generated/manifest.json')
    const { [name]: _lost, ...rest } = JSON.parse(readFileSync(file, 'utf8'))
    project.write('generated/manifest.json', JSON.stringify(rest))
    expectSentence(
      await project.run(start),
      'generated/manifest.json is not as it was generated: run coatcheck generate.',
    )
  })
})

describe('start and doctor name a file of generated/ that somebody has edited:', () => {
  it.each(['contract.json', 'index.ts', 'registry.ts', 'validators.js'])('%s', async (name) => {
    await using project = await generated()
    const file = join(project.directory, 'generated', name)
    writeFileSync(file, `${readFileSync(file, 'utf8')} `)
    expectSentence(await project.run(start), `generated/${name} is not as it was generated: run coatcheck generate.`)
    expect((await project.run(['doctor'])).stdout).toMatch(new RegExp(`^problem +generated +generated/${name} `, 'm'))
  })

  it('doctor also those that a start does not read', async () => {
    await using project = await generated()
    rmSync(join(project.directory, 'generated/client.ts'))
    expect((await project.run(['doctor'])).stdout).toMatch(/^problem +generated +generated\/client\.ts /m)
  })
})

describe('start', () => {
  it('takes a checkout with other line ends for the same', async () => {
    await using project = await generated()
    for (const name of ['spec/openapi.yaml', 'generated/contract.json', 'generated/registry.ts']) {
      project.write(name, readFileSync(join(project.directory, name), 'utf8').replaceAll('\n', '\r\n'))
    }
    await project.start()
    expect((await project.run(['doctor'])).stdout).toMatch(/^ok +generated +up to date$/m)
  })

  it('tells what it refuses as check tells it, from the manifest alone', async () => {
    await using project = await generatedFrom({ 'spec/openapi.yaml': limited })
    const checked = await project.run(['check'])
    const { options, loaded } = listing(project)
    const { stderr } = await project.run(start, options)
    expect(stderr).toContain(checked.stdout.trimEnd())
    expect(checked.stdout).toMatch(/warning CC600 [\s\S]*\n {2}\d+ \| /)
    expect(loaded().filter((module) => ofCompilation.test(module))).toEqual([])
  })

  it('loads nothing that compiles, generates or renders, until a page is asked for', async () => {
    await using project = await generated()
    const { options, loaded } = listing(project)
    const { origin } = await project.start([], options)
    expect(loaded()).toContainEqual(expect.stringMatching(/\/dist\/app\.js$/))
    expect(loaded().filter((module) => ofCompilation.test(module))).toEqual([])
    expect((await fetch(`${origin}/openapi.yaml`)).status).toBe(200)
    expect(loaded()).toContainEqual(expect.stringMatching(/\/node_modules\/yaml\//))
  })

  it('takes a byte order mark for what it is', async () => {
    await using project = await generatedFrom({ 'spec/openapi.yaml': `\ufeff${spec}` })
    await project.start()
  })

  it('serves a manifest that has been laid out anew', async () => {
    await using project = await generated()
    const file = join(project.directory, 'generated/manifest.json')
    project.write('generated/manifest.json', JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))))
    await project.start()
  })
})

describe('a running server', () => {
  it('publishes the spec that it serves, whatever is generated beside it', async () => {
    await using project = await generated()
    const { origin } = await project.start()
    project.write('spec/name.overlay.yaml', overlay)
    expect(await project.run(['generate'])).toMatchObject({ code: 0 })
    expect(readFileSync(join(project.directory, 'generated/published.json'), 'utf8')).toContain('"Tripling"')
    const published = await (await fetch(`${origin}/openapi.json`)).text()
    const page = await (await fetch(`${origin}/docs`)).text()
    expect([published, page].map((text) => text.includes('Tripling'))).toEqual([false, false])
  })

  it('publishes nothing rather than what was written over its own document', async () => {
    await using project = await generated()
    const { origin } = await project.start()
    const file = join(project.directory, 'generated/published.json')
    writeFileSync(file, readFileSync(file, 'utf8').replace('"title": "', '"title": "Not '))
    expect((await fetch(`${origin}/openapi.json`)).status).toBe(500)
  })
})

describe('the compiled code that start keeps', () => {
  it('is made by the second start, and never used for a file that has changed', async () => {
    await using project = await generated()
    await startAndStop(project)
    expect(existsSync(join(project.directory, '.coatcheck/compiled'))).toBe(false)
    await startAndStop(project)
    expect(keptIn(project).length).toBeGreaterThan(100)
    project.write('handlers/double.ts', "import './gone.ts'\nexport default 1\n")
    expectSentence(await project.run(start), 'The handlers cannot be loaded: ')
  })

  it('may be damaged or cut off', async () => {
    await using project = await generated()
    await startAndStop(project)
    await startAndStop(project)
    for (const [index, file] of keptIn(project).entries()) {
      const bytes = readFileSync(file)
      writeFileSync(file, index % 2 === 0 ? bytes.subarray(0, bytes.length / 2) : bytes.fill(1, bytes.length / 2))
    }
    await startAndStop(project)
  })
})

async function startAndStop(project: TestProject): Promise<void> {
  const service = await project.start()
  service.signal('SIGTERM')
  expect(await service.ended).toBe(0)
}

function keptIn({ directory }: TestProject): readonly string[] {
  return readdirSync(join(directory, '.coatcheck/compiled'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
}

/** Modules that take long to load, and whose work is done when a server starts. */
const ofCompilation =
  /\/dist\/(?:compiler\/(?:compile\.|(?!read|diagnostics)\w+\/|read\/(?:parse|yaml))|codegen\/(?:generate|write)\.)|\/node_modules\/(?:yaml|typescript|openapi-typescript|json-p3|diff|ajv\/dist\/2020)[/.]/

/** Options under which a command notes every module that it loads. */
function listing(project: TestProject): { readonly options: RunOptions; readonly loaded: () => readonly string[] } {
  const file = join(project.directory, 'loaded.txt')
  writeFileSync(file, '')
  return {
    options: {
      node: ['--import', `data:text/javascript,${encodeURIComponent(noteModules)}`],
      variables: { LOADED: file },
    },
    loaded: () => readFileSync(file, 'utf8').split('\n'),
  }
}

const noteModules = `
import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
registerHooks({
  load(url, context, next) {
    appendFileSync(process.env.LOADED, url + '\\n')
    return next(url, context)
  },
})
`
