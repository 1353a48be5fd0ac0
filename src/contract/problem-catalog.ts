/**
 * Every problem the framework itself can answer with, in one table. The docs print a page for each, `type` URLs lead there, and a test
 * ties the three together. A job's own declared errors are in its operation (`AsyncPolicy.errors`).
 */

export interface ProblemDefinition {
  readonly status: number
  readonly title: string
  /** Whether repeating the same request later can help. */
  readonly retriable: boolean
  /** Whether the answer says when, in `Retry-After` (R-STA-15). */
  readonly retryAfter: boolean
  /** The `type`, where a registered one stands for the page of the code. */
  readonly type?: string
  /** For the docs page: what happened and what to do. */
  readonly help: string
}

const row = (status: number, title: string, retriable: boolean, help: string): ProblemDefinition => ({
  status,
  title,
  retriable,
  retryAfter: false,
  help,
})

/** One that the caller is told to repeat, and when. */
const later = (status: number, title: string, help: string): ProblemDefinition => ({
  ...row(status, title, true, help),
  retryAfter: true,
})

export const problemCatalog = {
  'invalid-request': row(
    400,
    'The request does not fit the contract',
    false,
    'Each entry of `errors` names a place (`pointer` into the body, or `parameter`) and what is wrong there. Mend them all and send the request again.',
  ),
  'malformed-body': row(
    400,
    'The body cannot be read',
    false,
    'The body is not well-formed JSON, repeats a member name, nests deeper than 64 levels, or is not valid UTF-8.',
  ),
  'invalid-callback-url': row(
    400,
    'The callback URL cannot be used',
    false,
    'A callback URL must be https, point to a public address and carry no user name or password.',
  ),
  'invalid-idempotency-key': row(
    400,
    'The Idempotency-Key cannot be used',
    false,
    'A key is 1 to 255 visible ASCII characters, bare or as a quoted string.',
  ),
  'idempotency-key-required': row(
    400,
    'An Idempotency-Key is required',
    false,
    'Send a key that is unique to this piece of work, and the same one when you repeat it.',
  ),
  'bad-request': row(
    400,
    'The request cannot be understood',
    false,
    'The request line, a header or a parameter is malformed; `detail` says which.',
  ),
  unauthorized: row(
    401,
    'A valid credential is needed',
    false,
    'Send one of the credentials that `WWW-Authenticate` lists. A key may have expired or been revoked.',
  ),
  forbidden: row(
    403,
    'The credential lacks a scope',
    false,
    '`WWW-Authenticate` names the scopes needed. Ask the operator for a key that has them.',
  ),
  'not-found': row(
    404,
    'There is no such thing here',
    false,
    'The path is unknown, or the thing does not exist, or it belongs to somebody else: these look the same on purpose.',
  ),
  'method-not-allowed': row(
    405,
    'The method is not allowed here',
    false,
    '`Allow` lists the methods of this resource.',
  ),
  'not-acceptable': row(
    406,
    'Nothing acceptable can be offered',
    false,
    'Ask for `application/json`, or send no `Accept` header.',
  ),
  'not-finished': row(409, 'The job has not finished', true, 'Wait for the job to finish, or cancel it first.'),
  'already-finished': row(
    409,
    'The job has already finished',
    false,
    'A job that succeeded or failed cannot be canceled. Its result is untouched.',
  ),
  'job-canceled': row(
    409,
    'The job was canceled',
    false,
    'A canceled job has no result. Start it again if you still need one.',
  ),
  'idempotency-key-in-use': row(
    409,
    'A request with this Idempotency-Key is still being received',
    true,
    'Wait for the first request to be answered, then repeat this one.',
  ),
  'job-in-progress': row(
    409,
    'A job like this one has not finished',
    true,
    'The operation takes on only so many at a time. Wait until that job has finished; if it is yours, `monitor` says where it is.',
  ),
  'operation-ended': row(
    410,
    'The operation starts nothing any more',
    false,
    'Its `Sunset` has passed. `Link` with `rel="deprecation"` leads to what to use instead. Jobs it has started go on as before.',
  ),
  gone: row(
    410,
    'The job has expired or was forgotten',
    false,
    'Jobs are kept for the retention time of their operation. Start the work again if you still need it.',
  ),
  'content-too-large': row(
    413,
    'The body is too large',
    false,
    'The operation declares how large a body may be; `detail` says how much that is.',
  ),
  'unsupported-media-type': row(
    415,
    'The media type is not supported',
    false,
    '`Accept` lists the media types this operation takes. A compressed body is not accepted.',
  ),
  'range-not-satisfiable': row(
    416,
    'The file has no such bytes',
    false,
    '`Content-Range` says how long the file is. Ask for bytes within it, or for the whole file.',
  ),
  'idempotency-key-mismatch': row(
    422,
    'The Idempotency-Key was used with another request',
    false,
    'A key stands for one request. Use a new key for new work.',
  ),
  'precondition-failed': row(
    412,
    'The precondition does not hold',
    false,
    'The resource has changed since you read it. Read it again.',
  ),
  'too-many-requests': later(429, 'Too many requests', 'Wait as long as `Retry-After` says.'),
  'quota-exceeded': {
    ...later(
      429,
      'A limit is used up',
      '`violated-policies` names the limits, which `RateLimit-Policy` describes. Wait as long as `Retry-After` says, and keep to it when you poll.',
    ),
    type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
  },
  'internal-error': later(
    500,
    'Something went wrong on our side',
    'Repeat the request later. If it stays, tell the operator the `requestId`.',
  ),
  'not-implemented': row(
    501,
    'This operation has no handler yet',
    false,
    'The service declares the operation, but its handler is still the generated stub.',
  ),
  unavailable: later(
    503,
    'The service cannot take this now',
    'Nothing was stored. Repeat the request after `Retry-After`.',
  ),
} as const satisfies Readonly<Record<string, ProblemDefinition>>

export type ProblemCode = keyof typeof problemCatalog

/** How a job can fail whatever its operation declares (R-RES-3); reserved, so a spec may not declare them. */
export const jobFailureCatalog = {
  'handler-error': row(
    500,
    'The handler failed and its attempts are used up',
    true,
    'Starting the work again may help. Tell the operator the job id if it stays.',
  ),
  'attempt-timeout': row(
    500,
    'The work took too long',
    true,
    'Each attempt ran into its time limit. Smaller work, or a later try, may get through.',
  ),
  'deadline-exceeded': row(500, 'The work was not done in time', true, 'The job did not finish before its deadline.'),
  'crash-loop': row(
    500,
    'The work brought its worker down repeatedly',
    false,
    'The process that ran the job died several times over. Tell the operator the job id.',
  ),
  'invalid-input': row(
    500,
    'The stored input no longer fits the contract',
    false,
    'The service was changed while the job waited. Start the work again.',
  ),
  'invalid-result': row(
    500,
    'The handler returned something that does not fit the contract',
    false,
    'The service is at fault. Tell the operator the job id.',
  ),
  'not-implemented': row(
    500,
    'The operation has no handler yet',
    false,
    'The service declares the operation, but its handler is still the generated stub.',
  ),
} as const satisfies Readonly<Record<string, ProblemDefinition>>

export type JobFailureCode = keyof typeof jobFailureCatalog
