/** Changes of what callers send. */
import { type Row, row } from './row.ts'

const narrowed = ['breaking callers request-narrowed', 'breaking jobs request-narrowed']
const undecided = ['risky callers request-undecided', 'risky jobs request-undecided']
const widened = ['safe callers request-widened']

export const requestRows: readonly Row[] = [
  row('a property becomes required', 'required: [name]', 'required: [name, colour]', narrowed, {
    old: 'colour:',
    new: 'required: [name, colour]',
  }),
  row('a property is no longer required', 'required: [name]', 'required: []', widened, {
    old: 'required: [name]',
    new: 'name: {',
  }),
  row('a new required property', '        count: {', '        size: { type: number }\n        count: {', widened, {
    new: 'size:',
  }),
  {
    change: 'a new property that is required',
    edits: [
      ['required: [name]', 'required: [name, size]'],
      ['        count: {', '        size: { type: number }\n        count: {'],
    ],
    means: narrowed,
    new: 'required: [name, size]',
  },
  row('a value is gone from an enum', '[red, green, blue]', '[red, green]', narrowed, {
    old: 'colour:',
    new: 'colour:',
  }),
  row('a value is added to an enum', '[red, green, blue]', '[red, green, blue, pink]', widened, { new: 'colour:' }),
  row('an enum becomes any text', '{ enum: [red, green, blue] }', '{ type: string }', widened, { new: 'colour:' }),
  row('a type changes', 'count: { type: integer, minimum: 0, maximum: 9 }', 'count: { type: string }', narrowed, {
    old: 'count:',
    new: 'count:',
  }),
  row(
    'an integer becomes any number',
    'count: { type: integer, minimum: 0, maximum: 9 }',
    'count: { type: number, minimum: 0, maximum: 9 }',
    widened,
  ),
  row('null is no longer taken', "note: { type: [string, 'null'] }", 'note: { type: string }', narrowed, {
    old: 'note:',
    new: 'note:',
  }),
  row(
    'null is taken, too',
    'otherUrl: { type: string, format: uri }',
    "otherUrl: { type: [string, 'null'], format: uri }",
    widened,
  ),
  row('a maximum is lowered', 'minimum: 0, maximum: 9', 'minimum: 0, maximum: 5', narrowed, {
    old: 'count:',
    new: 'count:',
  }),
  row('a maximum is raised', 'minimum: 0, maximum: 9', 'minimum: 0, maximum: 20', widened),
  row('a bound becomes exclusive', 'minimum: 0, maximum: 9', 'exclusiveMinimum: 0, maximum: 9', narrowed),
  row(
    'an exclusive bound that means the same for integers',
    'minimum: 0, maximum: 9',
    'exclusiveMinimum: -1, maximum: 9',
    [],
  ),
  row('a step is added', 'minimum: 0, maximum: 9', 'minimum: 0, maximum: 9, multipleOf: 3', narrowed),
  row('a step that every integer has', 'minimum: 0, maximum: 9', 'minimum: 0, maximum: 9, multipleOf: 0.00001', []),
  row('maxLength is lowered', 'maxLength: 64', 'maxLength: 32', narrowed, { old: 'name:', new: 'name:' }),
  row('minLength is raised', 'minLength: 1', 'minLength: 2', narrowed),
  row(
    'a pattern is added',
    'otherUrl: { type: string, format: uri }',
    "otherUrl: { type: string, format: uri, pattern: '^https:' }",
    narrowed,
  ),
  row('a pattern is replaced, which cannot be decided', "'^[a-z]+$'", "'^[a-z0-9]+$'", undecided, {
    old: 'code:',
    new: 'code:',
  }),
  row('a pattern goes', ", pattern: '^[a-z]+$'", '', widened),
  row('a format changes', 'format: date', 'format: date-time', narrowed, { old: 'day:', new: 'day:' }),
  row(
    'a format widens to one that contains it',
    'otherUrl: { type: string, format: uri }',
    'otherUrl: { type: string, format: uri-reference }',
    widened,
  ),
  row('maxItems is lowered', 'maxItems: 10', 'maxItems: 5', narrowed, { old: 'lines:', new: 'lines:' }),
  row('items must differ', 'maxItems: 10', 'maxItems: 10, uniqueItems: true', narrowed),
  row('a property of an item becomes required', 'required: [sku]', 'required: [sku, more]', narrowed),
  row(
    'an open object is closed',
    'type: object\n      required: [name]',
    'type: object\n      additionalProperties: false\n      required: [name]',
    narrowed,
    { new: 'additionalProperties: false' },
  ),
  row('a closed object is opened', 'additionalProperties: false, properties: { fast', 'properties: { fast', widened),
  row('a property of a closed object goes', 'properties: { fast: { type: boolean } }', 'properties: {}', narrowed, {
    old: 'fast',
    new: 'options:',
  }),
  row(
    'a property of an open object goes',
    '        otherUrl: { type: string, format: uri }\n',
    '',
    ['risky callers request-property-ignored'],
    { old: 'otherUrl' },
  ),
  row(
    'an alternative goes',
    "[{ $ref: '#/components/schemas/Wheel' }, { $ref: '#/components/schemas/Door' }]",
    "[{ $ref: '#/components/schemas/Wheel' }]",
    narrowed,
    { old: 'Door', new: 'part:' },
  ),
  row(
    'an alternative is added',
    "{ $ref: '#/components/schemas/Door' }] }",
    "{ $ref: '#/components/schemas/Door' }, { type: string }] }",
    widened,
  ),
  row('a constant changes', 'const: wheel', 'const: tyre', narrowed),
  row(
    'something is ruled out',
    'day: { type: string, format: date }',
    "day: { type: string, format: date, not: { const: '2000-01-01' } }",
    undecided,
  ),
  row(
    'a parameter becomes required',
    'name: dryRun, in: query, schema',
    'name: dryRun, in: query, required: true, schema',
    ['breaking callers parameter-required', 'breaking jobs parameter-required'],
    { old: 'dryRun', new: 'dryRun' },
  ),
  row(
    'a new required parameter',
    '        - { name: tags,',
    '        - { name: size, in: query, required: true, schema: { type: integer } }\n        - { name: tags,',
    ['breaking callers parameter-required', 'breaking jobs parameter-required'],
    { new: 'name: size' },
  ),
  row(
    'a new optional parameter',
    '        - { name: tags,',
    '        - { name: size, in: query, schema: { type: integer } }\n        - { name: tags,',
    ['safe callers parameter-added'],
    { new: 'name: size' },
  ),
  row(
    'a parameter goes',
    '        - { name: X-Trace, in: header, schema: { type: string } }\n',
    '',
    ['risky callers parameter-removed'],
    { old: 'X-Trace' },
  ),
  row('a header parameter changes its case', 'X-Trace', 'x-trace', []),
  row(
    'a parameter is written another way',
    'name: tags, in: query, schema',
    'name: tags, in: query, explode: false, schema',
    ['breaking callers parameter-format-changed'],
    { old: 'tags', new: 'tags' },
  ),
  row(
    'a default changes',
    'type: boolean, default: false',
    'type: boolean, default: true',
    ['risky callers request-default-changed'],
    { old: 'dryRun', new: 'dryRun' },
  ),
  row('a default goes', 'type: boolean, default: false', 'type: boolean', ['risky callers request-default-changed']),
  row(
    'a range of a synchronous parameter shrinks',
    'maximum: 100',
    'maximum: 50',
    ['breaking callers request-narrowed'],
    { old: 'limit', new: 'limit' },
  ),
  row(
    'the body is no longer required',
    'requestBody:\n        required: true',
    'requestBody:\n        required: false',
    ['safe callers body-optional'],
  ),
  row(
    'a media type goes',
    "          application/vnd.things+json:\n            schema: { $ref: '#/components/schemas/Order' }\n",
    '',
    ['breaking callers body-media-type-removed', 'breaking jobs body-media-type-removed'],
    { old: 'vnd.things' },
  ),
  row(
    'a media type is added',
    '          application/vnd.things+json:',
    '          application/more+json: {}\n          application/vnd.things+json:',
    ['safe callers body-media-type-added'],
    { new: 'more+json' },
  ),
  row('the largest body is lowered', 'maxBody: 2MB', 'maxBody: 1MB', ['breaking callers body-limit-lowered'], {
    old: 'maxBody',
    new: 'maxBody',
  }),
  row('the largest body is raised', 'maxBody: 2MB', 'maxBody: 3MB', ['safe callers body-limit-raised']),
  row(
    'a body is asked for where none was',
    '      operationId: exportThings',
    '      operationId: exportThings\n      requestBody: { required: true, content: { application/json: { schema: { type: object } } } }',
    ['breaking callers body-required', 'breaking jobs body-required'],
    { new: 'requestBody' },
  ),
]
