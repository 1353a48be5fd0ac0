/** Changes of schemas that only show when two things are read together: marks and lists, tags and alternatives, steps and decimals. */
import type { Row } from './row.ts'

const narrowed = ['breaking callers request-narrowed', 'breaking jobs request-narrowed']
const widened = ['safe callers request-widened']
const ping = 'properties: { at: { type: string } }'
const note = "note: { type: [string, 'null'] }"

/** A change of one member of the body, with what it replaces. */
const member = (change: string, from: string, to: string, means: readonly string[]): Row => ({
  change,
  both: [[note, `note: ${from}`]],
  edits: [[`note: ${from}`, `note: ${to}`]],
  means,
})

/** A change of an answer's schema. */
const answer = (change: string, from: string, to: string, means: readonly string[]): Row => ({
  change,
  both: [[ping, from]],
  edits: [[from, to]],
  means,
})

const petSchemas = `    Pet: { type: object, required: [kind], properties: { kind: { type: string } }, discriminator: { propertyName: kind, mapping: { c: Cat, d: Dog } } }
    Cat: { type: object, required: [kind, claws], properties: { kind: { type: string }, claws: { type: integer } } }
    Dog: { type: object, required: [kind, tail], properties: { kind: { type: string }, tail: { type: integer } } }
    Wheel: {`
const cat = "{ $ref: '#/components/schemas/Cat' }"
const dog = "{ $ref: '#/components/schemas/Dog' }"
const told = (mapping: string): string =>
  `{ oneOf: [${cat}, ${dog}], discriminator: { propertyName: kind, mapping: ${mapping} } }`

/** A change of a member that is one of two pets. */
const pet = (change: string, from: string, to: string, means: readonly string[]): Row => ({
  change,
  both: [
    [note, `note: ${from}`],
    ['    Wheel: {', petSchemas],
  ],
  edits: [[`note: ${from}`, `note: ${to}`]],
  means,
})

export const schemaRows: readonly Row[] = [
  member(
    'a required member of a request is no longer `readOnly`',
    '{ type: object, required: [a], properties: { a: { type: string, readOnly: true } } }',
    '{ type: object, required: [a], properties: { a: { type: string } } }',
    narrowed,
  ),
  member(
    'members without a name of their own are no longer `readOnly`, which no validator asks',
    '{ type: object, required: [a], additionalProperties: { type: string, readOnly: true } }',
    '{ type: object, required: [a], additionalProperties: { type: string } }',
    [],
  ),
  {
    change: 'the mark of a required member stands in another part',
    both: [[note, 'note: { allOf: [{ properties: { a: { type: string, readOnly: true } } }, { required: [a] }] }']],
    edits: [['readOnly: true', 'readOnly: false']],
    means: narrowed,
  },
  member(
    'an optional member of a request becomes `readOnly`',
    '{ type: object, properties: { a: { type: string } } }',
    '{ type: object, properties: { a: { type: string, readOnly: true } } }',
    ['risky callers request-property-ignored'],
  ),
  answer(
    'a required member of an answer becomes `writeOnly`',
    `required: [at], ${ping}`,
    'required: [at], properties: { at: { type: string, writeOnly: true } }',
    ['breaking callers response-widened'],
  ),
  answer(
    'an optional member of an answer becomes `writeOnly`',
    ping,
    'properties: { at: { type: string, writeOnly: true } }',
    ['risky callers response-property-removed'],
  ),
  pet('two values of a discriminator change places', told('{ c: Cat, d: Dog }'), told('{ d: Cat, c: Dog }'), [
    ...[...narrowed, ...narrowed],
    ...['risky callers request-property-ignored', 'risky callers request-property-ignored'],
  ]),
  pet('a value of a discriminator goes', told('{ c: Cat, cat: Cat, d: Dog }'), told('{ c: Cat, d: Dog }'), narrowed),
  pet('a discriminator has one more value', told('{ c: Cat, d: Dog }'), told('{ c: Cat, cat: Cat, d: Dog }'), widened),
  pet(
    'a mapping says what was implied',
    `{ oneOf: [${cat}, ${dog}], discriminator: { propertyName: kind } }`,
    told('{ Cat: Cat, Dog: Dog }'),
    [],
  ),
  pet(
    'a discriminator tells alternatives apart by a property of any text',
    `{ anyOf: [${cat}, ${dog}] }`,
    `{ anyOf: [${cat}, ${dog}], discriminator: { propertyName: kind } }`,
    [...narrowed, ...narrowed],
  ),
  pet(
    'one schema becomes one of two that a discriminator tells apart',
    cat,
    `{ oneOf: [${cat}, ${dog}], discriminator: { propertyName: kind } }`,
    [...narrowed, ...widened, 'risky callers request-property-ignored'],
  ),
  {
    change: 'two values of the discriminator of a base schema change places',
    both: [
      [note, "note: { $ref: '#/components/schemas/Pet' }"],
      ['    Wheel: {', petSchemas],
    ],
    edits: [['{ c: Cat, d: Dog }', '{ c: Dog, d: Cat }']],
    means: ['risky callers request-undecided', 'risky jobs request-undecided'],
  },
  member(
    'a long default changes at its end',
    `{ type: string, default: ${'x'.repeat(80)}1 }`,
    `{ type: string, default: ${'x'.repeat(80)}2 }`,
    ['risky callers request-default-changed'],
  ),
  member(
    'steps of 0.3 become steps of 0.1',
    '{ type: number, multipleOf: 0.3 }',
    '{ type: number, multipleOf: 0.1 }',
    widened,
  ),
  member(
    'steps of 0.1 become steps of 0.3',
    '{ type: number, multipleOf: 0.1 }',
    '{ type: number, multipleOf: 0.3 }',
    narrowed,
  ),
  member('a value is a multiple in decimals', '{ enum: [0.3, 19.99] }', '{ enum: [0.3, 19.99], multipleOf: 0.01 }', []),
  member('a text is a password', '{ type: string }', '{ type: string, format: password }', []),
  member('a format that nobody checks', '{ type: string }', '{ type: string, format: house-number }', []),
  member('a format that is checked', '{ type: string }', '{ type: string, format: uuid }', narrowed),
  answer(
    'an answer loses a format that nobody checks',
    'properties: { at: { type: string, format: house-number } }',
    ping,
    ['risky callers response-undecided'],
  ),
  member(
    'the least whole number is the least that there is',
    '{ type: integer }',
    '{ type: integer, minimum: -9007199254740991 }',
    [],
  ),
  member(
    'the least number is set, fractions and all',
    '{ type: number }',
    '{ type: number, minimum: -9007199254740991 }',
    narrowed,
  ),
]
