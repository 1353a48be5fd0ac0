/** Edits that mean nothing to anybody. */
import type { Row } from './row.ts'

export const noChanges: readonly Omit<Row, 'means'>[] = [
  {
    change: 'properties in another order',
    edits: [
      [
        '        name: { type: string, minLength: 1, maxLength: 64 }\n        colour: { enum: [red, green, blue] }\n',
        '        colour: { enum: [red, green, blue] }\n        name: { type: string, minLength: 1, maxLength: 64 }\n',
      ],
    ],
  },
  { change: 'values of an enum in another order', edits: [['[red, green, blue]', '[blue, red, green]']] },
  { change: 'required names in another order', edits: [['required: [id, state]', 'required: [state, id]']] },
  { change: 'types in another order', edits: [["[string, 'null']", "['null', string]"]] },
  {
    change: 'prose',
    edits: [
      [
        'operationId: listThings',
        'operationId: listThings\n      summary: All of them\n      description: Every thing there is\n      tags: [things]',
      ],
      ['title: Things, version', 'title: All things, version'],
    ],
  },
  {
    change: 'prose in a schema',
    edits: [['owner: { type: string }', 'owner: { type: string, description: Whose it is, examples: [Ada] }']],
  },
  {
    change: 'a key of somebody else',
    edits: [['owner: { type: string }', 'owner: { type: string, x-internal: true }']],
  },
  {
    change: 'a component of another name',
    edits: [
      [
        "            application/json:\n              schema: { $ref: '#/components/schemas/Page' }",
        "            application/json:\n              schema: { $ref: '#/components/schemas/List' }",
      ],
      ['    Page: {', '    List: {'],
    ],
  },
  {
    change: 'a schema that gets a name',
    edits: [
      ['owner: { type: string }', "owner: { $ref: '#/components/schemas/Owner' }"],
      ['    Wheel: {', '    Owner: { type: string }\n    Wheel: {'],
    ],
  },
  {
    change: 'a schema that is taken apart',
    edits: [['owner: { type: string }', 'owner: { allOf: [{ type: string }, { description: Whose it is }] }']],
  },
  {
    change: 'an alternative in another order',
    edits: [
      [
        "[{ $ref: '#/components/schemas/Wheel' }, { $ref: '#/components/schemas/Door' }]",
        "[{ $ref: '#/components/schemas/Door' }, { $ref: '#/components/schemas/Wheel' }]",
      ],
    ],
  },
  {
    change: 'a union of two types instead of their list',
    edits: [["note: { type: [string, 'null'] }", "note: { anyOf: [{ type: string }, { type: 'null' }] }"]],
  },
  { change: 'a constant instead of a list of one', edits: [['kind: { const: wheel }', 'kind: { enum: [wheel] }']] },
  {
    change: 'a default of the extension, written out',
    edits: [
      [
        "schedule: { cron: '0 3 * * *' }",
        "schedule: { cron: '0 3 * * *' }\n        retention: 7d\n        cancel: true",
      ],
    ],
  },
  {
    change: 'a long form',
    edits: [['timeout: { attempt: 10m, total: 2h }', 'timeout: { attempt: PT10M, total: 120m }']],
  },
  {
    change: 'a parameter moved to its path item',
    edits: [
      ['      parameters:\n        - { name: thingId, in: path, required: true, schema: { type: string } }\n', ''],
      [
        '  /things/{thingId}:\n',
        '  /things/{thingId}:\n    parameters: [{ name: thingId, in: path, required: true, schema: { type: string } }]\n',
      ],
    ],
  },
  {
    change: 'security that repeats the root',
    edits: [['operationId: listThings', 'operationId: listThings\n      security: [{ key: [] }]']],
  },
  {
    change: 'a default that OpenAPI has anyway',
    edits: [['name: tags, in: query, schema', 'name: tags, in: query, style: form, explode: true, schema']],
  },
  {
    change: 'a union of constants instead of an enum',
    edits: [['size: { enum: [small, large] }', 'size: { oneOf: [{ const: small }, { const: large }] }']],
  },
]
