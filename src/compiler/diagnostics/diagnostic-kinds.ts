/** The registry of diagnostics: every code once, with its severity and what it is about. `docs/diagnostics.md` explains each; a test ties the two. */

import type { Severity } from './diagnostic.ts'

export interface DiagnosticKind {
  readonly severity: Severity
  /** What is wrong, in a few words. */
  readonly title: string
  /** The way out, for every case of this kind. */
  readonly help: string
  /** Reported as a warning, so that any document can be looked at, but `start` fails closed on it (D12). */
  readonly refusesStart?: true
}

const error = (title: string, help: string): DiagnosticKind => ({ severity: 'error', title, help })
const warning = (title: string, help: string): DiagnosticKind => ({ severity: 'warning', title, help })
const hint = (title: string, help: string): DiagnosticKind => ({ severity: 'hint', title, help })
const refusal = (title: string, help: string): DiagnosticKind => ({
  severity: 'warning',
  title,
  help,
  refusesStart: true,
})

const kinds = {
  // Reading
  CC001: error('A file cannot be read', 'Check that the file exists, is UTF-8 text and is not larger than 64 MB.'),
  CC002: error('The text is not YAML or JSON', 'Mend the first syntax error; what follows it may only be its echo.'),
  CC003: error('Braces in a flow mapping are not quoted', "Quote the text that holds them: '/reports/{reportId}'."),
  CC004: error('The YAML says something JSON cannot', 'Use text keys, plain scalars and YAML 1.2 core types only.'),
  CC005: error(
    'The text nests too deeply',
    'Move inner parts to `components` and refer to them; 64 levels are the limit.',
  ),
  CC006: error('Too many YAML aliases', 'Use `$ref` instead of aliases; 100 of them are the limit.'),
  CC007: error('The version of OpenAPI is not supported', 'Write `openapi: 3.1.0` (or 3.0.x) at the top of the file.'),
  CC008: error('There is too much YAML', 'Write the file as JSON, or divide it; 20 MB of YAML are the limit.'),
  // References
  CC010: error('A reference leads nowhere', 'Point it to something that exists, as `#/…` or `file.yaml#/…`.'),
  CC011: error('A reference leaves the project', 'Copy the file into the project and refer to the copy.'),
  CC012: error('A reference leads to the wrong kind of thing', 'Refer to a component of the kind that is needed here.'),
  CC013: error('References only refer to each other', 'Write out at least one of them.'),
  // Overlays
  CC020: error('An overlay of another version', 'Write `overlay: 1.0.0`.'),
  CC021: error('An overlay for another document', 'Write the path of the spec beside it, or take `extends` out.'),
  CC022: error('A target that is not a JSONPath', "Write it as RFC 9535 does: `$.paths['/reports'].post`."),
  CC023: warning('A target that matches nothing', 'Correct the target, or take the action out.'),
  CC024: error(
    'An action that does not fit its target',
    'Update mappings with mappings, and lists with an item to append.',
  ),
  CC025: warning('An action that does nothing', 'Give it an `update`, or `remove: true`.'),
  // Structure
  CC100: error('An unknown key', 'Correct its spelling or take it out; own keys begin with `x-`.'),
  CC101: error('A required key is missing', 'Add it.'),
  CC102: error('A value of the wrong type', 'Write a value of the type that is asked for.'),
  CC103: error('A value that is not allowed', 'Write one of the values that are allowed.'),
  CC104: error(
    'A key of another OpenAPI version',
    'Change the version of the document, or write it the way its version does.',
  ),
  CC105: warning(
    'A schema keyword is probably mistyped',
    'Correct its spelling; JSON Schema ignores keywords it does not know.',
  ),
  CC106: error('An extension key stands in the wrong place', 'Move it to where the framework reads it.'),
  CC107: warning(
    'An extension key is probably mistyped',
    'Correct its spelling; extension keys nobody knows are ignored.',
  ),
  CC108: error('A diagnostic to ignore does not exist', 'Correct the code, or take it out.'),
  CC109: error(
    'A diagnostic is ignored without a reason',
    'Write why it is fine: `CC307: our own status, since 2019`.',
  ),
  CC110: warning('There is nothing to ignore', 'Take the code out; what it was for is gone.'),
  CC111: error(
    'A diagnostic that cannot be ignored',
    'Mend its cause: errors and what `start` refuses are never ignored.',
  ),
  CC113: warning(
    'A schema keyword of another OpenAPI version',
    'Write it as the version of the document does; there the keyword means nothing.',
  ),
  CC114: error('None of the keys is there', 'Add one of them.'),
  CC115: error('Keys exclude each other', 'Take one of them out.'),
  CC116: warning('A key has no effect here', 'Take it out, or add what it needs to say something.'),
  CC117: warning('An operation says nothing of its responses', 'Declare the response it gives when it succeeds.'),
  CC118: error('A style that the place does not have', 'Write a style that parameters in this place can have.'),
  CC120: warning('A schema that no value fits', 'Change what it says, or write `false` where nothing may be.'),
  CC121: warning('A required member is forbidden', 'Declare it under `properties`, or take it out of `required`.'),
  CC122: warning('A value does not fit its own schema', 'Change the value, or the schema around it.'),
  CC123: warning(
    'A dialect of JSON Schema that is not known',
    'Take the key out, and write schemas as 2020-12 has them.',
  ),
  CC124: refusal(
    'A schema that comes back to itself without end',
    'Take the reference out, or put it on a member or an item of the value.',
  ),
  CC125: warning(
    'A required member is not declared',
    'Declare it under `properties`, or correct its name in `required`.',
  ),
  CC126: hint('Members without a type', 'Write `type: object` beside `properties`.'),

  // Operations and paths
  CC200: error(
    'An async operation has no operationId',
    'Add one; it names the handler file, `handlers/<operationId>.ts`.',
  ),
  CC201: error('An operationId is used twice', 'Give each operation a name of its own.'),
  CC202: error(
    'Two operationIds name one handler file',
    'Rename one; their handlers need files of their own, also where case does not count.',
  ),
  CC203: error(
    'An operationId cannot name a file',
    'Use letters, digits, `_`, `-`, `.` and spaces; `/` makes a folder.',
  ),
  CC204: refusal('Two paths match the same requests', 'Merge them: names of path parameters do not tell paths apart.'),
  CC205: refusal(
    'A path belongs to the framework',
    'Rename it; the job resources can be moved with `x-async-defaults.jobsPath`.',
  ),
  CC206: error(
    'Path and path parameters do not agree',
    'Declare each `{name}` of the path once, `in: path` and `required: true`.',
  ),
  CC207: error('A parameter is declared twice', 'Take one of them out.'),
  CC208: refusal('A path template is malformed', 'Write paths like `/reports/{reportId}/pages`.'),
  CC209: refusal('The content of a parameter is not JSON', 'Give it a `schema`, or `content` with a JSON media type.'),
  CC210: error('A pattern is not a regular expression', 'Write it as ECMA-262 does, with the `u` flag in mind.'),
  CC211: refusal(
    'A pattern can be made to run for ages',
    'Add `maxLength`, or write it without look-around and back-references.',
  ),
  CC212: refusal('A media type is malformed', 'Write `type/subtype`, or a range like `image/*`.'),
  CC213: refusal('The server URL cannot be used', 'Write an http or https URL, or a path like `/v1`.'),
  CC214: warning(
    'A synchronous operation has no operationId',
    'Add one, so that the name of its handler does not depend on its path.',
  ),
  CC215: error(
    'The URL of a server and its variables do not agree',
    'Declare each `{name}`, with a default that `enum` has.',
  ),
  CC216: warning(
    'Servers of a path or an operation are not served',
    'Move what differs into the path, or run a service of its own.',
  ),
  CC217: refusal('Requests of a kind that is not answered', 'Write it the way OpenAPI 3.1 does.'),
  CC219: refusal(
    'OpenAPI does not say how such a parameter is written',
    'Use another style, or `content` with `application/json`.',
  ),
  CC220: warning('A tag is declared twice', 'Take one of them out.'),
  CC221: warning("A tag's parent cannot be found", 'Name a tag that is declared and does not descend from this one.'),
  CC222: warning('A link leads to no operation', 'Name an operation of this document.'),
  // Async operations
  CC300: error('The method cannot be asynchronous', 'Use POST, PUT or DELETE for work that takes time.'),
  CC301: error('A PATCH cannot be asynchronous', 'Use POST on a sub-resource, or PUT.'),
  CC302: error('An asynchronous PUT has no GET beside it', 'Declare a GET on the same path, which shows what was put.'),
  CC303: error('The result operation cannot serve the result', 'Name a synchronous GET operation of this spec.'),
  CC304: error(
    'The parameters of the result operation do not agree',
    'Give each required path and query parameter once.',
  ),
  CC305: error(
    'A result expression names nothing',
    'Write `$result`, or `$result#/…` with a pointer that the result has.',
  ),
  CC306: error(
    'The result cannot be told',
    'Declare a 200 or 201 with a schema, the same in both, or only a 204; or say it in `result`.',
  ),
  CC307: warning(
    'The result has a `status` of its own',
    "Pollers that follow the redirect may take it for the job's: rename it, or use `completion: inline`.",
  ),
  CC308: error(
    'A 202 contradicts the one that is sent',
    'Correct that part or take it out; what is missing is added to the published document.',
  ),
  CC309: error('An error code is declared twice', 'Take one of them out.'),
  CC310: error('An error code is reserved', "Choose another; this one is the framework's own."),
  CC311: error(
    'An error status has another meaning',
    'Choose another 4xx or 5xx; this one would speak of the request for the result.',
  ),
  CC312: error('Times contradict each other', 'Change one of them.'),
  CC313: error(
    'A concurrency key names nothing',
    'Name a plain value of the request: `$request.body#/…`, or a declared path, query or header parameter.',
  ),
  CC314: hint(
    'A concurrency key may be absent',
    'Make it required, so that every job can be told from the others by it.',
  ),
  CC315: error(
    'A cron expression that cannot be read',
    'Write five fields, like `0 3 * * *`: minute, hour, day of the month, month, day of the week. A sixth before them counts seconds.',
  ),
  CC316: error('A time zone that does not exist', 'Use a name of the IANA database, like `Europe/Berlin`, or `UTC`.'),
  CC317: error(
    'A schedule cannot call its operation',
    'Give `schedule.input` for the body, and schedule only what needs no parameters.',
  ),
  CC318: error('The input of a schedule does not fit', 'Write what a caller could send.'),
  CC319: warning('A scheduled run may be refused', 'Use `onConflict: queue`, so that it waits for its turn.'),
  CC320: error('The result and the response contradict each other', 'Say it once: in `result`, or in the response.'),
  CC321: error(
    '`mode: both` has no answer to give at once',
    'Declare the 200, 201 or 204 that is sent when the job finishes in time.',
  ),
  CC322: warning(
    '`completion: inline` with a result that is a file',
    'Take `completion` out: the job then answers 303 to the file.',
  ),
  CC323: error('The URL of a result cannot be made', 'Give each parameter one text or number of the result.'),
  CC324: error('A date that no calendar has', 'Write a day that exists, like `2027-03-31`.'),
  CC325: error('Dates contradict each other', 'Let it end on the day it is deprecated, or later.'),
  CC326: error('Dates on an operation that is not deprecated', 'Add `deprecated: true`, which every tool understands.'),
  CC327: warning('A rate limit that limits nothing', 'Take it out, or set it where it counts.'),
  CC328: warning(
    'A rate limit that a patient client meets',
    'Allow more polls, or raise `poll.initial` and `poll.max`.',
  ),
  CC329: hint('A value for the URL of a result may be absent', 'Make it `required` in the schema of the result.'),
  CC330: warning(
    'An async operation declares an answer that is not sent',
    'Take redirects out, and declare what can go wrong as `application/problem+json`: the operation answers 202, or with a problem.',
  ),
  // Callbacks
  CC400: error(
    'A callback is not one runtime expression',
    'Write `{$request.body#/callbackUrl}`: the URL is sent with the request.',
  ),
  CC401: error(
    'A callback expression names nothing',
    'Point it to a property of the body, or to a declared parameter.',
  ),
  CC402: error('A callback URL is not declared as one', 'Give its schema `type: string` and `format: uri`.'),
  CC403: error(
    'A callback on a public operation',
    'Ask for a credential: without an owner nobody could be given the secret.',
  ),
  CC404: error('A callback that is not a POST', 'Webhooks are sent as POST; declare only that.'),
  CC405: error('Two webhooks have the same type', 'Rename one; only letters, digits, `_` and `.` tell types apart.'),
  CC406: error(
    'The body of a webhook cannot fit its schema',
    'Describe `{type, timestamp, data}`, or take the schema out and have it written.',
  ),
  CC407: error(
    '`x-webhook` on a synchronous operation',
    'Put `x-async-operation` on the operation, or take the key out.',
  ),
  CC408: error('`x-webhook` stands twice', 'Keep one of them.'),
  CC409: warning('A webhook that is never sent', 'Put `x-async-operation` on an operation, or take `x-webhook` out.'),
  CC410: warning('Retries that never happen', 'Let the delays come to 4 days at most.'),
  CC411: warning('A webhook that is tried once', 'Give at least one delay, or take `retry` out.'),
  CC412: hint(
    'Progress that nothing describes',
    'Give `x-async-operation.progress` a schema, or take `progress` out of `on`.',
  ),
  // Security
  CC500: refusal(
    'An operation without security',
    'Declare `security`; for a public operation `security: []` with `x-public: true`.',
  ),
  CC501: error('A security scheme is not declared', 'Declare it under `components/securitySchemes`.'),
  CC502: refusal('A public operation that does not say so', 'Add `x-public: true` if everybody may call it.'),
  CC503: error('A public operation that asks for a credential', 'Take out `x-public`, or write `security: []`.'),
  CC504: refusal(
    'A security scheme that cannot be verified',
    'Use `type: apiKey` with `in: header`, the one kind this version verifies.',
  ),
  CC505: error('A security scheme is incomplete', 'Add the key that its type needs.'),
  CC506: warning('A scope that no flow declares', 'Declare it among the `scopes` of a flow of the scheme.'),
  CC507: error('An option that needs an owner, on a public operation', 'Take it out, or ask for a credential.'),
  // This version
  CC600: refusal('Not served by this version yet', 'Take the key out, or wait for the version that brings it.'),
} satisfies Readonly<Record<string, DiagnosticKind>>

export type DiagnosticCode = keyof typeof kinds

/** Every kind of diagnostic by its code. */
export const diagnosticKinds: Readonly<Record<DiagnosticCode, DiagnosticKind>> = kinds
