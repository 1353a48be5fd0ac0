/** Names that every JavaScript object inherits, wherever a spec may name something: they work, or are refused at their place. */
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/base/json.ts'
import { expand } from '../../src/compiler/expand/expand.ts'
import { deserialiseParameters } from '../../src/schema/parameters.ts'
import { validatorOf } from '../schema/validator-of.ts'
import { compileText, withKey } from './compile-text.ts'

const names = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf', '__defineGetter__']

const document = (name: string): JsonObject => ({
  openapi: '3.1.0',
  info: { title: 'Names', version: '1' },
  servers: [{ url: `/{${name}}`, variables: { [name]: { default: 'v1' } } }],
  tags: [{ name }],
  security: [{ [name]: [name] }],
  paths: {
    [`/${name}/{${name}}`]: {
      get: {
        operationId: 'get',
        tags: [name],
        parameters: [
          { name, in: 'path', required: true, schema: { type: 'string' } },
          {
            name,
            in: 'query',
            schema: { type: 'object', properties: { [name]: { type: 'integer' } }, additionalProperties: false },
          },
          { $ref: `#/components/parameters/${name}` },
        ],
        responses: {
          '200': {
            description: 'It',
            headers: { [name]: { schema: { type: 'string' } } },
            content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
            links: { [name]: { operationId: 'get', parameters: { [name]: '1' } } },
          },
        },
      },
    },
  },
  components: {
    securitySchemes: { [name]: { type: 'apiKey', in: 'header', name } },
    parameters: { [name]: { name, in: 'header', schema: { type: 'integer' } } },
    schemas: {
      [name]: {
        type: 'object',
        required: [name],
        properties: { [name]: { type: 'string', enum: [name, 'x'] } },
        dependentRequired: { [name]: [name] },
        discriminator: { propertyName: name, mapping: { [name]: `#/components/schemas/${name}` } },
      },
    },
  },
})

describe.each(names)('the name %s', (name) => {
  it('works wherever a spec names something', () => {
    const { diagnostics, spec } = compileText(JSON.stringify(document(name)))
    expect(diagnostics).toEqual([])
    if (spec === undefined) throw new Error('It does not compile')
    const [operation] = spec.contract.operations
    expect(spec.contract.serverPath).toBe('/v1')
    expect(Object.keys(spec.contract.securitySchemes)).toEqual([name])
    expect(operation?.parameters.map((parameter) => parameter.name)).toEqual([name, name, name])
    expect(Object.keys(expand(spec).paths ?? {})).toContain(`/${name}/{${name}}`)
    const raw = { path: { [name]: 'a' }, query: `${name}=3`, headers: { [name.toLowerCase()]: '4' } }
    const { values, violations } = deserialiseParameters(operation?.parameters ?? [], raw)
    expect({ violations, values }).toEqual({
      violations: [],
      values: { path: { [name]: 'a' }, query: { [name]: { [name]: 3 } }, header: { [name]: 4 }, cookie: {} },
    })
  })

  it('is a member like any other to a validator', () => {
    const { schemas } = document(name).components as { readonly schemas: JsonObject }
    const validate = validatorOf({ $ref: `#/components/schemas/${name}` }, { schemas })
    expect(validate({ [name]: 'x' }, true)).toEqual([])
    expect(validate({}, true)).toEqual([{ pointer: `/${name}`, detail: 'is required' }])
    expect(validate({ [name]: 'y' }, true)).toHaveLength(1)
  })

  it('is no name of an operation: handlers go by it', () => {
    const text = withKey(
      `paths:\n  /a:\n    get: { operationId: ${name}, responses: { '204': { description: Done } } }\n`,
    )
    expect(compileText(text).diagnostics.map(({ code, line }) => [code, line])).toEqual([['CC203', 7]])
  })
})

describe('the name __proto__', () => {
  it.each(['YAML', 'JSON'])('is refused in %s', (language) => {
    const json =
      '{ "openapi": "3.1.0", "info": { "title": "A", "version": "1" }, "paths": {}, "x": { "__proto__": { "polluted": true } } }'
    const { diagnostics, spec } = compileText(language === 'JSON' ? json : json.replace('{ "openapi"', '{ openapi'))
    expect(diagnostics.map(({ code }) => code)).toContain('CC004')
    expect(spec).toBeUndefined()
    expect(Object.keys(Object.prototype)).toEqual([])
    expect('polluted' in {}).toBe(false)
  })

  it('as the name of a parameter or an operation reaches no prototype', () => {
    const text = withKey(`paths:
  /a:
    get: { operationId: __proto__, parameters: [{ name: __proto__, in: query, schema: {} }], responses: { '204': { description: Done } } }
`)
    const { diagnostics } = compileText(text)
    expect(diagnostics.map(({ code }) => code)).toEqual(['CC203'])
    const parameter = {
      name: '__proto__',
      in: 'query',
      required: false,
      style: 'form',
      explode: true,
      json: false,
    } as const
    const shape = { kind: 'primitive', types: ['string'] } as const
    const { values } = deserialiseParameters([{ ...parameter, shape }], { path: {}, query: '__proto__=x', headers: {} })
    expect(Object.entries(values.query)).toEqual([['__proto__', 'x']])
    expect(Object.getPrototypeOf(values.query)).toBe(Object.prototype)
  })
})
