/** The ports of one process, so wrapped that the process can die and stand still at them, and that its hints get lost. */
import type { Engine } from '../../../src/jobs/engine.ts'
import type { Chance } from './chance.ts'

/** Resolves at once, later or, when the process is gone, never. */
export type Passage = () => Promise<void>

type Verbs = { readonly [name: string]: (...args: never[]) => Promise<unknown> }

/** Every verb of a port waits at its door, on the way in and on the way out. */
export function gated<Port extends object>(port: Port, passage: Passage): Port {
  const verbs = Object.entries(port as unknown as Verbs).map(([name, verb]) => [
    name,
    async (...args: never[]) => {
      await passage()
      return verb(...args).then(
        (value) => passage().then(() => value),
        (error: unknown) =>
          passage().then(() => {
            throw error
          }),
      )
    },
  ])
  return Object.fromEntries(verbs) as Port
}

/** How the hints of an engine fare: one in so many is lost, doubled or late. */
export type HintMode = 'all' | 'some' | 'none'

export function unreliableEngine(
  engine: Engine,
  mode: HintMode,
  chance: Chance,
  sleep: (ms: number) => Promise<void>,
): Engine {
  const late = (jobs: Parameters<Engine['offer']>[0]) => {
    void sleep(chance.int(1, 3_000)).then(() => engine.offer(jobs))
  }
  const fates = {
    all: [[1, engine.offer]],
    none: [[1, () => {}]],
    some: [
      [3, engine.offer],
      [2, () => {}],
      [2, late],
      [
        2,
        (jobs: Parameters<Engine['offer']>[0]) => {
          engine.offer([...jobs].reverse())
          late(jobs)
        },
      ],
    ],
  } as const
  return { ...engine, offer: (jobs) => chance.deal<Engine['offer']>(fates[mode])(jobs) }
}
