import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue } from '../../src/base/json.ts'
import { validatorOf } from './validator-of.ts'

const schemas = {
  Cat: { type: 'object', required: ['kind', 'lives'], properties: { kind: {}, lives: { type: 'integer' } } },
  Dog: {
    type: 'object',
    required: ['kind'],
    properties: { kind: {}, barks: { type: 'boolean' }, size: { enum: ['s', 'l'] } },
  },
}
const members = [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }]

describe('a discriminated union', () => {
  const mapping = { cat: '#/components/schemas/Cat', dog: 'Dog', hound: '#/components/schemas/Dog' }
  const validate = validatorOf({ oneOf: members, discriminator: { propertyName: 'kind', mapping } }, { schemas })

  it('reports only the branch that the discriminator names (R-INI-7)', () => {
    expect(validate({ kind: 'dog', barks: 'yes', size: 'm' }, true)).toEqual([
      { pointer: '/barks', detail: 'must be true or false' },
      { pointer: '/size', detail: 'must be one of "s", "l"' },
    ])
    expect(validate({ kind: 'cat' }, true)).toEqual([{ pointer: '/lives', detail: 'is required' }])
  })

  it('takes every value that the mapping has for a branch', () => {
    expect(validate({ kind: 'hound', barks: true }, true)).toEqual([])
    expect(validate({ kind: 'hound', barks: 1 }, true)).toHaveLength(1)
  })

  it('an unknown, missing or misplaced discriminator is one violation that lists the values', () => {
    expect(validate({ kind: 'cow' }, true)).toEqual([
      { pointer: '/kind', detail: 'must be one of "cat", "dog", "hound"' },
    ])
    expect(validate({}, true)).toEqual([{ pointer: '/kind', detail: 'is required' }])
    expect(validate([], true)).toEqual([{ pointer: '', detail: 'must be an object' }])
  })

  it('without a mapping the schemas go by their names', () => {
    const unmapped = validatorOf({ anyOf: members, discriminator: { propertyName: 'kind' } }, { schemas })
    expect(unmapped({ kind: 'Dog', barks: 1 }, true).map(({ pointer }) => pointer)).toEqual(['/barks'])
    expect(unmapped({ kind: 'dog' }, true)).toEqual([{ pointer: '/kind', detail: 'must be one of "Cat", "Dog"' }])
  })

  const fixed = (values: JsonValue, member: string): JsonObject => ({
    type: 'object',
    required: ['kind'],
    properties: { kind: { enum: values }, [member]: { type: 'integer' } },
  })
  const shared = { properties: { kind: { enum: ['cat', 'dog'] } } }
  const parts = { Cat: { allOf: [shared, fixed(['cat'], 'a')] }, Dog: { allOf: [shared, fixed(['dog'], 'b')] } }

  it.each([
    ['themselves', { Cat: fixed(['cat'], 'a'), Dog: fixed(['dog'], 'b') }, undefined],
    ['in a part of them', parts, undefined],
    ['though the mapping says otherwise', { Cat: fixed(['cat'], 'a'), Dog: fixed(['dog'], 'b') }, { hound: 'Dog' }],
    ['and the mapping has more', { Cat: fixed(['cat'], 'a'), Dog: fixed(['dog'], 'b') }, { dog: 'Dog', hound: 'Dog' }],
  ])('goes by the values that the schemas fix %s, since a discriminator forbids nothing', (_title, both, values) => {
    const discriminator = { propertyName: 'kind', ...(values && { mapping: values }) }
    const check = validatorOf({ oneOf: members, discriminator }, { schemas: both })
    expect(check({ kind: 'cat', a: 1 }, true)).toEqual([])
    expect(check({ kind: 'dog', b: 'x' }, true)).toEqual([{ pointer: '/b', detail: 'must be an integer' }])
    expect(check({ kind: 'Cat' }, true)).toEqual([{ pointer: '/kind', detail: 'must be one of "cat", "dog"' }])
  })

  it.each([
    ['that are the names', ['Cat', 'Dog'], { kind: 'Cat', a: 1 }, { kind: 'Dog', a: 1 }],
    ['that are not the names', ['cat', 'dog'], { kind: 'cat', a: 1 }, { kind: 'Cat', a: 1 }],
    ['that are none', [], null, { kind: 'Cat', a: 1 }],
  ])('takes what fits where all schemas have the same values, %s', (_title, values, good, bad) => {
    const closed = (member: string): JsonObject => ({ ...fixed(values, member), additionalProperties: false })
    const both = { Cat: closed('a'), Dog: closed('b') }
    const check = validatorOf(
      { anyOf: [...members, { type: 'null' }], discriminator: { propertyName: 'kind' } },
      { schemas: both },
    )
    expect(check(good, true)).toEqual([])
    expect(check(bad, true)).toHaveLength(1)
  })

  it('with a default (3.2) judges everything else by the member it names', () => {
    const discriminator = { propertyName: 'kind', mapping: { dog: 'Dog' }, defaultMapping: '#/components/schemas/Cat' }
    const check = validatorOf({ oneOf: members, discriminator }, { schemas, openapi: '3.2.0' })
    expect(check({ kind: 'dog', barks: 1 }, true)).toEqual([{ pointer: '/barks', detail: 'must be true or false' }])
    expect(check({ kind: 'cow' }, true)).toEqual([{ pointer: '/lives', detail: 'is required' }])
    expect(check({ kind: 'cow', lives: 9 }, true)).toEqual([])
    expect(check({ kind: 'dog', barks: true }, true)).toEqual([])
  })

  it('null beside the branches stays null', () => {
    const nullable = { oneOf: [...members, { type: 'null' }], discriminator: { propertyName: 'kind', mapping } }
    const check = validatorOf(nullable, { schemas })
    expect(check(null, true)).toEqual([])
    expect(check({ kind: 'cat' }, true)).toEqual([{ pointer: '/lives', detail: 'is required' }])
    expect(check(1, true)).toEqual([{ pointer: '', detail: 'must be an object' }])
  })
})

describe('a union without a discriminator', () => {
  const branch = (value: string, member: string) => ({
    type: 'object',
    required: ['type', member],
    properties: { type: { const: value }, [member]: { type: 'integer' } },
  })

  it('is told apart by a required member of fixed value', () => {
    const validate = validatorOf({ oneOf: [branch('a', 'x'), branch('b', 'y')] })
    expect(validate({ type: 'b', y: 'no' }, true)).toEqual([{ pointer: '/y', detail: 'must be an integer' }])
    expect(validate({ type: 'c' }, true)).toEqual([{ pointer: '/type', detail: 'must be one of "a", "b"' }])
  })

  it('is told apart by type', () => {
    const validate = validatorOf(
      { anyOf: [{ type: 'string', minLength: 2 }, { $ref: '#/components/schemas/Cat' }] },
      { schemas },
    )
    expect(validate('a', true)).toEqual([{ pointer: '', detail: 'must have at least 2 characters' }])
    expect(validate({ kind: 1 }, true)).toEqual([{ pointer: '/lives', detail: 'is required' }])
    expect(validate(5, true)).toEqual([{ pointer: '', detail: 'must be a string or an object' }])
  })

  it('that nothing tells apart is one violation, not one for each member, and hides no other (R-INI-7)', () => {
    const union = { oneOf: [{ required: ['a'] }, { required: ['b'], properties: { b: { type: 'string' } } }] }
    const validate = validatorOf({ properties: { before: { type: 'string' }, union, zafter: { type: 'string' } } })
    expect(validate({ before: 1, union: {}, zafter: 2 }, true)).toEqual([
      { pointer: '/before', detail: 'must be a string' },
      { pointer: '/union', detail: 'fits none of the forms that are allowed here' },
      { pointer: '/zafter', detail: 'must be a string' },
    ])
    expect(validate({ union: { a: 1, b: 'x' } }, true)).toEqual([
      { pointer: '/union', detail: 'fits several of the forms that are allowed here, and must fit exactly one' },
    ])
  })

  it('of members behind references is one violation, too', () => {
    const loose = { A: { required: ['a'] }, B: { required: ['b'] } }
    const refs = [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }]
    const validate = validatorOf({ properties: { x: { anyOf: refs } } }, { schemas: loose })
    expect(validate({ x: {} }, true)).toEqual([
      { pointer: '/x', detail: 'fits none of the forms that are allowed here' },
    ])
    expect(validate({ x: {} }, false)).toHaveLength(1)
  })

  it('counts an integer as a number: overlapping types are not told apart', () => {
    const validate = validatorOf({ oneOf: [{ type: 'integer' }, { type: 'number' }] })
    expect(validate(1, true)).toHaveLength(1)
    expect(validate(1.5, true)).toEqual([])
  })
})
