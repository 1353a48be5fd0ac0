/** The way back of some changes, and what only happens in corners of a spec. */
import { type Row, row } from './row.ts'

const back = { backwards: true } as const

export const moreRows: readonly Row[] = [
  row(
    'a sunset is announced',
    'operationId: listThings',
    "operationId: listThings\n      deprecated: true\n      x-sunset: '2031-01-01'",
    ['safe callers operation-deprecated', 'safe callers sunset-announced'],
    { new: 'x-sunset' },
  ),
  row(
    'an idempotency key is no longer required',
    'required: false, window',
    'required: true, window',
    ['safe callers idempotency-key-optional'],
    back,
  ),
  row('idempotency keys are remembered for longer', 'window: 48h', 'window: 72h', [
    'safe callers idempotency-window-lengthened',
  ]),
  row(
    'a parameter is no longer required',
    'name: dryRun, in: query, schema',
    'name: dryRun, in: query, required: true, schema',
    ['safe callers parameter-optional'],
    back,
  ),
  row(
    'a body may be sent',
    'operationId: exportThings',
    'operationId: exportThings\n      requestBody: { content: { application/json: { schema: { type: object } } } }',
    ['safe callers body-added'],
    { new: 'requestBody' },
  ),
  row(
    'a body is no longer described',
    'operationId: exportThings',
    'operationId: exportThings\n      requestBody: { content: { application/json: { schema: { type: object } } } }',
    ['breaking callers body-removed', 'breaking jobs body-removed'],
    { ...back, old: 'requestBody' },
  ),
  row(
    'a closed answer has one more property',
    '{ at: { type: string } }',
    '{ at: { type: string }, on: { type: string } }',
    ['risky callers response-property-added'],
    { new: 'on:' },
  ),
  row(
    'a closed result has one more property',
    'properties: { id: { type: string } } }\n',
    'properties: { id: { type: string }, at: { type: string } } }\n',
    ['risky callers result-property-added', 'risky receivers result-property-added'],
    { new: 'Copy:' },
  ),
  row(
    'a pattern of a result is another one',
    "'^[0-9]+$'",
    "'^[0-9a-f]+$'",
    [
      'risky callers response-undecided',
      'risky callers result-undecided',
      'risky jobs result-undecided',
      'risky receivers result-undecided',
    ],
    { old: 'serial', new: 'serial' },
  ),
  row(
    'progress may have one more value',
    '[reading, writing]',
    '[reading, sorting, writing]',
    ['risky callers progress-undecided'],
    { old: 'progress:', new: 'progress:' },
  ),
  row('progress has one more property', 'phase: { enum', 'of: { type: integer }, phase: { enum', [
    'safe callers progress-extended',
  ]),
  row('jobs can be canceled', 'cancel: { grace: 10s }', 'cancel: false', ['safe callers cancel-allowed'], back),
  row('the tombstone is kept for longer', 'tombstone: 7d', 'tombstone: 14d', ['safe callers tombstone-lengthened']),
  row('callers may wait for longer', 'wait: 30s', 'wait: 5s', ['safe callers wait-lengthened'], back),
  row('a schedule is added', "        schedule: { cron: '0 3 * * *' }\n", '', ['safe jobs schedule-added'], back),
  row(
    'everybody of a tenant sees jobs',
    'visibility: tenant',
    'visibility: owner',
    ['risky callers visibility-widened'],
    back,
  ),
  row(
    'a callback carries the result, too',
    '                payload: full\n',
    '',
    ['safe receivers payload-filled'],
    back,
  ),
  row('a hand-written body loses what it promised', 'required: [topic], properties', 'properties', [
    'breaking receivers event-body-widened',
  ]),
  row('a hand-written body has one more value', '[sale, fair]', '[sale, fair, end]', [
    'risky receivers event-body-value-added',
  ]),
  row('a hand-written body has another pattern', "'^[A-Z]$'", "'^[A-Z0-9]$'", ['risky receivers event-body-undecided']),
  row('a hand-written body promises more', 'required: [topic], properties', 'required: [topic, text], properties', [
    'safe receivers event-body-narrowed',
  ]),
]
