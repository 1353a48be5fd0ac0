/** Answers that are declared and never sent as they are: the result's under `mode: async`, and the 202. */
import type { Row } from './row.ts'

const described = "        '201':\n          description: The thing\n          content:"
const header = '          headers: { X-Made: { required: true, schema: { type: string } } }\n'
const withHeader = described.replace('          content:', `${header}          content:`)
const begun = "        '202': { description: Begun, headers: { X-Queue: { schema: { type: string } } } }\n"
const both: Row['edits'][number] = ['mode: async', 'mode: both']
const sync: Row['edits'][number] = [
  "responses: { '200': { description: Pong",
  "responses: { '202': { description: Begun }, '200': { description: Pong",
]
const async: Row['edits'][number] = [
  '      operationId: ping\n',
  '      operationId: ping\n      x-async-operation: { mode: both }\n',
]

const unsent = (change: string, first: Row['edits'], edits: Row['edits'], means: readonly string[]): Row => ({
  change,
  both: first,
  edits,
  means,
})

export const unsentRows: readonly Row[] = [
  unsent('a header of a result that is never sent goes', [[described, withHeader]], [[header, '']], []),
  unsent('a header of a result that is never sent comes', [], [[described, withHeader]], []),
  unsent(
    'a header of a result that is sent at once goes',
    [both, [described, withHeader]],
    [[header, '']],
    ['breaking callers response-header-removed'],
  ),
  unsent(
    'a header of a 202 goes',
    [[described, begun + described]],
    [['headers: { X-Queue: { schema: { type: string } } }', '']],
    [],
  ),
  unsent(
    'a header of a 202 beside an answer at once goes',
    [both, [described, begun + described]],
    [['headers: { X-Queue: { schema: { type: string } } }', '']],
    [],
  ),
  unsent(
    'a 202 is no longer written beside an answer at once',
    [both, [described, begun + described]],
    [[begun, '']],
    [],
  ),
  unsent('a 202 is written beside an answer at once', [both], [[described, begun + described]], []),
  unsent(
    'a link of a 202 beside an answer at once goes',
    [both, [described, begun.replace('Begun', 'Begun, links: { things: { operationId: listThings } }') + described]],
    [[', links: { things: { operationId: listThings } }', '']],
    ['risky callers link-removed'],
  ),
  unsent(
    'a 202 of a synchronous operation goes',
    [sync],
    [["'202': { description: Begun }, ", '']],
    ['breaking callers response-removed'],
  ),
  unsent(
    'a success that is never sent goes beside an answer at once',
    [
      async,
      [
        "responses: { '200': { description: Pong",
        "responses: { '206': { description: Some }, '200': { description: Pong",
      ],
    ],
    [["'206': { description: Some }, ", '']],
    [],
  ),
  unsent(
    'a second success goes as jobs come',
    [
      [
        "responses: { '200': { description: Pong",
        "responses: { '206': { description: Some }, '200': { description: Pong",
      ],
    ],
    [async],
    ['breaking callers response-removed'],
  ),
]
