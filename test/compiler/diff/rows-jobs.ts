/** Changes of how jobs are run, kept, owned and told of, and of operations as a whole. */
import { type Row, row } from './row.ts'

const both = (code: string): readonly string[] => [`breaking callers ${code}`, `breaking jobs ${code}`]
const thingsPost = 'operationId: makeThing'

export const policyRows: readonly Row[] = [
  row(
    'retention is shortened, which accepted jobs do not notice',
    'retention: 14d',
    'retention: 3d',
    ['breaking callers retention-shortened', 'safe jobs retention-shortened'],
    { old: 'retention: 14d', new: 'retention: 3d' },
  ),
  row(
    'retention falls back to the default of the root',
    '        retention: 14d\n',
    '',
    ['breaking callers retention-shortened', 'safe jobs retention-shortened'],
    { old: 'retention: 14d', new: 'x-async-defaults' },
  ),
  row('retention is lengthened', 'retention: 14d', 'retention: 30d', ['safe callers retention-lengthened']),
  row(
    'the tombstone is shortened',
    'tombstone: 7d',
    'tombstone: 1d',
    ['risky callers tombstone-shortened', 'safe jobs tombstone-shortened'],
    { old: 'tombstone', new: 'tombstone' },
  ),
  row('the wait is shortened', 'wait: 30s', 'wait: 5s', ['risky callers wait-shortened'], {
    old: 'wait:',
    new: 'wait:',
  }),
  row('polling is hinted at otherwise', 'initial: 1s, max: 1m', 'initial: 2s, max: 1m', ['safe callers poll-changed']),
  row(
    'fewer attempts',
    'maxAttempts: 5',
    'maxAttempts: 2',
    ['risky callers attempts-lowered', 'safe jobs attempts-lowered'],
    { old: 'maxAttempts', new: 'maxAttempts' },
  ),
  row('more attempts', 'maxAttempts: 5', 'maxAttempts: 7', ['safe callers attempts-raised']),
  row('retries wait otherwise', 'maxAttempts: 5, initial: 1s', 'maxAttempts: 5, initial: 9s', [
    'safe jobs backoff-changed',
  ]),
  row(
    'attempts are cut off earlier',
    'attempt: 10m',
    'attempt: 1m',
    ['risky callers attempt-timeout-lowered', 'risky jobs attempt-timeout-lowered'],
    { old: 'timeout', new: 'timeout' },
  ),
  row('jobs get a shorter deadline', 'total: 2h', 'total: 1h', [
    'risky callers total-timeout-lowered',
    'safe jobs total-timeout-lowered',
  ]),
  row('jobs get no deadline', ', total: 2h', '', ['safe callers timeout-raised']),
  row('jobs can no longer be canceled', 'cancel: { grace: 10s }', 'cancel: false', both('cancel-withdrawn'), {
    old: 'cancel:',
    new: 'cancel:',
  }),
  row('canceling leaves less time', 'grace: 10s', 'grace: 1s', ['risky jobs cancel-grace-shortened']),
  row('the result comes inline', 'completion: see-other', 'completion: inline', both('completion-changed'), {
    old: 'completion',
    new: 'completion',
  }),
  row(
    'an idempotency key is required',
    'required: false, window',
    'required: true, window',
    ['breaking callers idempotency-key-required'],
    { old: 'idempotency', new: 'idempotency' },
  ),
  row('idempotency keys are forgotten earlier', 'window: 48h', 'window: 24h', [
    'risky callers idempotency-window-shortened',
  ]),
  row(
    'fewer jobs at a time',
    'concurrency: { limit: 4',
    'concurrency: { limit: 2',
    ['risky callers concurrency-tightened', 'risky jobs concurrency-tightened'],
    { old: 'concurrency', new: 'concurrency' },
  ),
  row('jobs over the limit are refused', 'onConflict: queue', 'onConflict: reject', [
    'breaking callers concurrency-rejects',
  ]),
  row('no limit on jobs at a time', '        concurrency: { limit: 4, onConflict: queue }\n', '', [
    'safe callers concurrency-relaxed',
    'safe jobs concurrency-relaxed',
  ]),
  row('another priority', 'priority: normal', 'priority: low', ['safe jobs priority-changed']),
  row(
    'reading a job takes another scope',
    "read: ['things:read']",
    "read: ['things:read', 'things:audit']",
    both('job-scopes-narrowed'),
    { old: 'scopes:', new: 'scopes:' },
  ),
  row(
    'canceling a job takes a scope',
    "scopes: { read: ['things:read'] }",
    "scopes: { read: ['things:read'], cancel: ['things:stop'] }",
    both('job-scopes-narrowed'),
  ),
  row('reading a job takes no scope', "        scopes: { read: ['things:read'] }\n", '', [
    'safe callers job-scopes-widened',
  ]),
  row('only owners see jobs', 'visibility: tenant', 'visibility: owner', both('visibility-narrowed'), {
    old: 'visibility',
    new: 'visibility',
  }),
  row('a schedule goes', "        schedule: { cron: '0 3 * * *' }\n", '', ['risky jobs schedule-removed'], {
    old: 'schedule',
  }),
  row('a schedule changes', '0 3 * * *', '0 4 * * *', ['risky jobs schedule-changed'], {
    old: 'schedule',
    new: 'schedule',
  }),
  row(
    'a result resource is another one',
    'result: { operation: getThing, parameters: { thingId: $result#/id } }',
    'result: { operation: listThings }',
    ['breaking callers result-operation-changed', 'risky jobs result-operation-changed'],
    { old: 'getThing', new: 'listThings' },
  ),
  row(
    'submitting is limited further',
    'submit: { limit: 10,',
    'submit: { limit: 5,',
    ['risky callers rate-limit-lowered'],
    { old: 'x-rate-limit', new: 'x-rate-limit' },
  ),
  row('fewer unfinished jobs', 'concurrentJobs: 5', 'concurrentJobs: 2', ['risky callers rate-limit-lowered']),
  row('submitting is limited less', 'submit: { limit: 10,', 'submit: { limit: 50,', ['safe callers rate-limit-raised']),
]

export const operationRows: readonly Row[] = [
  {
    change: 'an operation goes',
    edits: [
      [
        `  /exports:\n    post:\n      operationId: exportThings\n      x-async-operation: true\n      responses:\n        '200': { description: The file, content: { application/zip: {} } }\n`,
        '',
      ],
    ],
    means: both('operation-removed'),
    old: 'post:',
  },
  row(
    'an operation is added',
    '  /exports:\n',
    "  /more:\n    get: { operationId: getMore, responses: { '200': { description: More } } }\n  /exports:\n",
    ['safe callers operation-added'],
    { new: 'getMore' },
  ),
  row(
    'an async operation is renamed',
    thingsPost,
    'operationId: createThing',
    ['risky callers operation-renamed', 'breaking receivers operation-renamed', 'breaking jobs operation-renamed'],
    { old: 'makeThing', new: 'createThing' },
  ),
  row(
    'a synchronous operation is renamed',
    'operationId: listThings',
    'operationId: allThings',
    ['risky callers operation-renamed'],
    { old: 'listThings', new: 'allThings' },
  ),
  row('an operation moves to another path', '  /exports:', '  /archives:', ['breaking callers operation-moved'], {
    old: 'post:',
    new: 'post:',
  }),
  {
    change: 'the resource that results lead to moves',
    edits: [['  /things/{thingId}:', '  /objects/{thingId}:']],
    means: both('operation-moved'),
  },
  {
    change: 'a path parameter has another name',
    edits: [
      ['  /things/{thingId}:', '  /things/{id}:'],
      ['{ name: thingId,', '{ name: id,'],
      ['{ thingId: $result', '{ id: $result'],
    ],
    means: ['risky jobs result-parameters-changed'],
  },
  row(
    'an operation becomes asynchronous',
    'operationId: ping',
    'operationId: ping\n      x-async-operation: true',
    ['breaking callers operation-became-async'],
    { old: 'post:', new: 'x-async-operation' },
  ),
  row(
    'an operation makes jobs for those who ask',
    'operationId: ping',
    'operationId: ping\n      x-async-operation: { mode: both }',
    [],
  ),
  row('an operation becomes synchronous', '      x-async-operation: true\n', '', both('operation-became-sync'), {
    old: 'x-async-operation',
    new: 'post:',
  }),
  row('the mode changes', 'mode: async', 'mode: both', ['breaking callers mode-changed'], {
    old: 'mode: async',
    new: 'mode: both',
  }),
  row(
    'an operation is deprecated',
    'operationId: listThings',
    'operationId: listThings\n      deprecated: true',
    ['safe callers operation-deprecated'],
    { new: 'deprecated' },
  ),
  row('a sunset is brought forward', '2030-01-01', '2029-01-01', ['risky callers sunset-brought-forward'], {
    old: 'x-sunset',
    new: 'x-sunset',
  }),
  row(
    'an operation takes another scope',
    "[{ key: ['things:write'] }]",
    "[{ key: ['things:write', 'things:more'] }]",
    ['breaking callers security-tightened'],
    { old: 'things:write', new: 'things:more' },
  ),
  row('an operation takes no scope', "[{ key: ['things:write'] }]", '[{ key: [] }]', ['safe callers security-relaxed']),
  row('another scheme is enough, too', "[{ key: ['things:write'] }]", "[{ key: ['things:write'] }, { login: [] }]", [
    'safe callers security-relaxed',
  ]),
  row(
    'all operations take another scheme',
    'security: [{ key: [] }]',
    'security: [{ login: [] }]',
    ['breaking callers security-tightened'],
    { old: 'security:', new: 'security:' },
  ),
  {
    change: 'nobody can show to be the owner of a job any more',
    edits: [
      ['security: [{ key: [] }]', 'security: [{ login: [] }]'],
      ["[{ key: ['things:write'] }]", "[{ login: ['things:write'] }]"],
    ],
    means: [
      'breaking callers security-tightened',
      'breaking callers security-tightened',
      'breaking jobs job-owners-changed',
    ],
  },
  row(
    'keys are read from another header',
    'name: X-Key',
    'name: X-Other',
    ['breaking callers security-scheme-changed'],
    { old: 'X-Key', new: 'X-Other' },
  ),
  row(
    'tokens come from elsewhere',
    'https://login.example.com/token',
    'https://id.example.com/token',
    ['risky callers credential-source-changed', 'risky jobs credential-source-changed'],
    { old: 'login:', new: 'login:' },
  ),
  row('the API moves below another path', 'api.example.com/v1', 'api.example.com/v2', both('server-path-moved'), {
    old: 'servers',
    new: 'servers',
  }),
  row('the API moves to another host', 'api.example.com', 'things.example.com', [
    'risky callers server-changed',
    'risky jobs server-changed',
  ]),
  row('jobs move', 'jobsPath: /jobs', 'jobsPath: /tasks', both('jobs-path-moved'), {
    old: 'jobsPath',
    new: 'jobsPath',
  }),
]

export const webhookRows: readonly Row[] = [
  row('a callback goes', /callbacks/.source, 'x-callbacks', ['breaking receivers webhook-removed'], { old: 'post:' }),
  row('a callback is renamed', 'thingMade:', 'thingDone:', ['risky receivers webhook-renamed']),
  row(
    'a callback URL is looked for elsewhere',
    '{$request.body#/callbackUrl}',
    '{$request.body#/otherUrl}',
    ['breaking callers callback-moved', 'breaking receivers callback-moved', 'safe jobs callback-moved'],
    { old: 'callbackUrl', new: 'otherUrl' },
  ),
  row(
    'a callback tells of less',
    'on: [succeeded, failed, canceled]',
    'on: [succeeded, failed]',
    ['breaking receivers event-removed', 'safe jobs event-removed'],
    { old: 'on:', new: 'on:' },
  ),
  row('a callback tells of more', 'on: [succeeded, failed, canceled]', 'on: [succeeded, failed, canceled, started]', [
    'risky receivers event-added',
  ]),
  row(
    'a callback no longer carries the result',
    '                payload: full',
    '                payload: thin',
    ['breaking receivers payload-thinned', 'safe jobs payload-thinned'],
    { old: 'payload', new: 'payload' },
  ),
  row(
    'deliveries are tried for a shorter time',
    'retry: [5s, 5m, 1h]',
    'retry: [5s, 5m]',
    ['risky receivers webhook-retries-shortened', 'safe jobs webhook-retries-shortened'],
    { old: 'retry:', new: 'retry:' },
  ),
  row('deliveries are tried for longer', 'retry: [5s, 5m, 1h]', 'retry: [5s, 5m, 1h, 2h]', [
    'safe receivers webhook-retries-lengthened',
  ]),
  row('a webhook tells of less', 'on: [succeeded, failed], payload: full }', 'on: [succeeded], payload: full }', [
    'breaking receivers event-removed',
    'safe jobs event-removed',
  ]),
  row('a webhook is renamed, which registered endpoints do not see', 'thingEvents:', 'events:', [
    'breaking receivers webhook-removed',
    'safe receivers webhook-added',
  ]),
]
