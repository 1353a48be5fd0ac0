/** Ends a server at a moment that chance chooses, looks at what it left, and starts it again; as often as it takes to have hit everything. */
import { once } from 'node:events'
import { join } from 'node:path'
import type { Random } from '../../../src/base/random.ts'
import type { Service } from '../../demo/service.ts'
import { alteredInputs, forgottenCancels, lostJobs, wrongEvents, wrongWebhooks } from './broken-promises.ts'
import { readLedger } from './ledger.ts'
import { pause, until } from './pause.ts'
import { readWebhooks } from './received.ts'
import { countMoments, type Moment, momentsOf, type Snapshot, takeSnapshot } from './snapshot.ts'
import type { World } from './world.ts'

/** `hurried`: a second SIGTERM right after the first. */
type Ending = 'SIGKILL' | 'SIGTERM' | 'hurried'

export interface Round {
  readonly ending: Ending
  readonly at: number
  /** From the end of the server until the next one listens. */
  readonly listeningMs: number
  readonly exitCode: number | null
  /** Servers that were killed before they listened. */
  readonly killedAtStart: number
  /** Jobs of the ledger in each moment when the server was gone. */
  readonly hit: Readonly<Record<Moment, readonly string[]>>
  /** Imports that ran when the server was gone, each between two of its batches or in one. */
  readonly imports: number
  readonly broken: readonly string[]
}

/**
 * Plays until that many SIGKILLs have each hit every moment of a job's life, and some an import; some servers in between are ended with
 * SIGTERM.
 */
export async function playRounds(
  world: World,
  first: Service,
  kills: number,
  random: Random,
): Promise<readonly Round[]> {
  const rounds: Round[] = []
  let service = first
  while (rounds.filter(hitsEverything).length < kills || !rounds.some(hitsImport)) {
    if (rounds.length > 2 * kills + 6) throw new Error('the kills do not hit jobs in every moment of their lives')
    const [round, next] = await play(world, service, rounds.length, random)
    rounds.push(round)
    service = next
  }
  await finish(world, service)
  return rounds
}

function hitsImport({ ending, imports }: Round): boolean {
  return ending === 'SIGKILL' && imports > 0
}

/** Whether it was a kill, and no moment was missed. */
export function hitsEverything({ ending, hit }: Round): boolean {
  return ending === 'SIGKILL' && Object.values(hit).every((jobs) => jobs.length > 0)
}

async function play(world: World, service: Service, number: number, random: Random): Promise<[Round, Service]> {
  const ending = endingOf(number, random)
  await untilEverythingHappens(world)
  await pause(random.unit() * 250)
  await untilEverythingHappens(world)
  const at = Date.now()
  const exitCode = await end(service, ending)
  const snapshot = takeSnapshot(world.database, join(world.folder, `round-${number}`))
  const accepted = readLedger(world.ledger, 'accepted').map(({ job }) => job)
  const broken = lookAt(world, snapshot)
  const killedAtStart = random.unit() < 0.3 ? await killAtStart(world, random) : 0
  const next = await world.start()
  const hit = momentsOf(snapshot, accepted)
  const imports = hit.running.filter((job) => snapshot.jobs.get(job)?.operation === 'importContacts').length
  return [{ ending, at, listeningMs: Date.now() - at, exitCode, killedAtStart, hit, imports, broken }, next]
}

/** The second, and every fifth from there, is ended in good order, one way or the other. */
function endingOf(number: number, random: Random): Ending {
  if (number % 5 !== 1) return 'SIGKILL'
  return random.unit() < 0.5 ? 'SIGTERM' : 'hurried'
}

function end(service: Service, ending: Ending): Promise<number | null> {
  if (ending === 'SIGKILL') return service.kill().then(() => null)
  return ending === 'SIGTERM' ? service.stop() : service.hurry()
}

async function untilEverythingHappens({ client, database, complaints }: World): Promise<void> {
  let asked = 0
  await until(() => {
    if (client.exitCode !== null) throw new Error(`the client has ended: ${complaints()}`)
    const { canceling, ...others } = countMoments(database)
    // A cancel request takes effect at once but for work that does not listen, so it is asked for when it is needed.
    if (canceling === 0 && Date.now() - asked > 1_500) {
      client.send('cancel-one')
      asked = Date.now()
    }
    return canceling > 0 && Object.values(others).every((count) => count > 0)
  })
}

/** What holds at every moment. */
function lookAt({ ledger, received }: World, snapshot: Snapshot): readonly string[] {
  return [
    ...lostJobs(snapshot, readLedger(ledger, 'accepted')),
    ...alteredInputs(snapshot, readLedger(ledger, 'asked')),
    ...wrongEvents(snapshot),
    ...forgottenCancels(snapshot, readLedger(ledger, 'cancel')),
    ...wrongWebhooks(readWebhooks(received)),
  ]
}

/** A server that is killed while it opens, looks through, or begins to work on what it found. */
async function killAtStart(world: World, random: Random): Promise<number> {
  const { child, listening } = world.launch()
  listening.catch(() => {})
  const ended = once(child, 'exit')
  await pause(random.unit() * 900)
  child.kill('SIGKILL')
  await ended
  return 1
}

/** The client sees each of its jobs end, and the receiver hears of each. */
async function finish({ client, database, complaints }: World, service: Service): Promise<void> {
  const left = once(client, 'exit')
  client.send('finish')
  const [code] = await left
  if (code !== 0) throw new Error(`the client has ended with ${code}: ${complaints()}`)
  await until(() => countMoments(database).delivering === 0)
  await service.stop()
}
