import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/base/json.ts'
import { type ReadFile, readDocument } from '../../src/compiler/adopt/read-document.ts'
import { reasonsFor, scoreOf, signalNames, threshold } from '../../src/compiler/adopt/signals.ts'
import { subjectOf, surroundingsOf } from '../../src/compiler/adopt/subject.ts'

interface Row {
  readonly claim: string
  readonly signals: readonly string[]
  readonly proposed: boolean
  readonly method?: string
  readonly path?: string
  readonly operation: JsonObject
  /** Other paths of the document. */
  readonly beside?: JsonObject
  readonly schemas?: JsonObject
}

const json = (schema: JsonObject): JsonObject => ({ description: 'ok', content: { 'application/json': { schema } } })
const object = (properties: JsonObject): JsonObject => ({ type: 'object', properties })
const text = { type: 'string' }
const done = { '200': { description: 'Done' } }
const lifecycle = { type: 'string', enum: ['queued', 'running', 'succeeded', 'failed'] }
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` })

const rows: readonly Row[] = [
  {
    claim: 'a 202 beside a 200 is enough',
    signals: ['accepted', 'accepted-beside'],
    proposed: true,
    operation: { responses: { ...done, '202': { description: 'Accepted' } } },
  },
  {
    claim: 'a bare 202 is not enough',
    signals: ['accepted'],
    proposed: false,
    operation: { responses: { '202': { description: 'Accepted' } } },
  },
  {
    claim: 'a 202 that names a status monitor is enough',
    signals: ['accepted', 'accepted-headers'],
    proposed: true,
    operation: {
      responses: { '202': { description: 'Accepted', headers: { 'Operation-Location': { schema: text } } } },
    },
  },
  {
    claim: 'a 202 that says the work goes on is enough',
    signals: ['accepted', 'accepted-text'],
    proposed: true,
    operation: { responses: { '202': { description: 'The thing will be made.' } } },
  },
  {
    claim: 'a 202 whose body tells how far the work is is enough',
    signals: ['accepted', 'accepted-status'],
    proposed: true,
    operation: { responses: { '202': json(object({ state: lifecycle })) } },
  },
  {
    claim: 'a 202 that says the work is done is not enough, whatever the verb',
    signals: ['accepted', 'verb', 'accepted-done'],
    proposed: false,
    operation: { operationId: 'importThings', responses: { '202': { description: 'Successfully updated' } } },
  },
  {
    claim: 'a 202 means nothing in a document that declares it for every GET',
    signals: ['accepted', 'accepted-beside', 'accepts-everything'],
    proposed: false,
    operation: { responses: { ...done, '202': { description: 'Accepted' } } },
    beside: Object.fromEntries(
      ['/a', '/b', '/c'].map((path) => [path, { get: { responses: { '202': { description: 'Accepted' } } } }]),
    ),
  },
  {
    claim: 'callbacks are enough',
    signals: ['callbacks'],
    proposed: true,
    operation: { responses: done, callbacks: { ready: { '{$request.body#/url}': { post: { responses: done } } } } },
  },
  {
    claim: 'a parameter Prefer: respond-async is enough, also on a GET',
    signals: ['prefer-parameter'],
    proposed: true,
    method: 'get',
    operation: {
      parameters: [{ name: 'Prefer', in: 'header', schema: { type: 'string', enum: ['respond-async'] } }],
      responses: done,
    },
  },
  {
    claim: 'a parameter Prefer for something else is nothing',
    signals: [],
    proposed: false,
    operation: {
      parameters: [{ name: 'Prefer', in: 'header', schema: { type: 'string', enum: ['return=minimal'] } }],
      responses: done,
    },
  },
  ...['x-ms-long-running-operation', 'x-aep-long-running-operation'].map((mark) => ({
    claim: `the mark ${mark} is enough, also on a GET`,
    signals: ['long-running-mark'],
    proposed: true,
    method: 'get',
    operation: { [mark]: mark.includes('aep') ? { response: {} } : true, responses: done },
  })),
  {
    claim: 'a mark that says no is nothing',
    signals: [],
    proposed: false,
    operation: { 'x-ms-long-running-operation': false, responses: done },
  },
  {
    claim: 'an operation as AIP-151 describes it is enough',
    signals: ['google-operation', 'job-schema'],
    proposed: true,
    operation: { responses: { '200': json(ref('Operation')) } },
    schemas: { Operation: object({ name: text, done: { type: 'boolean' }, error: object({}), response: object({}) }) },
  },
  {
    claim: 'a job with a lifecycle is enough',
    signals: ['job-status', 'job-schema'],
    proposed: true,
    operation: { responses: { '201': json(ref('Job')) } },
    schemas: { Job: object({ id: text, status: lifecycle }) },
  },
  {
    claim: 'a status without an unfinished state is no lifecycle',
    signals: [],
    proposed: false,
    operation: { responses: { '201': json(object({ status: { enum: ['done', 'failed'] } })) } },
  },
  {
    claim: 'a resource that is provisioned is enough where it may be created',
    signals: ['provisioning-state', 'provisioning-created'],
    proposed: true,
    method: 'put',
    operation: { responses: { ...done, '201': json(object({ properties: object({ provisioningState: text }) })) } },
  },
  {
    claim: 'a change of a resource that is provisioned is enough beside an operation that answers 202',
    signals: ['provisioning-state', 'sibling-accepts'],
    proposed: true,
    method: 'patch',
    operation: { responses: { '200': json(object({ provisioningState: text })) } },
    beside: { '/things': { delete: { responses: { '202': { description: 'Accepted' } } } } },
  },
  {
    claim: 'a GET of the status below the operation counts, and so does the verb',
    signals: ['accepted', 'status-get', 'verb'],
    proposed: true,
    path: '/things/export',
    operation: { responses: { '202': { description: 'Accepted' } } },
    beside: { '/things/export/{id}/status': { get: { responses: done } } },
  },
  {
    claim: 'a description that says so is enough',
    signals: ['says-so'],
    proposed: true,
    operation: { description: 'Makes things. This operation is asynchronous.', responses: done },
  },
  {
    claim: 'a description that denies it is not',
    signals: [],
    proposed: false,
    operation: { description: 'Makes things. This is a synchronous operation.', responses: done },
  },
  {
    claim: 'a description that hints at it needs one thing more',
    signals: ['hints-at-it'],
    proposed: false,
    operation: { description: 'Makes things. It may take a few minutes.', responses: done },
  },
  {
    claim: 'a description that hints at it and a verb are enough',
    signals: ['hints-at-it', 'verb'],
    proposed: true,
    operation: { operationId: 'restoreThings', description: 'It may take a few minutes.', responses: done },
  },
  {
    claim: 'a name that says so is enough',
    signals: ['async-name'],
    proposed: true,
    operation: { operationId: 'makeThingsAsync', responses: done },
  },
  {
    claim: 'a ticket in the answer counts',
    signals: ['job-id', 'verb'],
    proposed: false,
    operation: { operationId: 'runThings', responses: { '200': json(object({ jobId: text })) } },
  },
  {
    claim: 'a cancellation is not proposed, even with a 202',
    signals: ['accepted', 'accepted-beside', 'ends-work'],
    proposed: false,
    path: '/jobs/{id}/cancel',
    operation: { responses: { ...done, '202': { description: 'Accepted' } } },
  },
  {
    claim: 'a POST that only reads jobs is not proposed',
    signals: ['job-status', 'job-schema', 'only-reads'],
    proposed: false,
    operation: { operationId: 'describeJob', responses: { '200': json(ref('Job')) } },
    schemas: { Job: object({ id: text, status: lifecycle }) },
  },
  {
    claim: 'forgetting an operation is not proposed',
    signals: ['google-operation', 'job-schema', 'tends-operations'],
    proposed: false,
    method: 'delete',
    path: '/operations',
    operation: { responses: { '200': json(ref('Operation')) } },
    schemas: { Operation: object({ name: text, done: { type: 'boolean' }, error: object({}), response: object({}) }) },
  },
  {
    claim: 'a GET that answers 202 is not proposed',
    signals: [],
    proposed: false,
    method: 'get',
    operation: { responses: { ...done, '202': { description: 'Not ready yet, poll again.' } } },
  },
  { claim: 'a plain POST is not proposed', signals: [], proposed: false, operation: { responses: done } },
]

describe('adopt looks at what an operation says of itself:', () => {
  it.each(rows)('$claim', ({ signals, proposed, ...row }) => {
    const reasons = reasonsIn(row)
    expect(reasons.map(({ signal }) => signal)).toEqual(signals)
    expect(scoreOf(reasons) >= threshold).toBe(proposed)
  })

  it('gives each signal a reason in words', () => {
    const texts = rows.flatMap((row) => reasonsIn(row).map((reason) => reason.text))
    expect(texts.filter((reason) => !/\w{2,} \w+/.test(reason))).toEqual([])
  })

  it('knows no signal that no row shows', () => {
    const shown = new Set(rows.flatMap((row) => row.signals))
    expect(signalNames.filter((name) => !shown.has(name))).toEqual([])
  })
})

function reasonsIn({
  method = 'post',
  path = '/things',
  operation,
  beside = {},
  schemas = {},
}: Omit<Row, 'signals' | 'proposed' | 'claim'>) {
  const siblings = beside[path]
  const item = { ...(typeof siblings === 'object' ? siblings : {}), [method]: operation }
  const value = { openapi: '3.1.0', paths: { ...beside, [path]: item }, components: { schemas } }
  const file: ReadFile = { path: 'spec/openapi.json', value }
  const document = readDocument([file])
  const found = document.operations.find((one) => one.path === path && one.method === method.toUpperCase())
  if (found === undefined) throw new Error('the operation is not there')
  return reasonsFor(subjectOf(document, surroundingsOf(document), found))
}
