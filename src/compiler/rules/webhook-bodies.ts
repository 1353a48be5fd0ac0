/** A schema given for a webhook's body describes the whole envelope, `{type, timestamp, data}` (WH-5), so it must admit one. */
import type { JsonObject } from '../../base/json.ts'
import { readList, readObject, readText, readTexts } from '../../base/read-json.ts'
import { webhookType } from '../../contract/event-type.ts'
import { isJsonMediaType } from '../../contract/media-type.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { callbacksOf } from '../lower/lower-callbacks.ts'
import { lowerPolicy, sentWebhooksOf, type WebhookView } from '../lower/lower-webhooks.ts'
import { partsOf, schemasBelow } from '../schemas/schema-path.ts'
import { reasonsOf, violatedAt, violationsAt } from '../schemas/schema-violations.ts'
import { eventSample } from '../schemas/sent-samples.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { LocatedObject } from '../view/spec-view.ts'

export const checkWebhookBodies: Rule = (context) => [
  ...context.spec.asyncOperations.flatMap((operation) =>
    callbacksOf(context.spec, operation).flatMap((webhook) => checkBody(context, webhook, [operation.id])),
  ),
  ...sentWebhooksOf(context.spec).flatMap((webhook) => {
    const senders = context.spec.asyncOperations.map(({ id }) => id)
    return checkBody(context, webhook, senders, webhookType(webhook.name))
  }),
]

const members: Readonly<Record<string, string>> = { type: 'string', timestamp: 'string', data: 'object' }

function checkBody(
  context: RuleContext,
  webhook: WebhookView,
  senders: readonly string[],
  type?: string,
): readonly Diagnostic[] {
  const { operation } = webhook
  const body = operation === undefined ? undefined : context.spec.read([...operation.at, 'requestBody'])
  if (operation === undefined || body === undefined) return []
  const mediaTypes = Object.keys(readObject(readObject(body.value).content))
  const mediaType = mediaTypes.find(isJsonMediaType)
  if (mediaType === undefined)
    return [context.diagnostic('CC406', [...operation.at, 'requestBody'], 'A webhook is JSON', { part: 'key' })]
  const schemaAt = [...body.at, 'content', mediaType, 'schema']
  const obvious = checkSchema(context, schemaAt)
  return obvious.length > 0 ? obvious : checkEvents(context, schemaAt, webhook, senders, type)
}

/** Each event that is sent, in its smallest form, has to fit; the first that does not is reported. */
function checkEvents(
  context: RuleContext,
  schemaAt: Path,
  webhook: WebhookView,
  senders: readonly string[],
  type?: string,
): readonly Diagnostic[] {
  const { on } = lowerPolicy(webhook)
  for (const [sender, kind] of senders.flatMap((id) => on.map((each) => [id, each] as const))) {
    const violations = violationsAt(context.spec, schemaAt, eventSample(context.spec, sender, kind, type), 'response')
    const [first] = violations
    if (first === undefined) continue
    const message = `The webhook about a ${kind} job of \`${sender}\` does not fit: ${reasonsOf(violations)}`
    return [context.diagnostic('CC406', violatedAt(context.spec, schemaAt, first), message)]
  }
  return []
}

function checkSchema(context: RuleContext, schemaAt: Path): readonly Diagnostic[] {
  const parts = demandedParts(context, schemaAt)
  const wrongType = parts.filter(({ value }) => !admits(value, 'object'))
  const demanded = parts.flatMap(({ value, at }) =>
    readTexts(value.required)
      .filter((name) => !Object.hasOwn(members, name))
      .map((name) => ({ name, at: [...at, 'required'] })),
  )
  const unfit = Object.entries(members).flatMap(([name, type]) =>
    schemasBelow(context.spec, schemaAt, [name])
      .filter(({ value }) => !admits(value, type))
      .map(({ at }) => ({ name, type, at })),
  )
  return [
    ...wrongType.map(({ at }) => context.diagnostic('CC406', at, 'The body of a webhook is an object')),
    ...demanded.map(({ name, at }) =>
      context.diagnostic(
        'CC406',
        at,
        `The body of a webhook has no \`${name}\` beside \`type\`, \`timestamp\` and \`data\``,
      ),
    ),
    ...unfit.map(({ name, type, at }) =>
      context.diagnostic('CC406', at, `\`${name}\` of a webhook is of type ${type}`),
    ),
  ]
}

/** What every body must fit; alternatives of `anyOf` and `oneOf` are not judged. */
function demandedParts(context: RuleContext, schemaAt: Path): readonly LocatedObject[] {
  return partsOf(context.spec, schemaAt).filter(({ at }) => !at.includes('anyOf') && !at.includes('oneOf'))
}

function admits(schema: JsonObject, type: string): boolean {
  const written = readText(schema.type) ?? readList(schema.type)
  return written.length === 0 || written.includes(type)
}
