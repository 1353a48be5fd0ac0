/** What every webhook has in common, whoever hears it: when it counts as taken, when it is sent again, what it looks like, and how to check that it is genuine. */
import { durationText } from '../base/duration-text.ts'
import type { JsonObject } from '../base/json.ts'
import type { WebhookDefinition } from '../contract/async-policy.ts'
import { inlineResultBytes } from '../contract/job-document.ts'
import { objectAt } from '../schema/reference.ts'
import { byteText } from './byte-text.ts'
import type { CommandContext } from './curl.ts'
import { code, type Fact } from './elements.ts'
import { type Html, html } from './html.ts'
import { prettyJson } from './pretty-json.ts'
import { textAt } from './published.ts'
import { rebased } from './rebased.ts'
import { receiverProgram } from './receiver-program.ts'

export function deliveryFacts({ retryMs, payload }: WebhookDefinition): readonly Fact[] {
  return [
    [
      'Taken',
      'any answer from 200 to 299 that does not take too long, which the operator decides (15 seconds unless changed); 410 stops all deliveries to that endpoint',
    ],
    ['Sent again', retryMs.length === 0 ? 'never' : `after ${retryMs.map((ms) => durationText(ms)).join(', ')}`],
    [
      'The result',
      payload === 'full'
        ? `is in the body if it is JSON of up to ${byteText(inlineResultBytes)}`
        : 'is not in the body: fetch it',
    ],
  ]
}

/** The example of a published webhook as it arrives; nothing where the designer described another body. */
export function deliveryExample({ contract, base }: CommandContext, described: JsonObject): Html | undefined {
  const event = objectAt(described, 'requestBody', 'content', 'application/json', 'example')
  if (textAt(event, 'type') === undefined) return undefined
  const body = rebased(event, objectAt(event, 'data'), contract.jobsPath, base)
  return code(
    `POST /your/path HTTP/1.1
Content-Type: application/json
webhook-id: msg_2xNq7Zs0bVfKd9LwYc3RtH
webhook-timestamp: 1767261604
webhook-signature: v1,jHq0…=

${prettyJson(body)}`,
    'A delivery',
  )
}

/** `whose` says what has a signing secret. */
export function receiverGuide(whose: string): Html {
  return html`<p>Deliveries follow <a href="https://www.standardwebhooks.com/">Standard Webhooks</a>. ${whose} has a signing secret (<code>whsec_…</code>);
ask the operator for yours (<code>coatcheck endpoints reveal</code>). Verify the raw body before you parse it:</p>
${code(receiverProgram, 'JavaScript, with npm install standardwebhooks')}
<p>A delivery may come twice: drop a <code>webhook-id</code> that you have seen. Deliveries may come in any order: <code>data.revision</code> grows, so keep the larger one.</p>`
}
