/** The callers: they submit, repeat themselves, cancel and forget, and write down what they were told and when. */
import { after } from '../../../src/base/clock.ts'
import { type JobId, newJobId } from '../../../src/base/ids.ts'
import type { JsonValue } from '../../../src/base/json.ts'
import { isFinished } from '../../../src/jobs/job.ts'
import type { SubmitOptions } from '../../../src/jobs/service.ts'
import type { Accepted, CallbackSubscription, Reader } from '../../../src/jobs/store.ts'
import { toValidInput } from '../../../src/jobs/valid-input.ts'
import { subscribeCallback } from '../../../src/webhooks/endpoints.ts'
import { codeOf } from './faults.ts'
import type { KeyedRequest } from './ledger.ts'
import { operationsOf } from './service.ts'
import type { SimProcess } from './sim-process.ts'
import type { World } from './world.ts'

export interface Wish {
  readonly owner: string
  readonly operation: string
  readonly body: { readonly [name: string]: JsonValue }
  readonly key?: string
  readonly callbacks: boolean
}

/** Sends a request to that process; whether an answer comes is another matter. */
export function submit(world: World, process: SimProcess, wish: Wish): JobId {
  const job = newJobId(world.chance)
  const operation = operationsOf(process.version).find(({ id }) => id === wish.operation)
  if (operation === undefined) return job
  const principal = { subject: wish.owner, tenant: 'default', scopes: [] }
  const body = { kind: 'json', value: wish.body, mediaType: 'application/json' } as const
  const input = { params: {}, query: {}, headers: {}, cookies: {}, body, principal }
  const valid = toValidInput({ job, operation, input })
  const request = { job, expiresAt: after(world.time.clock.now(), operation.async.idempotency.windowMs) }
  const scope = wish.key === undefined ? undefined : `${wish.owner} ${wish.operation} ${wish.key}`
  if (scope !== undefined) world.ledger.keyed.set(scope, [...(world.ledger.keyed.get(scope) ?? []), request])
  void process.parts?.service.submit(valid, optionsOf(world, wish)).then(
    (accepted) => noteAccepted(world, scope, request, accepted),
    (error: unknown) => world.note(`  ${job} was refused: ${codeOf(error)}`),
  )
  return job
}

function optionsOf(world: World, { key, callbacks }: Wish): SubmitOptions {
  const subscriptions = callbacks ? subscribe(world) : []
  return { callbacks: subscriptions, ...(key === undefined ? {} : { idempotencyKey: key }) }
}

function subscribe(world: World): readonly CallbackSubscription[] {
  const { chance } = world
  const origins = chance.happens(0.3) ? ['https://one.example', 'https://two.example'] : [chance.pick(originsOf)]
  return origins.map((origin, index) =>
    subscribeCallback(
      {
        name: `callback${index}`,
        on: chance.happens(0.3) ? ['started', 'progress', 'succeeded', 'failed', 'canceled'] : ends,
        payload: chance.pick(['thin', 'full'] as const),
        retryMs: [1_000, 5_000, 20_000],
        expression: '',
      },
      { text: `${origin}/hook`, vetted: { origin } as never },
      { random: chance, sealer: world.sealer },
    ),
  )
}

const originsOf = ['https://one.example', 'https://two.example', 'https://three.example']
const ends = ['succeeded', 'failed', 'canceled'] as const

function noteAccepted(world: World, scope: string | undefined, request: KeyedRequest, accepted: Accepted): void {
  world.note(
    `  ${request.job} is answered: ${accepted.kind}${accepted.kind === 'duplicate' ? ` ${accepted.job.id}` : ''}`,
  )
  if (accepted.kind === 'mismatch' || accepted.kind === 'conflict') return
  const { ledger } = world
  const { id } = accepted.job
  ledger.accepted.add(id)
  if (scope === undefined) return
  if (accepted.kind === 'duplicate') {
    if (!ledger.keyed.get(scope)?.some(({ job }) => job === id))
      world.violate('I2', `${scope} answered a strange ${id}`)
    return
  }
  // The answer of a process that stood still may come when the window is over.
  if (request.expiresAt <= world.latest) return
  const before = ledger.answered.get(scope)
  if (before !== undefined && before.expiresAt > world.latest && before.job !== id) {
    world.violate('I2', `${scope} answered ${before.job} and then ${id}`)
  }
  ledger.answered.set(scope, request)
}

const operator: Reader = { kind: 'operator' }

/** Asks for cancellation. */
export function cancel(world: World, process: SimProcess, job: JobId): void {
  const { ledger } = world
  ledger.cancelAsked.add(job)
  void process.parts?.service.cancel(job, operator).then(
    (changed) => {
      world.note(`  cancel ${job}: ${changed?.kind} ${changed?.job.state}`)
      if (changed !== undefined && isFinished(changed.job)) ledger.over.add(job)
    },
    () => {},
  )
}

/** Asks to forget input and result. */
export function forget(world: World, process: SimProcess, job: JobId): void {
  const { ledger } = world
  void process.parts?.service.forget(job, operator).then(
    (changed) => {
      world.note(`  forget ${job}: ${changed?.kind} ${changed?.job.state}`)
      if (changed !== undefined && isFinished(changed.job)) ledger.over.add(job)
    },
    () => {},
  )
}

/** Somebody reads the status of a job: an end that was shown must stay. */
export function look(world: World, process: SimProcess, job: JobId): void {
  const { ledger } = world
  void process.parts?.service.find(job, operator).then(
    (found) => {
      if (found !== undefined && isFinished(found.job)) ledger.over.add(job)
      if (found === undefined && ledger.accepted.has(job) && !ledger.buried.has(job)) {
        world.violate('I1', `${job} was accepted and is not found`)
      }
    },
    () => {},
  )
}
