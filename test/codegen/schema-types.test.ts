import { describe, expect, it } from 'vitest'
import { asGenerated, generateText, makeProject } from './project.ts'
import { typeErrors } from './type-errors.ts'

const text = { type: 'string' }
const number = { type: 'integer' }
const base = { $ref: '#/components/schemas/Base' }
const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more })

const components = {
  Base: object({ id: text, note: text }),
  Layered: { allOf: [base, object({ more: object({ deep: text }) })] },
  Either: { oneOf: [object({ id: text }, { required: ['id'] }), object({ tag: text }, { required: ['tag'] })] },
  Maybe: { type: ['object', 'null'], properties: { id: text } },
  Made: { ...text, readOnly: true },
  Marked: object({ made: { allOf: [{ $ref: '#/components/schemas/Made' }] }, name: text }),
  Endless: object({ next: { allOf: [{ $ref: '#/components/schemas/Endless' }, { required: ['next'] }] } }),
}
const component = (name: keyof typeof components) => ({ $ref: `#/components/schemas/${name}` })

interface Case {
  readonly title: string
  readonly schema: object
  readonly fits: readonly string[]
  readonly misfits: readonly string[]
}

/** What a handler may return for a result of each schema, as the validators have it. */
const cases: readonly Case[] = [
  {
    title: 'an object of no said members takes any',
    schema: { type: 'object' },
    fits: ['{}', '{ a: 1 }'],
    misfits: ['1'],
  },
  {
    title: 'an object of which a member is only required takes any with it',
    schema: { type: 'object', required: ['z'] },
    fits: ['{ z: 1 }', '{ z: "", y: 1 }'],
    misfits: ['{}', '{ y: 1 }'],
  },
  {
    title: 'an object that only depends on itself takes any',
    schema: { type: 'object', dependentSchemas: { a: { required: ['b'] } } },
    fits: ['{ a: 1, b: 2 }'],
    misfits: ['""'],
  },
  {
    title: 'a closed object without members takes none',
    schema: { type: 'object', additionalProperties: false },
    fits: ['{}'],
    misfits: ['{ a: 1 }'],
  },
  {
    title: 'a member that another part requires is required',
    schema: { allOf: [base, { required: ['id'] }] },
    fits: ['{ id: "" }', '{ id: "", note: "" }'],
    misfits: ['{}', '{ note: "" }', '{ id: 1 }'],
  },
  {
    title: 'a member that stands inline and another part requires is required',
    schema: { allOf: [object({ id: text }), { required: ['id'] }] },
    fits: ['{ id: "" }'],
    misfits: ['{}'],
  },
  {
    title: 'a member that is required beside a reference is required',
    schema: { ...base, required: ['id'] },
    fits: ['{ id: "" }'],
    misfits: ['{}', '{ id: 1 }'],
  },
  {
    title: 'a member two references away is required',
    schema: { allOf: [component('Layered'), { required: ['id', 'more'] }] },
    fits: ['{ id: "", more: { deep: "" } }'],
    misfits: ['{ more: {} }', '{ id: "" }', '{ id: "", more: { deep: 1 } }'],
  },
  {
    title: 'a member of one alternative of a component can be required beside it',
    schema: { allOf: [component('Either')], required: ['id'] },
    fits: ['{ id: "" }', '{ id: "", tag: "" }'],
    misfits: ['{ tag: "" }'],
  },
  {
    title: 'a member of a component that may be null can be required beside it',
    schema: { allOf: [component('Maybe'), { type: 'object', required: ['id'] }] },
    fits: ['{ id: "" }'],
    misfits: ['{}'],
  },
  {
    title: 'a member that requires itself below ends somewhere',
    schema: { allOf: [component('Endless'), { required: ['next'] }] },
    fits: [],
    misfits: ['{}', '{ next: 1 }'],
  },
  {
    title: 'alternatives that only require leave the members as they are',
    schema: object({ a: text, b: text }, { anyOf: [{ required: ['a'] }, { required: ['b'] }] }),
    fits: ['{ a: "" }', '{ b: "" }'],
    misfits: ['{ a: 1 }', '""'],
  },
  {
    title: 'alternatives beside members add to them',
    schema: object({ a: text }, { required: ['a'], anyOf: [object({ b: text }), object({ c: text })] }),
    fits: ['{ a: "", b: "" }', '{ a: "" }'],
    misfits: ['{ b: "" }', '{ a: "", b: 1 }'],
  },
  { title: 'a constant null is null', schema: { const: null }, fits: ['null'], misfits: ['1', '{}'] },
  {
    title: 'other members beside described ones have their type',
    schema: object({ a: number }, { required: ['a'], additionalProperties: text }),
    fits: ['{ a: 1 }', '{ a: 1, z: "" }'],
    misfits: ['{ a: "" }', '{ z: "" }', '{ a: 1, z: true }'],
  },
  {
    title: 'members of patterns have a type where there are no others',
    schema: object(
      { a: text },
      { required: ['a'], patternProperties: { '^x': number, '^y': { type: 'boolean' } }, additionalProperties: false },
    ),
    fits: ['{ a: "" }', '{ a: "", xa: 1, yb: true }'],
    misfits: ['{ a: 1 }', '{ a: "", xa: null }', '{ a: "", xa: true }', '{ a: "", z: 1 }'],
  },
  {
    title: 'members beside those of patterns may be anything',
    schema: { type: 'object', patternProperties: { '^x': number } },
    fits: ['{ xa: 1 }', '{ y: "" }'],
    misfits: ['""'],
  },
  {
    title: 'the items of a tuple may be missing and others follow',
    schema: { type: 'array', prefixItems: [text, number] },
    fits: ['[]', '["a"]', '["a", 1]', '["a", 1, true]'],
    misfits: ['[1]', '["a", "b"]'],
  },
  {
    title: 'a tuple that has all its items and no others is one',
    schema: { type: 'array', prefixItems: [text, { type: ['integer', 'null'] }], items: false, minItems: 1 },
    fits: ['["a"]', '["a", null]'],
    misfits: ['[]', '["a", 1, 2]'],
  },
]

const spec = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Types', version: '1' },
  servers: [{ url: 'https://example.com' }],
  security: [{ key: [] }],
  paths: {
    ...Object.fromEntries(cases.map(({ schema }, index) => [`/${index}`, { post: operation(`op${index}`, schema) }])),
    '/marked': {
      post: {
        ...operation('marked', { $ref: '#/paths/~1made/get/responses/200/content/application~1json/schema' }),
        requestBody: body({ allOf: [component('Marked'), { required: ['made', 'name'] }] }),
      },
    },
    '/made': {
      get: {
        operationId: 'made',
        responses: { 200: { description: 'It', ...body({ type: 'array', items: object({ own: text }) }) } },
      },
    },
    '/deep': { post: operation('deep', { $ref: '#/components/schemas/Layered/allOf/1/properties/more' }) },
  },
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-api-key' } }, schemas: components },
})

function operation(operationId: string, schema: object) {
  return { operationId, 'x-async-operation': {}, responses: { 201: { description: 'Made', ...body(schema) } } }
}

function body(schema: object) {
  return { content: { 'application/json': { schema } } }
}

const value = (type: string, text: string) =>
  `import type { Operations } from './generated/operations.ts'\nexport const value: Operations${type} = ${text}\n`

const singles: Readonly<Record<string, string>> = {
  'marked-request.ts': value(`['marked']['input']['body']`, `{ name: '' }`),
  'marked-nameless.ts': value(`['marked']['input']['body']`, `{}`),
  'paths.ts': value(`['marked']['result']`, `[{ own: '' }]`),
  'paths-misfit.ts': value(`['marked']['result']`, `[{ own: 1 }]`),
  'deep.ts': value(`['deep']['result']`, `{ deep: '' }`),
  'deep-misfit.ts': value(`['deep']['result']`, `{ deep: 1 }`),
  'client.ts': `import type { ClientOperations } from './generated/client.ts'
export const value: ClientOperations['marked']['result'] = [{ own: '' }]\n`,
}

interface Checked {
  readonly generated: Readonly<Record<string, string>>
  /** The files with an error. */
  readonly wrong: ReadonlySet<string>
}

let checked: Promise<Checked> | undefined

/** One project holds all cases, since a type check takes its time. */
async function check(): Promise<Checked> {
  const generated = asGenerated(await generateText(spec))
  const files = cases.flatMap(({ fits, misfits }, index) =>
    [...fits, ...misfits].map((text) => [fileOf(index, text), value(`['op${index}']['result']`, text)] as const),
  )
  const project = await makeProject({ ...generated, ...Object.fromEntries(files), ...singles })
  const roots = [...files.map(([file]) => file), ...Object.keys(singles), 'generated/openapi.ts', 'generated/client.ts']
  const wrong = new Set(typeErrors(project, roots).map((error) => error.slice(0, error.indexOf(': '))))
  return { generated, wrong }
}

const checkOnce = (): Promise<Checked> => {
  checked ??= check()
  return checked
}

const fileOf = (index: number, text: string) => `${index}-${encodeURIComponent(text)}.ts`

describe('the type of a schema', () => {
  it.each(cases.map((one, index) => ({ ...one, index })))('$title', async ({ fits, misfits, index }) => {
    const { wrong } = await checkOnce()
    const taken = [...fits, ...misfits].filter((text) => !wrong.has(fileOf(index, text)))
    expect(taken).toEqual(fits)
  })

  it('requires nothing that its direction does not have, whichever part requires it', async () => {
    const { wrong } = await checkOnce()
    expect(wrong.has('marked-request.ts')).toBe(false)
    expect(wrong.has('marked-nameless.ts')).toBe(true)
  })
})

describe('a reference to what is no component', () => {
  it('has the type of what it leads to, for handlers and for clients', async () => {
    const { wrong } = await checkOnce()
    const files = ['paths.ts', 'paths-misfit.ts', 'deep.ts', 'deep-misfit.ts', 'client.ts']
    expect(files.filter((file) => wrong.has(file))).toEqual(['paths-misfit.ts', 'deep-misfit.ts'])
  })

  it('leaves the generated files free of errors', async () => {
    const { wrong } = await checkOnce()
    expect([...wrong].filter((file) => file.startsWith('generated/'))).toEqual([])
  })

  it('has a name that tells where it leads', async () => {
    const { generated } = await checkOnce()
    expect(generated['generated/schemas.ts']).toMatch(/export type LayeredAllOf1More = /)
  })
})
