/** Shapes of schemas whose types have to agree with their validators, and values for each. */
import type { JsonObject, JsonValue } from '../../src/base/json.ts'

export interface SchemaShape {
  readonly title: string
  readonly schema: JsonObject
  /** Valid, and taken by the type. */
  readonly fits: readonly JsonValue[]
  /** Invalid, and refused by the type. */
  readonly misfits: readonly JsonValue[]
  /** Invalid, which the type cannot say. */
  readonly loose?: readonly JsonValue[]
  /** The type refuses whatever the validator does. */
  readonly exact?: true
}

const text = { type: 'string' }
const flag = { type: 'boolean' }
const kind = { enum: ['a', 'b', 'c'] }
const isKind = (value: string) => ({ properties: { kind: { const: value } }, required: ['kind'] })
const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more })

const when = (condition: JsonObject, met: JsonObject, unmet: JsonObject = {}): JsonObject => ({
  if: condition,
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: met,
  ...(Object.keys(unmet).length > 0 && { else: unmet }),
})

export const components: JsonObject = {
  Kind: { type: 'string', enum: ['a', 'b'] },
  Base: object({ kind: { $ref: '#/components/schemas/Kind' }, size: { type: 'integer' } }, { required: ['kind'] }),
}

export const conditions: readonly SchemaShape[] = [
  {
    title: 'a member that is wanted for one value of another',
    schema: object(
      { kind, size: { type: 'integer' } },
      { required: ['kind'], ...when(isKind('a'), { required: ['size'] }) },
    ),
    fits: [{ kind: 'a', size: 1 }, { kind: 'b' }, { kind: 'c', size: 1 }],
    misfits: [{ kind: 'a' }, { kind: 'd' }, {}],
    exact: true,
  },
  {
    title: 'a condition that a missing member fulfils',
    schema: object({ kind, size: flag }, when({ properties: { kind: { const: 'a' } } }, { required: ['size'] })),
    fits: [{ size: true }, { kind: 'b' }],
    misfits: [{}, { kind: 'a' }],
    exact: true,
  },
  {
    title: 'two branches',
    schema: object(
      { kind, size: {} },
      when(isKind('a'), { properties: { size: text } }, { properties: { size: flag } }),
    ),
    fits: [{ kind: 'a', size: '' }, { kind: 'b', size: true }, { size: true }, {}],
    misfits: [{ kind: 'a', size: true }, { kind: 'b', size: '' }, { size: '' }],
    exact: true,
  },
  {
    title: 'a chain of branches',
    schema: object(
      { kind },
      {
        required: ['kind'],
        ...when(isKind('a'), { required: ['x'] }, when(isKind('b'), { required: ['y'] }, { required: ['z'] })),
      },
    ),
    fits: [
      { kind: 'a', x: 1 },
      { kind: 'b', y: 1 },
      { kind: 'c', z: 1 },
    ],
    misfits: [{ kind: 'a' }, { kind: 'b', x: 1 }, { kind: 'c', y: 1 }],
    exact: true,
  },
  {
    title: 'several conditions on one member, in parts',
    schema: {
      allOf: [
        { $ref: '#/components/schemas/Base' },
        when(isKind('a'), { required: ['size'] }),
        when(isKind('b'), { properties: { size: false }, required: ['more'] }),
      ],
    },
    fits: [
      { kind: 'a', size: 1 },
      { kind: 'b', more: 1 },
    ],
    misfits: [{ kind: 'a' }, { kind: 'b' }, { kind: 'b', size: 1, more: 1 }, {}],
    exact: true,
  },
  {
    title: 'a condition about a list of values, or about none of it',
    schema: object(
      { kind, x: flag },
      {
        required: ['kind'],
        allOf: [
          when({ properties: { kind: { enum: ['a', 'b'] } } }, { required: ['x'] }),
          when({ properties: { kind: { not: { const: 'a' } } } }, { properties: { x: { const: false } } }),
        ],
      },
    ),
    fits: [{ kind: 'a', x: true }, { kind: 'b', x: false }, { kind: 'c' }],
    misfits: [{ kind: 'a' }, { kind: 'b', x: true }, { kind: 'c', x: true }],
    exact: true,
  },
  {
    title: 'a condition about a flag',
    schema: object(
      { on: flag, level: text },
      when({ properties: { on: { const: true } }, required: ['on'] }, { required: ['level'] }),
    ),
    fits: [{}, { on: false }, { on: true, level: '' }],
    misfits: [{ on: true }],
    exact: true,
  },
  {
    title: 'a condition about a text that may be any',
    schema: object({ kind: text, size: flag }, when(isKind('a'), { required: ['size'] })),
    fits: [{ kind: 'b' }, { kind: 'a', size: true }, {}],
    misfits: [{ kind: 1 }],
    loose: [{ kind: 'a' }],
  },
  {
    title: 'conditions about two members of which one decides',
    schema: object(
      { kind, on: flag, size: flag },
      when({ properties: { kind: { const: 'a' }, on: { const: true } } }, { required: ['size'] }),
    ),
    fits: [{ kind: 'b' }, { kind: 'a', on: false }],
    misfits: [{ kind: 'd' }],
    loose: [{ kind: 'a', on: true }],
  },
  {
    title: 'a branch that says nothing of members',
    schema: object({ kind }, when(isKind('a'), { minProperties: 2 }, { maxProperties: 1 })),
    fits: [{ kind: 'b' }, {}],
    misfits: [{ kind: 1 }],
    loose: [{ kind: 'a' }],
  },
  {
    title: 'a condition that its parts stand in, and may be null',
    schema: { type: ['object', 'null'], properties: { kind, x: flag }, ...when(isKind('a'), { required: ['x'] }) },
    fits: [null, { kind: 'a', x: true }, { kind: 'b' }, {}],
    misfits: [{ kind: 'a' }, 1],
    exact: true,
  },
  {
    title: 'a condition of an object of no said members',
    schema: { type: 'object', ...when({ required: ['a'] }, { required: ['b'] }, { required: ['c'] }) },
    fits: [
      { a: 1, b: 1 },
      { c: 1, z: 1 },
    ],
    misfits: [{ a: 1 }, {}, { b: 1 }],
    exact: true,
  },
  {
    title: 'a condition of what may be no object',
    schema: when({ required: ['a'] }, { required: ['b'] }),
    fits: ['', { a: 1, b: 1 }, {}],
    misfits: [],
    loose: [{ a: 1 }],
  },
]

export const refusals: readonly SchemaShape[] = [
  {
    title: 'a member that must not be there',
    schema: object({ a: text, b: text }, { not: { required: ['a'] } }),
    fits: [{}, { b: '' }],
    misfits: [{ a: '' }],
    exact: true,
  },
  {
    title: 'members that must not be there together',
    schema: object({ a: text, b: text }, { not: { required: ['a', 'b'] } }),
    fits: [{}, { a: '' }, { b: '' }],
    misfits: [{ a: '', b: '' }],
    exact: true,
  },
  {
    title: 'several that must not be there',
    schema: object({ a: text, b: text }, { not: { anyOf: [{ required: ['a'] }, { required: ['b'] }] } }),
    fits: [{}],
    misfits: [{ a: '' }, { b: '' }, { a: '', b: '' }],
    exact: true,
  },
  {
    title: 'a value that must not be',
    schema: object({ kind }, { not: isKind('a') }),
    fits: [{}, { kind: 'b' }],
    misfits: [{ kind: 'a' }],
    exact: true,
  },
  {
    title: 'what the validator refuses as a whole',
    schema: object({ a: text }, { not: { minProperties: 1 } }),
    fits: [{}],
    misfits: [{ a: 1 }],
    loose: [{ a: '' }],
  },
  {
    title: 'a text that must not be another',
    schema: { type: 'string', not: { const: 'a' } },
    fits: ['b'],
    misfits: [1],
    loose: ['a'],
  },
  {
    title: 'a member that wants another',
    schema: object({ a: text, b: text }, { dependentRequired: { a: ['b'] } }),
    fits: [{}, { b: '' }, { a: '', b: '' }],
    misfits: [{ a: '' }],
    exact: true,
  },
  {
    title: 'members that want each other',
    schema: object({ a: text, b: text }, { dependentRequired: { a: ['b'], b: ['a'] } }),
    fits: [{}, { a: '', b: '' }],
    misfits: [{ a: '' }, { b: '' }],
    exact: true,
  },
  {
    title: 'a member that wants one that nothing describes',
    schema: object({ a: text }, { dependentRequired: { a: ['b'] } }),
    fits: [{}, { a: '', b: 1 }],
    misfits: [{ a: '' }],
    exact: true,
  },
  {
    title: 'a member that brings a schema',
    schema: object({ a: text, b: {} }, { dependentSchemas: { a: { properties: { b: flag }, required: ['c'] } } }),
    fits: [{}, { b: '' }, { a: '', c: 1 }, { a: '', b: true, c: 1 }],
    misfits: [{ a: '' }, { a: '', b: '', c: 1 }],
    exact: true,
  },
  {
    title: 'dependent members of an object that is null at times',
    schema: {
      type: ['object', 'null'],
      properties: { a: text, b: text },
      dependentRequired: { a: ['b'] },
      allOf: [{ not: { required: ['c'] } }],
    },
    fits: [{}, { a: '', b: '' }],
    misfits: [{ a: '' }, { c: 1 }],
    loose: [null],
  },
]

export const keys: readonly SchemaShape[] = [
  {
    title: 'keys of a beginning',
    schema: { type: 'object', patternProperties: { '^x-': { type: 'integer' } }, additionalProperties: false },
    fits: [{}, { 'x-a': 1, 'x-': 2 }],
    misfits: [{ 'x-a': '' }],
    loose: [{ y: 1 }],
  },
  {
    title: 'keys of a beginning and of an end beside described ones',
    schema: object(
      { a: text },
      {
        required: ['a'],
        patternProperties: { '^x-': { type: 'integer' }, _at$: text },
        additionalProperties: false,
      },
    ),
    fits: [{ a: '' }, { a: '', 'x-a': 1, made_at: '' }],
    misfits: [{ a: '', 'x-a': '' }, { a: '', made_at: 1 }, { a: '', 'x-_at': 1 }, { a: '', 'x-_at': '' }, {}],
  },
  {
    title: 'a key that is in a pattern, and one that is required',
    schema: object(
      {},
      {
        required: ['x-a'],
        patternProperties: { '^x-': { type: 'integer' }, '^y$': text },
        additionalProperties: false,
      },
    ),
    fits: [{ 'x-a': 1 }, { 'x-a': 1, y: '' }],
    misfits: [{}, { 'x-a': '' }, { 'x-a': 1, y: 1 }],
  },
  {
    title: 'keys of a beginning among others',
    schema: { type: 'object', patternProperties: { '^x-': { type: 'integer' } } },
    fits: [{ 'x-a': 1 }, { y: '' }],
    misfits: [{ 'x-a': '' }],
    exact: true,
  },
  {
    title: 'keys of a pattern that fits a template only nearly, among others',
    schema: { type: 'object', patternProperties: { '^x.+': { type: 'integer' } } },
    fits: [{ xa: 1 }, { x: '' }],
    misfits: [''],
    loose: [{ xa: '' }],
  },
  {
    title: 'keys of a beginning among others of a type',
    schema: object({ a: flag }, { patternProperties: { '^x-': { type: 'integer' } }, additionalProperties: text }),
    fits: [{ a: true, 'x-a': 1, z: '' }],
    misfits: [{ 'x-a': '' }, { 'x-a': true }, { z: null }, { a: 1 }],
    loose: [{ z: 1 }],
  },
  {
    title: 'keys that no template tells',
    schema: {
      type: 'object',
      patternProperties: { '^[a-z]+$': { type: 'integer' }, '^x-': text },
      additionalProperties: false,
    },
    fits: [{ a: 1, 'x-a': '' }],
    misfits: [{ a: null }, { 'x-a': 1 }],
    loose: [{ a: '' }],
  },
  {
    title: 'keys of an object that may be null',
    schema: {
      type: ['object', 'null'],
      patternProperties: { '^x-': { type: 'integer' } },
      additionalProperties: false,
    },
    fits: [null, { 'x-a': 1 }],
    misfits: [{ 'x-a': '' }, 1],
  },
]
