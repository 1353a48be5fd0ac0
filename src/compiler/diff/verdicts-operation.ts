/** Verdicts on operations as a whole: that they exist, how they are called, and by whom. */
import { breaking, type ChangeRow, none, risky, row, safe } from './verdict.ts'

export const operationVerdicts = {
  'operation-removed': row(
    {
      callers: breaking('Requests are answered 404 or 405.'),
      jobs: breaking(
        'Jobs that are not finished wait until their deadline and then fail; finished ones cannot be canceled.',
      ),
    },
    'Keep it with `deprecated: true` and `x-sunset`, and remove it when nobody calls it and none of its jobs is unfinished.',
  ),
  'operation-added': row({ callers: safe('Nobody calls it yet.') }, none),
  'operation-taken-over': row(
    { callers: risky('Requests with that value of the path parameter get to another operation.') },
    'Make sure that no such value is in use, or choose a path that no old one takes.',
  ),
  'operation-renamed': row(
    {
      callers: risky(
        'Requests are answered as before; generated clients and whoever reads `operation` in a job see another name.',
      ),
      receivers: breaking('Every event of the operation has another `type`.'),
      jobs: breaking('Jobs accepted under the old name find no handler: they wait until their deadline and then fail.'),
    },
    'Keep the `operationId`: it names the handler, the jobs and the events. Change `summary` for a better title.',
  ),
  'operation-moved': row(
    {
      callers: breaking('Requests to the old method and path are answered 404 or 405.'),
      jobs: breaking('Results that live there were handed out under the old path, which now leads nowhere.'),
    },
    'Add the new path under an `operationId` of its own and keep the old one until its `x-sunset`.',
  ),
  'operation-became-async': row(
    { callers: breaking('Callers get 202 and a job where they got the result.') },
    'Use `mode: both`, under which only requests with `Prefer: respond-async` get a job, or add a new operation.',
  ),
  'operation-became-sync': row(
    {
      callers: breaking('Callers get the result where they got 202 and a job.'),
      jobs: breaking('Jobs that are not finished find no handler: they wait until their deadline and then fail.'),
    },
    'Use `mode: both`, or wait until every job is finished.',
  ),
  'mode-changed': row(
    {
      callers: breaking(
        'A request without `Prefer` is answered another way than before: 202 and a job, or the result itself.',
      ),
    },
    'Add a new operation with the other mode.',
  ),
  'operation-deprecated': row({ callers: safe('Answers carry `Deprecation`; nothing else changes.') }, none),
  'sunset-announced': row({ callers: safe('Answers carry `Sunset`.') }, none),
  'sunset-brought-forward': row(
    { callers: risky('Callers who planned for the old date are too late.') },
    'Keep the date that was announced.',
  ),
  'security-tightened': row(
    { callers: breaking('Callers whose credential was enough get 401 or 403.') },
    'Add the new requirement as an alternative first, and drop the old one when every caller has moved.',
  ),
  'security-relaxed': row({ callers: safe('Every credential that was enough still is.') }, none),
  'security-scheme-changed': row(
    { callers: breaking('Credentials are read from another place or in another form; the old ones are not found.') },
    'Add the new form as a scheme of its own and allow both for a while.',
  ),
  'credential-source-changed': row(
    {
      callers: risky('Whether tokens of the old issuer or flow are still taken cannot be told from the spec.'),
      jobs: risky('Owners are told apart by issuer and subject: under another issuer they do not find their jobs.'),
    },
    'Keep the old issuer as a scheme of its own until its jobs have expired.',
  ),
  'job-owners-changed': row(
    {
      jobs: breaking(
        'An owner is a kind of scheme and a subject: whoever started a job this way can no longer show to be its owner.',
      ),
    },
    'Keep the old scheme among the alternatives until the last of its jobs has expired.',
  ),
  'rate-limit-lowered': row(
    { callers: risky('Callers who stayed within the old limit get 429.') },
    'Announce it, and look at who comes close to the new limit.',
  ),
  'rate-limit-raised': row({ callers: safe('Callers may ask more often.') }, none),
  'idempotency-key-required': row(
    { callers: breaking('Requests without `Idempotency-Key` are answered 400.') },
    'Keep it optional until every caller sends one.',
  ),
  'idempotency-key-optional': row({ callers: safe('A key is still taken.') }, none),
  'idempotency-window-shortened': row(
    { callers: risky('A repeat that comes later than the new window starts a second job.') },
    'Keep the window longer than callers repeat their requests.',
  ),
  'idempotency-window-lengthened': row({ callers: safe('Repeats are recognised for longer.') }, none),
  'server-path-moved': row(
    {
      callers: breaking('Every URL of the API changes.'),
      jobs: breaking('The URLs that were handed out with the 202s lead nowhere.'),
    },
    'Let the proxy in front serve the old path, too, until the last of the jobs has expired.',
  ),
  'server-changed': row(
    {
      callers: risky('Whether the old host still answers cannot be told from the spec.'),
      jobs: risky('URLs that were handed out name the old host.'),
    },
    'Keep the old host answering, at least until the last of the jobs has expired.',
  ),
  'jobs-path-moved': row(
    {
      callers: breaking('Clients that know where jobs are do not find them.'),
      jobs: breaking('The URLs that were handed out with the 202s lead nowhere.'),
    },
    'Keep `jobsPath`, or let the proxy in front serve the old one until the last of the jobs has expired.',
  ),
} as const satisfies Readonly<Record<string, ChangeRow>>
