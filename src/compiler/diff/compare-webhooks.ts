/** Who is called, and with what: the callbacks of async operations, and the webhooks of the whole API. */

import { readObject } from '../../base/read-json.ts'
import type { CallbackDefinition, WebhookDefinition } from '../../contract/async-policy.ts'
import type { Path } from '../../schema/pointer.ts'
import { bareExpression } from '../../schema/runtime-expression.ts'
import { callbacksOf } from '../lower/lower-callbacks.ts'
import { webhooksOf } from '../lower/lower-webhooks.ts'
import { type LocatedObject, methodOf, type SpecView } from '../view/spec-view.ts'
import type { Found, Inclusions, OperationPair, OperationSide, Side } from './found.ts'
import { contentOf } from './media-types.ts'
import { type AnswerCodes, compareAnswers, schemasAt } from './schema-changes.ts'

export function compareCallbacks(pair: OperationPair): readonly Found[] {
  const [before, after] = [calledOf(pair.old), calledOf(pair.new)]
  const left = new Set(after)
  const take = (test: (other: Called) => boolean): Called | undefined => {
    const found = [...left].find(test)
    if (found !== undefined) left.delete(found)
    return found
  }
  const pairs = [...before]
    .map((one) => ({ one, other: take((other) => isLike(one, other, ['method', 'name', 'expression'])) }))
    .map(({ one, other }) => ({ one, other: other ?? take((two) => isLike(one, two, ['method', 'expression'])) }))
    .map(({ one, other }) => ({ one, other: other ?? take((two) => isLike(one, two, ['method', 'name'])) }))
  return [
    ...pairs.flatMap(({ one, other }): readonly Found[] =>
      other === undefined
        ? [{ code: 'webhook-removed', message: `callback \`${one.name}\` is gone`, old: one.at, new: pair.new.node.at }]
        : compareCallback(pair, one, other),
    ),
    ...[...left].map(
      (other): Found => ({
        code: 'webhook-added',
        message: `callback \`${other.name}\` is new`,
        old: pair.old.node.at,
        new: other.at,
      }),
    ),
  ]
}

interface Called {
  readonly name: string
  readonly expression: string
  readonly method: string
  /** Where the operation stands that describes the call. */
  readonly at: Path
  /** Absent on one that only documents. */
  readonly definition?: WebhookDefinition
}

const isLike = (one: Called, other: Called, keys: readonly ('name' | 'expression' | 'method')[]): boolean =>
  keys.every((key) => one[key] === other[key])

function calledOf({ view, node, operation }: OperationSide): readonly Called[] {
  return callbacksOf(view, node).flatMap(({ name, expression, item }) => {
    const bare = bareExpression(expression)
    const definition = operation.async?.callbacks.find(
      (one: CallbackDefinition) => one.name === name && one.expression === bare,
    )
    return callsOf(view, item).map((call) => ({
      name,
      expression: bare,
      ...call,
      ...(definition === undefined || call.method !== 'post' ? {} : { definition }),
    }))
  })
}

/** Each method of a path item; other methods than POST only document. */
function callsOf(view: SpecView, { value, at }: LocatedObject): readonly Pick<Called, 'method' | 'at'>[] {
  const found = Object.keys(value).filter((name) => methodOf(name) !== undefined)
  return found.map((method) => ({ method, at: view.read([...at, method])?.at ?? [...at, method] }))
}

function compareCallback(pair: OperationPair, one: Called, other: Called): readonly Found[] {
  const places = { old: one.at, new: other.at }
  const what = `callback \`${other.name}\``
  return [
    ...(one.name === other.name
      ? []
      : [{ ...places, code: 'webhook-renamed' as const, message: `${what} was called \`${one.name}\`` }]),
    ...(one.expression === other.expression
      ? []
      : [
          {
            old: one.at.slice(0, -1),
            new: other.at.slice(0, -1),
            code: 'callback-moved' as const,
            message: `the URL of ${what} is now taken from \`${other.expression}\`, was from \`${one.expression}\``,
          },
        ]),
    ...compareCalled({ old: pair.old, new: pair.new, inclusions: pair.inclusions }, one, other, what),
  ]
}

interface Sides {
  readonly old: Side
  readonly new: Side
  readonly inclusions: Inclusions
}

function compareCalled(sides: Sides, one: Called, other: Called, what: string): readonly Found[] {
  return [...compareDefinitions(one, other, what), ...compareBodies(sides, one, other, what)]
}

function compareDefinitions(one: Called, other: Called, what: string): readonly Found[] {
  const [was, is] = [one.definition, other.definition]
  if (was === undefined || is === undefined) return []
  const places = (key: string) => ({ old: [...one.at, 'x-webhook', key], new: [...other.at, 'x-webhook', key] })
  const events = (code: 'event-removed' | 'event-added', from: WebhookDefinition, to: WebhookDefinition, how: string) =>
    from.on
      .filter((kind) => !to.on.includes(kind))
      .map((kind): Found => ({ ...places('on'), code, message: `${what} ${how} of \`${kind}\`` }))
  const filled = is.payload === 'full'
  return [
    ...events('event-removed', was, is, 'no longer tells'),
    ...events('event-added', is, was, 'now tells'),
    ...(was.payload === is.payload
      ? []
      : [
          {
            ...places('payload'),
            code: filled ? ('payload-filled' as const) : ('payload-thinned' as const),
            message: `the payload of ${what} is now ${is.payload}, was ${was.payload}`,
          },
        ]),
    ...compareRetries(was, is, what, places('retry')),
  ]
}

function compareRetries(
  was: WebhookDefinition,
  is: WebhookDefinition,
  what: string,
  places: { readonly old: Path; readonly new: Path },
): readonly Found[] {
  const total = ({ retryMs }: WebhookDefinition): number => retryMs.reduce((sum, delay) => sum + delay, 0)
  const lost = is.retryMs.length < was.retryMs.length || total(is) < total(was)
  if (is.retryMs.join() === was.retryMs.join()) return []
  const message = `deliveries of ${what} are now tried ${is.retryMs.length + 1} times, were ${was.retryMs.length + 1}`
  return [{ ...places, code: lost ? 'webhook-retries-shortened' : 'webhook-retries-lengthened', message }]
}

const bodyCodes: AnswerCodes = {
  widened: 'event-body-widened',
  valueAdded: 'event-body-value-added',
  propertyRemoved: 'event-body-undecided',
  propertyAdded: 'event-body-undecided',
  undecided: 'event-body-undecided',
  narrowed: 'event-body-narrowed',
  narrowedUndecided: 'event-body-narrowed',
  extended: 'event-body-narrowed',
}

/** A body that the spec describes by hand; the framework's own is the same for all. */
function compareBodies(
  { old, new: next, inclusions }: Sides,
  one: Called,
  other: Called,
  what: string,
): readonly Found[] {
  const [was, is] = [bodyOf(old, one), bodyOf(next, other)]
  return [...contentOf(was)].flatMap(([key, mediaType]) => {
    const target = contentOf(is).get(key)
    if (target === undefined) return []
    const schemas = {
      ...schemasAt(
        { old, new: next },
        [...was.at, 'content', mediaType, 'schema'],
        [...is.at, 'content', target, 'schema'],
      ),
      what: `the body of ${what}`,
    }
    return compareAnswers(inclusions, schemas, bodyCodes)
  })
}

function bodyOf({ view }: Side, { at }: Called) {
  const body = view.read([...at, 'requestBody'])
  return { value: readObject(body?.value), at: body?.at ?? at }
}

/** The `webhooks` of the document, also those that only document. */
export function compareWebhooks(old: Side, next: Side, inclusions: Inclusions): readonly Found[] {
  const [before, after] = [calledByAll(old), calledByAll(next)]
  return [
    ...[...before].flatMap(([name, one]): readonly Found[] => {
      const other = after.get(name)
      if (other === undefined)
        return [{ code: 'webhook-removed', message: `webhook \`${name}\` is gone`, old: one.at, new: ['webhooks'] }]
      return compareCalled({ old, new: next, inclusions }, one, other, `webhook \`${name}\``)
    }),
    ...[...after].flatMap(([name, other]): readonly Found[] =>
      before.has(name)
        ? []
        : [{ code: 'webhook-added', message: `webhook \`${name}\` is new`, old: ['webhooks'], new: other.at }],
    ),
  ]
}

/** By name and method. */
function calledByAll({ spec, view }: Side): ReadonlyMap<string, Called> {
  const calls = webhooksOf(view).flatMap(({ name, item }) => {
    const definition = spec.contract.webhooks.find((one) => one.name === name)
    return callsOf(view, item).map((call) => ({
      name,
      expression: '',
      ...call,
      ...(definition === undefined || call.method !== 'post' ? {} : { definition }),
    }))
  })
  return new Map(calls.map((call) => [call.method === 'post' ? call.name : `${call.name}\`, \`${call.method}`, call]))
}
