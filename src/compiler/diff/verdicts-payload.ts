/** Verdicts on what is sent and answered: parameters, bodies, headers, results. What was valid must stay so in a request; what was promised must hold in an answer. */
import { breaking, type ChangeRow, none, risky, row, safe } from './verdict.ts'

const inputsFail =
  'Inputs that were accepted are validated again before they run; those that no longer fit fail their jobs.'

export const payloadVerdicts = {
  'request-narrowed': row(
    { callers: breaking('Requests that were accepted are answered 400.'), jobs: breaking(inputsFail) },
    'Accept what was accepted: make new members optional, keep old values, and let the handler judge.',
  ),
  'request-undecided': row(
    {
      callers: risky('Whether every request that was accepted still is cannot be decided.'),
      jobs: risky('Whether every stored input still fits cannot be decided.'),
    },
    'Compare the two by hand, or write the new schema so that it contains the old one.',
  ),
  'request-widened': row({ callers: safe('Everything that was accepted still is.') }, none),
  'request-property-ignored': row(
    { callers: risky('The property is still let through, but nothing describes it any more.') },
    'Keep it with `deprecated: true` for as long as callers send it.',
  ),
  'request-default-changed': row(
    { callers: risky('Requests that leave it out mean something else.') },
    'Keep the default, and let callers ask for the new behaviour.',
  ),
  'parameter-required': row(
    { callers: breaking('Requests without it are answered 400.'), jobs: breaking(inputsFail) },
    'Make it optional, with a default that means what leaving it out has meant.',
  ),
  'parameter-optional': row({ callers: safe('Requests may leave it out.') }, none),
  'parameter-added': row({ callers: safe('Requests may leave it out.') }, none),
  'parameter-removed': row(
    { callers: risky('Requests that carry it are answered as if they did not.') },
    'Keep it with `deprecated: true` for as long as callers send it.',
  ),
  'parameter-format-changed': row(
    { callers: breaking('What callers write is taken apart another way.') },
    'Add a parameter of another name.',
  ),
  'escaping-changed': row({ callers: safe('Escaped or not, what is written is read the same.') }, none),
  'body-required': row(
    { callers: breaking('Requests without a body are answered 400.'), jobs: breaking(inputsFail) },
    'Leave the body optional.',
  ),
  'body-optional': row({ callers: safe('Requests may leave the body out.') }, none),
  'body-added': row({ callers: safe('Requests may leave the body out.') }, none),
  'body-removed': row(
    {
      callers: breaking('Requests that carry a body are refused, or mean less than they did.'),
      jobs: breaking(inputsFail),
    },
    'Keep the body, and ignore it in the handler.',
  ),
  'body-media-type-removed': row(
    { callers: breaking('Requests of that media type are answered 415.'), jobs: breaking(inputsFail) },
    'Keep the media type for as long as callers send it.',
  ),
  'body-media-type-added': row({ callers: safe('Requests have one more way to be written.') }, none),
  'body-encoding-changed': row(
    { callers: breaking('What callers write is taken apart another way.') },
    'Add a member of another name, or another media type.',
  ),
  'body-limit-lowered': row(
    { callers: breaking('Larger bodies that were accepted are answered 413.') },
    'Keep `maxBody`, and let the handler refuse what it cannot manage.',
  ),
  'body-limit-raised': row({ callers: safe('Everything that was accepted still is.') }, none),
  'response-removed': row(
    { callers: breaking('The answer that callers wait for is no longer given.') },
    'Keep the status code.',
  ),
  'error-response-removed': row(
    { callers: safe('An error that callers were prepared for is no longer declared.') },
    none,
  ),
  'response-added': row(
    { callers: risky('Callers who know the other success codes only may take it for a failure.') },
    'Give the answer a status code that is declared.',
  ),
  'error-response-added': row(
    { callers: safe('Callers treat a 4xx they do not know like 400, and a 5xx like 500 (RFC 9110, section 15).') },
    none,
  ),
  'response-media-type-removed': row(
    { callers: breaking('Callers who ask for that media type get 406, or something they cannot read.') },
    'Keep the media type.',
  ),
  'response-media-type-added': row({ callers: safe('Callers get it when they ask for it.') }, none),
  'response-encoding-changed': row(
    { callers: breaking('What callers read is written another way.') },
    'Add a member of another name, or another media type.',
  ),
  'response-header-removed': row(
    { callers: breaking('A header that was always there is missing.') },
    'Keep sending it.',
  ),
  'response-header-optional': row({ callers: risky('A header may be missing.') }, 'Keep sending it.'),
  'response-header-added': row({ callers: safe('Callers ignore headers they do not know.') }, none),
  'response-header-format-changed': row(
    { callers: breaking('What callers read is written another way.') },
    'Add a header of another name.',
  ),
  'response-widened': row(
    { callers: breaking('Answers may hold what was ruled out, or lack what was promised.') },
    'Keep the promise: add new members beside the old ones.',
  ),
  'response-value-added': row(
    { callers: risky('Callers who list all values meet one they do not know.') },
    'Tell callers to expect values they do not know, and announce it.',
  ),
  'response-property-removed': row(
    { callers: risky('A property that was optional is never there.') },
    'Keep sending it for as long as callers read it.',
  ),
  'response-property-added': row(
    {
      callers: risky('The old schema rules out properties it does not name: callers who validate answers refuse them.'),
    },
    'Leave `additionalProperties` open in answers before you add to them.',
  ),
  'response-undecided': row(
    { callers: risky('Whether every answer still fits what was promised cannot be decided.') },
    'Compare the two by hand, or write the new schema so that the old one contains it.',
  ),
  'response-narrowed': row({ callers: safe('Every answer still fits what was promised.') }, none),
  'link-removed': row({ callers: risky('Clients that follow the link do not find it.') }, 'Keep the link.'),
  'link-changed': row(
    { callers: risky('Clients that follow the link get to something else.') },
    'Add a link of another name.',
  ),
} as const satisfies Readonly<Record<string, ChangeRow>>
