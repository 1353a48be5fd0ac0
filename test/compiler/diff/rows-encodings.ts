/** How members of forms and parts of multipart messages are written, and characters that may stand unescaped. */
import { type Row, row } from './row.ts'

const ping = '      operationId: ping\n'
const pong = "'200': { description: Pong, content: {"
const limit = '{ name: limit, in: query, schema: { type: integer, minimum: 1, maximum: 100 } }'
const zip = 'application/zip: {}'

const members =
  '{ type: object, properties: { ids: { type: array, items: { type: string } }, one: { type: string }, file: { type: string, contentEncoding: base64 }, more: { type: object } } }'
const form = (encoding: string): string =>
  `application/x-www-form-urlencoded: { schema: ${members}, encoding: ${encoding} }`
const parts = (encoding: string): string => `multipart/form-data: { schema: ${members}, encoding: ${encoding} }`
const headers = (text: string): string => parts(`{ one: { headers: ${text} } }`)

type Coded = (encoding: string) => string

/** In the body of a request of the synchronous operation. */
const sent = (change: string, write: Coded, from: string, to: string, means: readonly string[]): Row => ({
  change,
  both: [[ping, `${ping}      requestBody: { content: { ${write(from)} } }\n`]],
  edits: [[write(from), write(to)]],
  means,
})

/** In what the synchronous operation answers. */
const answered = (change: string, write: Coded, from: string, to: string, means: readonly string[]): Row => ({
  change,
  both: [[pong, `${pong} ${write(from)},`]],
  edits: [[write(from), write(to)]],
  means,
})

/** In the file that jobs yield. */
const yielded = (change: string, write: Coded, from: string, to: string, means: readonly string[]): Row => ({
  change,
  both: [[zip, write(from)]],
  edits: [[write(from), write(to)]],
  means,
})

const body = ['breaking callers body-encoding-changed']
const answer = ['breaking callers response-encoding-changed']
const escaping = ['safe callers escaping-changed']
const required = '{ X-Part: { required: true, schema: { type: string } } }'
const optional = '{ X-Part: { schema: { type: string } } }'

export const encodingRows: readonly Row[] = [
  sent('a part says the media type that it has anyway', parts, '{}', '{ one: { contentType: text/plain } }', []),
  sent('a list says the media type of its items', parts, '{}', '{ ids: { contentType: text/plain } }', []),
  sent('an object says that it is JSON', parts, '{}', '{ more: { contentType: application/json } }', []),
  sent('an encoded part says that it is bytes', parts, '{}', '{ file: { contentType: application/octet-stream } }', []),
  sent('a part gets another media type than the implied one', parts, '{}', '{ one: { contentType: text/csv } }', body),
  sent(
    'a part may be of a whole range',
    parts,
    '{ one: { contentType: text/csv } }',
    "{ one: { contentType: 'text/*' } }",
    [],
  ),
  sent('a range is narrowed', parts, "{ one: { contentType: 'text/*' } }", '{ one: { contentType: text/csv } }', body),
  sent('a header of a part is now needed', headers, '{}', required, body),
  sent('a header of a part may be sent', headers, '{}', optional, []),
  sent('a header of a part is no longer needed', headers, required, optional, []),
  sent('a header of a part is another thing', headers, optional, optional.replace('string', 'integer'), body),
  sent('reserved characters may stand in a form', form, '{}', '{ one: { allowReserved: true } }', escaping),
  sent('reserved characters are escaped in a form', form, '{ one: { allowReserved: true } }', '{}', escaping),
  answered('an answered form repeats a name no longer', form, '{}', '{ ids: { explode: false } }', answer),
  answered('an answered form says what goes without saying', form, '{}', '{ ids: { style: form } }', []),
  answered(
    'an answered part has one more media type',
    parts,
    '{ one: { contentType: text/csv } }',
    "{ one: { contentType: 'text/csv, text/plain' } }",
    answer,
  ),
  answered(
    'an answered part has one media type less',
    parts,
    "{ one: { contentType: 'text/csv, text/plain' } }",
    '{ one: { contentType: text/csv } }',
    [],
  ),
  answered('a header of an answered part goes', headers, required, '{}', answer),
  answered('a header of an answered part may be missing', headers, required, optional, answer),
  answered('a header of an answered part comes', headers, '{}', required, []),
  answered(
    'reserved characters may stand in an answered form',
    form,
    '{}',
    '{ one: { allowReserved: true } }',
    escaping,
  ),
  yielded('a part of a result has another media type', parts, '{}', '{ one: { contentType: text/csv } }', [
    'breaking callers result-encoding-changed',
    'breaking jobs result-encoding-changed',
  ]),
  yielded('a part of a result says what goes without saying', parts, '{}', '{ one: { contentType: text/plain } }', []),
  {
    change: 'parts that have no names are written another way',
    both: [
      ['openapi: 3.1.0', 'openapi: 3.2.0'],
      [
        ping,
        `${ping}      requestBody: { content: { multipart/mixed: { itemEncoding: { contentType: text/csv } } } }\n`,
      ],
    ],
    edits: [['itemEncoding: { contentType: text/csv }', 'itemEncoding: { contentType: text/plain }']],
    means: body,
  },
  row(
    'reserved characters may stand in a query',
    limit,
    limit.replace('in: query', 'in: query, allowReserved: true'),
    escaping,
    {
      old: 'name: limit',
      new: 'allowReserved: true',
    },
  ),
  row(
    'reserved characters are escaped in a query',
    limit,
    limit.replace('in: query', 'in: query, allowReserved: true'),
    escaping,
    {
      backwards: true,
    },
  ),
]
