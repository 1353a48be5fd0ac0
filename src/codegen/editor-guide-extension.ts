/** What the keys of the extension mean, as an editor says it. The long form, with examples, is `docs/spec-reference.md`. */
import type { Guide } from './guide.ts'

const policy: Guide = {
  mode: '`async` answers every request with 202. `both` answers a request that does not ask for `Prefer: respond-async` with the result, if it is ready in time.',
  result:
    'What a succeeded job yields. Without it: what the 200 or 201 response says. `{operation, parameters}` names the GET that serves it.',
  progress: 'JSON Schema of `progress.detail`, the third argument of `job.progress`.',
  partial: 'JSON Schema of intermediate results, which the handler gives with `job.partial`.',
  errors: 'How a job can fail, each with a code. They become `job.fail(code)`, problem types and pages of the docs.',
  retry: 'How often and after which delays a run that threw is repeated. `job.fail` is never repeated.',
  timeout: 'How long one attempt may run; as an object also how long a job may take in all, and wait until it starts.',
  poll: 'What `Retry-After` tells those who poll.',
  wait: 'The longest that `Prefer: wait` may hold a request open.',
  cancel: 'Whether a caller may cancel, and how long a handler has to stop after it was asked to.',
  completion:
    'What the job answers once it has succeeded: 303 to the result (`see-other`), or 200 with the result inside (`inline`).',
  estimate: 'A first guess of the run time, until past jobs tell better.',
  retention: 'How long a finished job and its result can be read. At least 24 hours.',
  tombstone: 'How long, after that, the job answers 410 instead of 404.',
  idempotency: 'How `Idempotency-Key` is treated: whether it is required, and how long a key is remembered.',
  concurrency: 'How many jobs may run at a time, in all or for each value of a key.',
  priority: 'Which waiting jobs go first. Waiting jobs rise with time, so that none waits for ever.',
  schedule: 'The operation also runs by itself, at these times.',
  maxBody: 'The largest request body, like `50MB`. More is answered with 413.',
  scopes: 'Scopes that reading and cancelling need, beyond having started the job.',
  visibility: 'Who sees a job: the caller who started it, or everybody of the same tenant.',
}

export const extensionGuide: Readonly<Record<string, Guide>> = {
  asyncOperation: policy,
  asyncDefaults: {
    ...policy,
    jobsPath: 'Where jobs live below the server path: `/jobs` makes `/jobs/{jobId}`.',
  },
  asyncResult: {
    schema: 'JSON Schema of the result, when no 200 or 201 response says it.',
    mediaType: 'Media type of the result. When it is not JSON, the handler returns `job.file(…)`.',
    operation: 'The `operationId` of the GET that serves the result; the handler stores the result itself.',
    parameters: 'Parameters of that GET, each taken from what the handler returned: `$result` or `$result#/id`.',
  },
  asyncError: {
    code: 'Stable name of the failure in kebab-case: `unreadable-data`.',
    status: 'Status code of the problem that the result answers with.',
    title: 'The failure in a few words. Without it: the code as words.',
    retriable: 'Whether it can help to submit the same again later. It does not make the job run again.',
  },
  asyncRetry: {
    maxAttempts: 'Runs in all, the first included.',
    backoff: 'How the delay grows from one attempt to the next.',
    initial: 'Delay before the second attempt.',
    max: 'The longest delay.',
    jitter: '`full` draws each delay at random from nothing up to its length, so that jobs do not return all at once.',
  },
  asyncTimeout: {
    attempt: 'How long one attempt may run.',
    total: 'How long a job may take from its acceptance to its end, waiting and retries included.',
    start: 'How long a job may wait before its first attempt.',
  },
  asyncPoll: {
    initial: '`Retry-After` right after the 202.',
    max: 'The longest `Retry-After`; it grows with the age of the job.',
  },
  asyncCancel: { grace: 'How long a handler has to stop after `job.signal` aborted.' },
  asyncIdempotency: {
    required: 'Whether a request without `Idempotency-Key` is refused.',
    window: 'How long a key is remembered: a repeat within it answers with the same job.',
  },
  asyncConcurrency: {
    limit: 'How many jobs may run at a time for each key.',
    key: 'A runtime expression that groups jobs, like `$request.body#/project`. Without it all jobs of the operation count together.',
    onConflict: '`queue` lets a job wait for its turn; `reject` answers 409 while as many are unfinished.',
  },
  asyncSchedule: {
    cron: 'When, as five fields: minute, hour, day of month, month, day of week.',
    timezone: 'IANA time zone that the times are meant in.',
    input: 'The request body that the job is given.',
    catchUp: 'What happens with times that passed while nothing ran: run once, run each, or skip them.',
    overlap: 'Whether a run may begin while the one before is unfinished.',
  },
  asyncScopes: {
    read: 'Scopes that reading the job needs.',
    cancel: 'Scopes that cancelling the job needs.',
  },
  webhookPolicy: {
    on: 'The events that are delivered.',
    payload: '`thin` sends what happened and where to look; `full` sends the result, too.',
    retry: 'Delay after each failed delivery; there is one attempt more than delays.',
  },
  rateLimit: {
    submit: 'Requests that start work.',
    poll: 'Polls, counted for each job.',
    list: 'Requests for lists.',
    concurrentJobs: 'Jobs that one caller may have unfinished at a time.',
  },
  rate: {
    limit: 'How many requests.',
    window: 'In which time.',
  },
}
