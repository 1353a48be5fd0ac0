/** Verdicts on what makes an operation asynchronous: its result, its errors, and how its jobs are run and kept. */
import { breaking, type ChangeRow, none, risky, row, safe } from './verdict.ts'

const asAccepted = 'Jobs keep what they were accepted with.'

export const jobVerdicts = {
  'result-widened': row(
    {
      callers: breaking(
        'Results may hold what was ruled out, or lack what was promised, also those of jobs that were accepted before.',
      ),
      receivers: breaking('Events with `payload: full` may carry such results.'),
    },
    'Keep the promise: add new members beside the old ones.',
  ),
  'result-value-added': row(
    {
      callers: risky('Callers who list all values meet one they do not know.'),
      receivers: risky('Receivers of `payload: full` meet a value they do not know.'),
    },
    'Tell callers to expect values they do not know, and announce it.',
  ),
  'result-property-removed': row(
    {
      callers: risky('A property that was optional is never there.'),
      receivers: risky('A property of `payload: full` that was optional is never there.'),
    },
    'Keep sending it for as long as callers read it.',
  ),
  'result-property-added': row(
    {
      callers: risky('The old schema rules out properties it does not name: callers who validate results refuse them.'),
      receivers: risky('Receivers who validate `payload: full` refuse them.'),
    },
    'Leave `additionalProperties` open in results before you add to them.',
  ),
  'result-undecided': row(
    {
      callers: risky('Whether every result still fits what was promised cannot be decided.'),
      receivers: risky('Whether every event with `payload: full` still fits cannot be decided.'),
      jobs: risky('Whether every stored result fits what is now promised cannot be decided.'),
    },
    'Compare the two by hand, or write one of them so that it contains the other.',
  ),
  'result-extended': row({ callers: safe('Results may hold one more property.') }, none),
  'result-narrowed': row(
    {
      jobs: breaking(
        'Results stored before are served until their retention ends, and do not fit what is now promised.',
      ),
    },
    'Promise it only when the last of the old results has expired; until then make new members optional.',
  ),
  'result-kind-changed': row(
    {
      callers: breaking('The result is another kind of thing: JSON, a file, a resource, or nothing.'),
      jobs: breaking('Results stored before are served as they were, and are not what is now promised.'),
    },
    'Add a new operation that yields the new kind.',
  ),
  'result-media-type-changed': row(
    {
      callers: breaking('Results come in another media type.'),
      jobs: breaking('Results stored before are in the old media type.'),
    },
    'Add a new operation that yields the new media type.',
  ),
  'result-encoding-changed': row(
    {
      callers: breaking('Parts of the result are written another way.'),
      jobs: breaking('Results stored before are written the old way.'),
    },
    'Add a new operation that yields the new form.',
  ),
  'result-operation-changed': row(
    {
      callers: breaking('The result is another resource than the one that was promised.'),
      jobs: risky('Results stored before keep leading to the old resource.'),
    },
    'Keep the old resource readable until the last of the old results has expired.',
  ),
  'result-parameters-changed': row(
    { jobs: risky('Results stored before keep the URL that was made for them; new ones get another.') },
    'Keep both URLs readable until the last of the old results has expired.',
  ),
  'progress-widened': row(
    { callers: breaking('`progress.detail` or `partial` may hold what was ruled out, or lack what was promised.') },
    'Keep the promise: add new members beside the old ones.',
  ),
  'progress-undecided': row(
    { callers: risky('Whether `progress.detail` or `partial` still fits what was promised cannot be decided.') },
    'Compare the two by hand.',
  ),
  'progress-extended': row({ callers: safe('`progress.detail` or `partial` may hold one more property.') }, none),
  'progress-narrowed': row(
    { jobs: risky('What running jobs have reported before does not fit what is now promised.') },
    'Make new members optional until those jobs are finished.',
  ),
  'error-removed': row(
    {
      callers: safe('A failure that callers were prepared for no longer happens.'),
      jobs: breaking(
        'Jobs that failed with it keep the code, whose page is gone; a handler that still throws it fails with another code.',
      ),
    },
    'Keep the code until the last of the jobs that failed with it has expired.',
  ),
  'error-added': row(
    { callers: safe('Jobs can fail with one more code; callers treat one they do not know by its status.') },
    none,
  ),
  'error-status-changed': row(
    {
      callers: breaking('Callers who tell failures apart by status take it for another one.'),
      jobs: risky('Jobs that failed before keep the old status.'),
    },
    'Add a new code with the new status.',
  ),
  'error-retriable-changed': row(
    { callers: risky('Clients that submit again by themselves begin or cease to do so.') },
    'Add a new code.',
  ),
  'completion-changed': row(
    {
      callers: breaking('The job answers 303 where it answered 200, or the other way round, once it has succeeded.'),
      jobs: breaking('Clients that poll jobs accepted before are answered the new way.'),
    },
    'Keep `completion`; clients that want the other way poll the status resource, which never redirects.',
  ),
  'cancel-withdrawn': row(
    {
      callers: breaking('DELETE on a job is answered 405.'),
      jobs: breaking('Jobs that are running can no longer be stopped.'),
    },
    'Keep `cancel`, and let the handler finish what it cannot stop.',
  ),
  'cancel-allowed': row({ callers: safe('Jobs can be canceled.') }, none),
  'cancel-grace-shortened': row(
    { jobs: risky('Handlers have less time to clean up after a cancel request.') },
    'Make sure that cleaning up is done in time.',
  ),
  'retention-shortened': row(
    { callers: breaking('Results of new jobs vanish earlier than callers were promised.'), jobs: safe(asAccepted) },
    'Keep `retention`, or announce it long before.',
  ),
  'retention-lengthened': row({ callers: safe('Results can be read for longer.') }, none),
  'tombstone-shortened': row(
    { callers: risky('Expired jobs answer 404 instead of 410 earlier.'), jobs: safe(asAccepted) },
    'Keep `tombstone`.',
  ),
  'tombstone-lengthened': row({ callers: safe('Expired jobs answer 410 for longer.') }, none),
  'wait-shortened': row(
    { callers: risky('`Prefer: wait` is cut off earlier: callers get 202 where they got the result.') },
    'Callers must be ready to poll.',
  ),
  'wait-lengthened': row({ callers: safe('Callers may wait for longer.') }, none),
  'poll-changed': row({ callers: safe('Only the hints in `Retry-After` change.') }, none),
  'attempts-lowered': row(
    { callers: risky('Jobs give up earlier.'), jobs: safe(asAccepted) },
    'Make sure that what is retried recovers within the attempts that are left.',
  ),
  'attempts-raised': row({ callers: safe('Jobs are tried more often before they fail.') }, none),
  'backoff-changed': row({ jobs: safe('The next retry of a waiting job comes at another time.') }, none),
  'attempt-timeout-lowered': row(
    {
      callers: risky('Jobs that took longer fail.'),
      jobs: risky('Attempts that begin after the deployment are cut off earlier, also those of jobs accepted before.'),
    },
    'Look at how long attempts take before you lower it.',
  ),
  'total-timeout-lowered': row(
    { callers: risky('Jobs that took longer fail with `deadline-exceeded`.'), jobs: safe(asAccepted) },
    'Look at how long jobs take, waiting included, before you lower it.',
  ),
  'timeout-raised': row({ callers: safe('Jobs may take longer.') }, none),
  'concurrency-tightened': row(
    {
      callers: risky('Fewer jobs run at a time, or other ones wait for each other.'),
      jobs: risky('Waiting jobs wait for longer and may miss their deadline.'),
    },
    'Look at how many run at a time before you lower the limit.',
  ),
  'concurrency-rejects': row(
    { callers: breaking('Requests over the limit are answered 409 where they were queued.') },
    'Keep `onConflict: queue`.',
  ),
  'concurrency-relaxed': row(
    { callers: safe('More jobs run at a time.'), jobs: safe('Waiting jobs start earlier.') },
    none,
  ),
  'priority-changed': row({ jobs: safe('New jobs are claimed earlier or later than waiting ones.') }, none),
  'schedule-removed': row({ jobs: risky('It no longer runs by itself.') }, 'Make sure that nobody waits for it.'),
  'schedule-changed': row(
    { jobs: risky('It runs by itself at other times or with another input.') },
    'Make sure that nobody relies on the old times.',
  ),
  'schedule-added': row({ jobs: safe('It now runs by itself, too.') }, none),
  'job-scopes-narrowed': row(
    {
      callers: breaking('Callers without the scope get 404 for their own jobs.'),
      jobs: breaking('Owners of jobs accepted before lose them, unless their credential has the scope.'),
    },
    'Give every caller the scope first.',
  ),
  'job-scopes-widened': row({ callers: safe('Whoever could read and cancel a job still can.') }, none),
  'visibility-narrowed': row(
    {
      callers: breaking('Callers get 404 for jobs of others in their tenant.'),
      jobs: breaking('Jobs that others of the tenant watch disappear for them.'),
    },
    'Keep `visibility: tenant` until nobody reads the jobs of others.',
  ),
  'visibility-widened': row(
    {
      callers: risky('Inputs and results become readable to everybody of the same tenant, also those of earlier jobs.'),
    },
    'Make sure that callers expect this.',
  ),
} as const satisfies Readonly<Record<string, ChangeRow>>
