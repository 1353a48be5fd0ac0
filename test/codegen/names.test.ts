import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bindingName, createNameGiver, typeName } from '../../src/codegen/names.ts'
import { writeGenerated } from '../../src/codegen/write-generated.ts'
import { handlerFileOf } from '../../src/contract/handler-file.ts'
import { generateText, makeProject } from './project.ts'
import { typeErrors } from './type-errors.ts'

const run = promisify(execFile)

const oddIds = [
  ...[
    'get-thing',
    'getThing',
    'meta/root',
    'meta/Root.two',
    '1st',
    'a b',
    "it's",
    'c"d',
    'back\\slash',
    'größe',
    '日本',
  ],
  ...['class', 'arguments', 'await', 'undefined', 'handlers', 'registry', 'contract', 'Record', 'Operations'],
  ...['new', 'import', 'eval', 'Upload', 'WebhookEvent', 'Blob', '$', '_x', '5%'],
]

/** Each operation has a body of a schema of the very same name, and every other one makes jobs. */
function specOf(ids: readonly string[]): string {
  const security = [{ key: [] }]
  const paths = ids.map((id, index): [string, object] => [
    `/p${index}`,
    {
      post: {
        operationId: id,
        ...(index % 2 === 0 ? { 'x-async-operation': true } : {}),
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { type: 'object', properties: members } } },
        },
        responses: { '200': { description: 'ok', content: { 'application/json': { schema: { type: 'string' } } } } },
      },
    },
  ])
  const schemas = ids.filter((id) => /^[\w.-]+$/.test(id)).map((id): [string, object] => [id, { type: 'string' }])
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Names', version: '1' },
    servers: [{ url: 'https://example.com' }],
    paths: Object.fromEntries(paths),
    security,
    components: {
      schemas: Object.fromEntries(schemas),
      securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
    },
  })
}

const members = Object.fromEntries(
  ['toString', 'constructor', 'a-b', '100%'].map((name) => [name, { type: 'integer' }]),
)

const script = `
import { operations } from './generated/client.ts'
import { registry } from './generated/registry.ts'

const { contract, handlers, validators } = registry
const bad = { ['constructor']: 'x' }
console.log(JSON.stringify(contract.operations.map(({ id }) => [
  id,
  Object.hasOwn(handlers, id) && handlers[id].operation,
  Object.hasOwn(operations, id),
  validators[id + '.body.0'](bad, true).map(({ pointer }) => pointer),
])))
`

/** What is wrong with a project of these operations: type errors, and what node finds at run time. */
async function faultsOf(ids: readonly string[]): Promise<readonly unknown[]> {
  const project = await makeProject({ 'run.ts': script })
  await writeGenerated(project, await generateText(specOf(ids)), { check: false })
  const errors = typeErrors(project, ['generated/registry.ts', 'generated/client.ts', 'generated/index.ts'])
  const { stdout } = await run(process.execPath, ['--conditions=coatcheck-source', '--no-warnings', 'run.ts'], {
    cwd: project,
    env: {},
  })
  const seen: readonly [string, string, boolean, string[]][] = JSON.parse(stdout)
  const wrong = seen.filter(([id, name, has, pointers]) => id !== name || !has || pointers.join() !== '/constructor')
  return [...errors, ...wrong, ...(seen.length === ids.length ? [] : ['operations are missing'])]
}

describe('names that are no identifiers, reserved or taken', () => {
  it('compile, and serve under their own names', async () => {
    expect(await faultsOf(oddIds)).toEqual([])
  })

  it('so do names at random', async () => {
    const id = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .filter((text) => !(text in {}) && /^[^\s/.{}][^/{}\s.]*$/u.test(text))
    const ids = fc.uniqueArray(id, {
      minLength: 40,
      maxLength: 40,
      selector: (text) => handlerFileOf(text).toLowerCase(),
    })
    const [sampled = []] = fc.sample(ids, { numRuns: 1, seed: 20_260_101 })
    expect(sampled).toHaveLength(40)
    expect(await faultsOf(sampled)).toEqual([])
  })
})

describe('a name', () => {
  it.each([
    ['create-report', 'CreateReport', 'createReport'],
    ['größe', 'Größe', 'größe'],
    ['1st', 'T1st', 't1st'],
    ['!!', 'T', 't'],
    ['meta/root', 'MetaRoot', 'metaRoot'],
    ['__proto__', '__proto__', '__proto__'],
  ])('%s is the type %s and the variable %s', (text, type, binding) => {
    expect(typeName(text)).toBe(type)
    expect(bindingName(text)).toBe(binding)
  })

  it('is always an identifier, and is given once', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 8 }), { maxLength: 20 }), (texts) => {
        const names = createNameGiver()
        const given = texts.map((text) => names.give(typeName(text)))
        expect(new Set(given).size).toBe(texts.length)
        for (const name of given) expect(name).toMatch(/^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u)
      }),
      { seed: 7, numRuns: 200 },
    )
  })
})
