/** Verdicts on callbacks and webhooks: what those who are called are told, when, and how often it is tried. */
import { breaking, type ChangeRow, none, risky, row, safe } from './verdict.ts'

export const webhookVerdicts = {
  'webhook-removed': row(
    { receivers: breaking('Receivers are never called again, but for jobs accepted before.') },
    'Keep it for as long as somebody listens.',
  ),
  'webhook-added': row({ receivers: safe('Only who asks for it is called.') }, none),
  'webhook-renamed': row(
    { receivers: risky('Deliveries stay the same; types generated for receivers have another name.') },
    'Keep the name.',
  ),
  'callback-moved': row(
    {
      callers: breaking('The URL is looked for in another place of the request; where it stood it is ignored.'),
      receivers: breaking('Receivers whose URL is sent in the old place are not called.'),
      jobs: safe('Jobs keep the URL that they were accepted with.'),
    },
    'Add a second callback with the new expression, and drop the old one later.',
  ),
  'event-removed': row(
    {
      receivers: breaking('Receivers wait for an event that does not come.'),
      jobs: safe('Jobs keep the subscription that they were accepted with.'),
    },
    'Keep the event.',
  ),
  'event-added': row(
    { receivers: risky('Receivers are sent an event type that they may not know.') },
    'Tell receivers to answer 2xx to what they do not know.',
  ),
  'payload-thinned': row(
    {
      receivers: breaking('Events no longer carry the result.'),
      jobs: safe('Jobs keep the payload that they were accepted with.'),
    },
    'Keep `payload: full`; receivers that read the result from its URL first need no change.',
  ),
  'payload-filled': row({ receivers: safe('Events carry the result, too.') }, none),
  'webhook-retries-shortened': row(
    {
      receivers: risky('A receiver that is down loses events earlier.'),
      jobs: safe('Jobs keep the schedule that they were accepted with.'),
    },
    'Keep the schedule longer than receivers are ever down.',
  ),
  'webhook-retries-lengthened': row({ receivers: safe('Deliveries are tried for longer.') }, none),
  'event-body-widened': row(
    { receivers: breaking('Bodies may hold what was ruled out, or lack what was promised.') },
    'Keep the promise: add new members beside the old ones.',
  ),
  'event-body-value-added': row(
    { receivers: risky('Receivers who list all values meet one they do not know.') },
    'Announce it.',
  ),
  'event-body-undecided': row(
    { receivers: risky('Whether every body still fits what was promised cannot be decided.') },
    'Compare the two by hand.',
  ),
  'event-body-narrowed': row({ receivers: safe('Every body still fits what was promised.') }, none),
} as const satisfies Readonly<Record<string, ChangeRow>>
