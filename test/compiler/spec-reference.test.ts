/** The spec reference: every key is on it, every example compiles, and every key of an example does something. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/base/json.ts'
import { type Compilation, compileProject } from '../../src/compiler/compile.ts'
import { expand } from '../../src/compiler/expand/expand.ts'
import { asyncDefaults, entryDefaults, webhookDefaults } from '../../src/compiler/lower/defaults.ts'
import { extensionFields, extensionShapes } from '../../src/compiler/shapes/extension-shapes.ts'
import type { Shape } from '../../src/compiler/shapes/shape.ts'
import { compileText } from './compile-text.ts'

const page = await readFile(new URL('../../docs/spec-reference.md', import.meta.url), 'utf8')

interface Example {
  /** The heading it stands under. */
  readonly section: string
  /** '' in an operation, 'root' at the root; others are looked at one by one. */
  readonly place: string
  readonly text: string
}

const sections = page.split(/^(?=###? )/m).map((text) => ({ title: /^###? `?([^`\n]+)/.exec(text)?.[1] ?? '', text }))
const examples = sections.flatMap(({ title, text }): readonly Example[] =>
  [...text.matchAll(/^```yaml ?(\w*)\n(.*?)^```$/gms)].map(([, place = '', yaml = '']) => ({
    section: title,
    place,
    text: yaml,
  })),
)
const base: JsonObject = parse(examples.find(({ place }) => place === 'base')?.text ?? '')
const inPlace = examples.filter(({ place }) => place === '' || place === 'root')

/** The base with an example put in: its keys replace those of the operation or of the root. */
function withExample({ place }: Example, keys: JsonObject): JsonObject {
  if (place === 'root') return { ...base, ...keys }
  const paths = asObject(base.paths)
  const reports = asObject(paths['/reports'])
  return { ...base, paths: { ...paths, '/reports': { ...reports, post: { ...asObject(reports.post), ...keys } } } }
}

const asObject = (value: JsonValue | undefined): Record<string, JsonValue> => (isJsonObject(value) ? value : {})

/** Everything that a compilation leads to, but for hashes. */
function effect({ diagnostics, suppressed, spec }: Compilation): string {
  const codes = diagnostics.map(({ code }) => code)
  const silenced = suppressed.map(({ code, reason }) => [code, reason])
  const published = spec === undefined ? {} : expand(spec)
  return JSON.stringify([codes, silenced, spec?.contract, published]).replaceAll(/"(specHash|hash)":"\w+"/g, '')
}

const compileJson = (document: JsonObject): Compilation => compileText(JSON.stringify(document))

/** Paths of all members of an example, lists and schemas taken as one. */
function membersOf(value: JsonValue, shape: Shape, path: readonly string[]): readonly (readonly string[])[] {
  const name = objectName(shape)
  const own = name === undefined ? undefined : extensionShapes[name]
  if (!isJsonObject(value) || own === undefined) return [path]
  const members = Object.entries(value).flatMap(([key, member]) => {
    const field = own.fields[key]
    return field === undefined ? [] : membersOf(member, field.shape, [...path, key])
  })
  return [path, ...members]
}

function objectName(shape: Shape): string | undefined {
  if (shape.type === 'object') return shape.name
  return shape.type === 'either' ? shape.of.map(objectName).find((name) => name !== undefined) : undefined
}

const rootFields = Object.assign({}, ...Object.values(extensionFields)) as Readonly<Record<string, { shape: Shape }>>

/** The object with the member at the path gone. */
function leaveOut(value: JsonObject, [name = '', ...rest]: readonly string[]): JsonObject {
  const { [name]: member, ...others } = value
  return rest.length === 0 ? others : { ...others, [name]: leaveOut(asObject(member), rest) }
}

const documented = inPlace.flatMap((example) => {
  const keys: JsonObject = parse(example.text)
  return Object.entries(keys).flatMap(([key, value]) => {
    const field = rootFields[key]
    return field === undefined ? [] : membersOf(value, field.shape, [key]).map((path) => ({ example, keys, path }))
  })
})

describe('the spec reference', () => {
  it.each(inPlace.map((example) => [example.section, example] as const))(
    'has an example of %s that compiles',
    (_, example) => {
      const { diagnostics } = compileJson(withExample(example, parse(example.text)))
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    },
  )

  it.each(documented.map((each) => [each.path.join('.'), each] as const))(
    'shows that %s does something',
    (_, { example, keys, path }) => {
      const without = withExample(example, leaveOut(keys, path))
      // The base has the key, so that examples of other keys need not.
      const post = asObject(asObject(asObject(without.paths)['/reports']).post)
      if (path.join() === 'x-async-operation') delete post['x-async-operation']
      expect(effect(compileJson(without))).not.toBe(effect(compileJson(withExample(example, keys))))
    },
  )

  it('has an example of every key there is', () => {
    const shown = new Set([...documented.map(({ path }) => path.join('.')), ...listMembers()])
    expect(vocabulary().filter((key) => !shown.has(key))).toEqual([])
  })

  it('explains each key under a heading of its own', () => {
    const titles = new Set(sections.map(({ title }) => title))
    const keys = [...Object.keys(rootFields), ...Object.keys(asyncFields())]
    expect(keys.filter((key) => !titles.has(key))).toEqual([])
  })

  it.each(statedDefaults())('states the default of %s', (section, member, value) => {
    const text = sections.find(({ title }) => title === section)?.text ?? ''
    const line = member === '' ? text : (text.split(/^- /m).find((item) => item.startsWith(`\`${member}\``)) ?? '')
    expect(line.replaceAll(/\s+/g, ' ')).toContain(`Default: \`${value}\``)
  })

  it('has an overlay that applies', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'coatcheck-reference-'))
    try {
      await mkdir(join(folder, 'spec'))
      await writeFile(join(folder, 'spec', 'openapi.yaml'), JSON.stringify(base))
      await writeFile(
        join(folder, 'spec', 'time.overlay.yaml'),
        examples.find(({ place }) => place === 'overlay')?.text ?? '',
      )
      const { spec } = await compileProject(join(folder, 'spec', 'openapi.yaml'))
      const operation = spec?.contract.operations.find(({ id }) => id === 'createReport')
      expect(operation?.async?.retentionMs).toBe(30 * 86_400_000)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})

function asyncFields() {
  return extensionShapes.asyncOperation?.fields ?? {}
}

/** Every key and member, as 'x-async-operation.retry.jitter'. */
function vocabulary(): readonly string[] {
  const walk = (shape: Shape, path: string): readonly string[] => {
    const own = extensionShapes[objectName(shape) ?? '']
    if (own === undefined) return [path]
    return [path, ...Object.entries(own.fields).flatMap(([key, field]) => walk(field.shape, `${path}.${key}`))]
  }
  const keys = Object.entries(rootFields).filter(([key]) => key !== 'x-webhook' && key !== 'x-async-defaults')
  return [...keys.flatMap(([key, { shape }]) => walk(shape, key)), 'x-async-defaults.jobsPath']
}

/** What stands in lists: the members of the example's entries. */
function listMembers(): readonly string[] {
  const errors = inPlace.flatMap(({ text }) => asObject(asObject(parse(text))['x-async-operation']).errors ?? [])
  return errors.flatMap((entry) => Object.keys(asObject(entry)).map((key) => `x-async-operation.errors.${key}`))
}

/** [section, member, value] of every default that is one word. */
function statedDefaults(): [string, string, string][] {
  const groups = Object.entries({
    ...asyncDefaults,
    ...entryDefaults,
    errors: entryDefaults.error,
    'x-webhook': webhookDefaults,
  })
  return groups.flatMap(([section, value]): [string, string, string][] => {
    if (section === 'error' || section === 'scopes' || section === 'cancel') return []
    if (typeof value !== 'object') return [[section, '', String(value)]]
    return Object.entries(value).map(([member, own]) => [section, member, shown(own)])
  })
}

const shown = (value: unknown): string => (Array.isArray(value) ? `[${value.join(', ')}]` : String(value))
