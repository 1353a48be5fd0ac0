/**
 * Our structural check against the official schemas: every version's document, changed in one place at a time, is judged by both. Where
 * the verdicts may differ stands in a table, with the reason.
 */
import { validate as validate30 } from '@hyperjump/json-schema/openapi-3-0'
import { validate as validate31 } from '@hyperjump/json-schema/openapi-3-1'
import { validate as validate32 } from '@hyperjump/json-schema/openapi-3-2'
import { describe, expect, it } from 'vitest'
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/base/json.ts'
import { valueAt } from '../../src/schema/pointer.ts'
import { compileText } from './compile-text.ts'
import { type DocumentVersion, officialDocument } from './official-documents.ts'

const official = {
  '3.0': await validate30('https://spec.openapis.org/oas/3.0/schema'),
  '3.1': await validate31('https://spec.openapis.org/oas/3.1/schema-base'),
  '3.2': await validate32('https://spec.openapis.org/oas/3.2/schema-base'),
} as const

interface Exception {
  /** What was done, as the title of the change has it. */
  readonly change: RegExp
  readonly versions: readonly DocumentVersion[]
  readonly reason: string
}

const inSchema = '(schemas/\\w+|schema|properties/\\w+|items|not|anyOf/\\d|oneOf/\\d|additionalProperties)'

/** The official schema refuses these, and we take them. */
const taken: readonly Exception[] = [
  {
    change: new RegExp(`^add .*${inSchema} \\+ `),
    versions: ['3.0'],
    reason: 'a keyword that nobody knows is ignored, as JSON Schema does it; one of 3.1 is the warning CC113',
  },
  {
    change: new RegExp(`^set .*${inSchema} = \\{"x":1\\}$`),
    versions: ['3.0'],
    reason: 'the same: `x` is a keyword that nobody knows',
  },
  {
    change:
      /\/(get|put|post|head) = \{\}$|responses( = \{\}$|\/\w+$)|^delete .*responses$|^set .*\/responses = \{"x":1\}$/,
    versions: ['3.0', '3.1', '3.2'],
    reason: 'an operation without responses is the warning CC117: it can be looked at, and served',
  },
  {
    change: /links\/self\/parameters(\/id)? /,
    versions: ['3.1', '3.2'],
    reason: 'the specification says that parameters of links may be any value',
  },
  {
    change: / \+ (name|in|scheme|bearerFormat|style|allowReserved|example|examples)$/,
    versions: ['3.0', '3.1', '3.2'],
    reason: 'a key that has no effect beside the others is the warning CC116',
  },
  {
    change: /^set .*\/required = \[\]$/,
    versions: ['3.0'],
    reason: 'an empty list of required names is harmless, and real documents have many',
  },
  {
    change: /^set .*\/enum = \[\]$/,
    versions: ['3.0'],
    reason: 'an empty choice is the warning CC120, as it is in the later versions',
  },
  {
    change: /^set components\/securitySchemes\/bearer\/scheme = /,
    versions: ['3.0', '3.1', '3.2'],
    reason: '`bearerFormat` of another scheme is the warning CC116, too',
  },
  {
    change: /^set jsonSchemaDialect = "text"$/,
    versions: ['3.1', '3.2'],
    reason: 'another dialect is the warning CC123: the schemas are read as 2020-12',
  },
]

/** The official schema takes these, and we refuse them. */
const refused: readonly Exception[] = [
  {
    change: /discriminator \+ /,
    versions: ['3.0'],
    reason: 'the specification fixes the keys of a discriminator; the schema leaves them open by mistake',
  },
  {
    change: /^add components\/\w+ \+ \$/,
    versions: ['3.0'],
    reason: 'names of components have no `$`; the schema forgets to end its pattern',
  },
  {
    change: /callbacks\/\w+(\/\$ref = \{\}| \+ \$ref)$/,
    versions: ['3.0'],
    reason: 'a runtime expression is not called `$ref`',
  },
  {
    change: /content\/text\/html \+ /,
    versions: ['3.2'],
    reason: 'what stands beside a reference to a media type counts as its own; the schema lets anything stand there',
  },
  {
    change: /headers\/\S+ \+ examples?$/,
    versions: ['3.1'],
    reason: 'the specification says that `example` and `examples` exclude each other in headers, too',
  },
]

describe.each(['3.0', '3.1', '3.2'] as const)('documents of OpenAPI %s', (version) => {
  const document = officialDocument(version)

  it('one that uses everything is valid for both', () => {
    expect(isValid(version, document)).toBe(true)
    expect(errorsOf(document)).toEqual([])
  })

  it('changed in one place they get the same verdict from both', () => {
    const wrong = someOf(changesOf(document)).flatMap(({ title, changed }) => {
      const valid = isValid(version, changed)
      const codes = errorsOf(changed)
      if (!valid && codes.length === 0 && !isExcepted(taken, version, title)) return [`taken: ${title}`]
      const structural = codes.filter((code) => code.startsWith('CC1'))
      return valid && structural.length > 0 && !isExcepted(refused, version, title)
        ? [`refused: ${title} ${codes}`]
        : []
    })
    expect(wrong).toEqual([])
  })
})

const isValid = (version: DocumentVersion, document: JsonObject): boolean =>
  official[version](document as Parameters<(typeof official)['3.1']>[0]).valid

const errorsOf = (document: JsonObject): readonly string[] =>
  compileText(JSON.stringify(document))
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code }) => code)

const isExcepted = (exceptions: readonly Exception[], version: DocumentVersion, title: string): boolean =>
  exceptions.some(({ change, versions }) => versions.includes(version) && change.test(title))

interface Change {
  readonly title: string
  readonly changed: JsonObject
}

/** Every 19th of them: enough to meet each kind of place and each kind of change, in a second or two. */
const someOf = (changes: readonly Change[]): readonly Change[] => changes.filter((_, index) => index % 19 === 0)

const values: readonly JsonValue[] = [null, 7, 'text', true, [], {}, ['x'], { x: 1 }]
const texts = 'name in style operationId operationRef bearerFormat description summary kind parent identifier const'
const others = 'webhooks query $self additionalOperations itemSchema mediaTypes pathItems nodeType unknownKey example'
const more = 'schema content examples defaultMapping oauth2MetadataUrl deviceAuthorization dataValue allowReserved'
const addedKeys = `${texts} ${others} ${more}`.split(' ')

function changesOf(document: JsonObject): readonly Change[] {
  return placesIn(document).flatMap((place) => {
    const value = valueAt(document, place) ?? null
    const at = place.join('/')
    const replaced =
      place.length === 0 ? [] : values.map((each) => change(`set ${at} = ${JSON.stringify(each)}`, place, each))
    const left = place.length === 0 ? [] : [change(`delete ${at}`, place, undefined)]
    const added = isJsonObject(value) ? addedKeys.filter((key) => !Object.hasOwn(value, key)) : []
    const widened = added.map((key) =>
      change(`add ${at} + ${key}`, [...place, key], texts.split(' ').includes(key) ? 'zz' : {}),
    )
    return [...left, ...replaced, ...widened]
  })

  function change(title: string, place: readonly string[], value: JsonValue | undefined): Change {
    const changed = put(document, place, value)
    return { title, changed: isJsonObject(changed) ? changed : {} }
  }
}

function placesIn(value: JsonValue, at: readonly string[] = []): readonly (readonly string[])[] {
  if (value === null || typeof value !== 'object') return [at]
  return [at, ...Object.entries(value).flatMap(([name, member]) => placesIn(member, [...at, name]))]
}

function put(holder: JsonValue, [name, ...rest]: readonly string[], value: JsonValue | undefined): JsonValue {
  if (name === undefined) return value ?? null
  if (Array.isArray(holder)) {
    return holder.flatMap((item: JsonValue, index) => {
      if (String(index) !== name) return [item]
      return rest.length === 0 && value === undefined ? [] : [put(item, rest, value)]
    })
  }
  if (!isJsonObject(holder)) return holder
  const { [name]: member = null, ...others } = holder
  return rest.length === 0 && value === undefined ? others : { ...others, [name]: put(member, rest, value) }
}
