import { type OpenAPI3, scanDiscriminators } from 'openapi-typescript'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/base/json.ts'
import { discriminated } from '../../src/codegen/discriminated.ts'

const tag = (name: string): JsonObject => ({
  type: 'object',
  properties: { kind: { enum: [name] } },
  required: ['kind'],
})
const to = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` })
const answer = (schema: JsonObject): JsonObject => ({
  get: { responses: { '200': { content: { 'application/json': { schema } } } } },
})

/** With a union in a path, one in a webhook, one among the components, and a schema that extends another. */
const document: JsonObject = {
  openapi: '3.1.0',
  paths: {
    '/pets': answer({
      oneOf: [to('Cat'), to('Dog')],
      discriminator: { propertyName: 'kind', mapping: { cat: to('Cat').$ref ?? '' } },
    }),
    '/plain': answer({ type: 'string' }),
  },
  webhooks: { born: answer({ oneOf: [to('Fish'), to('Bird')], discriminator: { propertyName: 'kind' } }) },
  components: {
    'x-note': 'not a kind of component',
    schemas: {
      Cat: tag('cat'),
      Dog: { allOf: [tag('dog')] },
      Fish: { type: 'object' },
      Bird: { type: 'object', required: ['name'] },
      Vehicle: {
        type: 'object',
        discriminator: { propertyName: 'wheels', mapping: { two: '#/components/schemas/Bike' } },
      },
      Bike: { allOf: [to('Vehicle'), { type: 'object' }] },
      'ours.response': answer({ oneOf: [to('Cat'), to('Fish')], discriminator: { propertyName: 'sort' } }),
      'ours.plain': { type: 'string' },
    },
    responses: {
      Found: {
        content: { 'application/json': { schema: { oneOf: [to('Cat')], discriminator: { propertyName: 'found' } } } },
      },
    },
  },
}

describe('the discriminators of a document', () => {
  const isNamed = (component: string) => !component.startsWith('ours.')

  it('are those that a search through all of it finds, and it comes to the same', () => {
    const whole = structuredClone(document)
    const discriminators = scanDiscriminators(whole as unknown as OpenAPI3, { silent: true })
    expect(Object.keys(discriminators.objects)).toHaveLength(6)
    expect(discriminated(document, isNamed)).toEqual({ document: whole, discriminators })
  })

  it('are written into copies alone', () => {
    const before = structuredClone(document)
    expect(discriminated(document, isNamed).document).not.toEqual(before)
    expect(document).toEqual(before)
  })

  it('are not looked for where there are none: a member may well have that name', () => {
    const plain = {
      openapi: '3.1.0',
      components: { schemas: { Rule: { properties: { discriminator: { type: 'string' } } } } },
    }
    expect(discriminated(plain, isNamed).document).toBe(plain)
  })
})
