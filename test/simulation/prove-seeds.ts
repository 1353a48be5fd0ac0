/** What a file of seeds claims. */
import { expect, it } from 'vitest'
import { runSeeds } from './run-seeds.ts'

const safety =
  'I1, I2, I3, I4, I5, I6, I7, I8, I9, I10, I11, I12, I13, I14, I15, I16, I17, I18, I19, I20, I21, I22, I23, I24, T9'
const liveness = 'L1, L2, L3, L4'
/** Enough for every fault to have been among what happened. */
const enough = 100
const timeout = 3_600_000

/** Proves a share of the seeds. */
export function proveSeeds(share: number, shares: number): void {
  it(
    `whatever goes wrong, no commit breaks a promise (${safety}), and in the end everything comes to its end, in time (${liveness})`,
    async () => {
      const { seeds, broken, counts } = await runSeeds(share, shares)
      expect(broken.join('\n\n')).toBe('')
      if (seeds >= enough) expect([...counts.keys()].sort()).toEqual(everything)
    },
    timeout,
  )
}

const everything = [
  'backup',
  'block',
  'cancel',
  'downtime',
  'failCommits',
  'forget',
  'ghost',
  'halt',
  'jump',
  'kill',
  'killSoon',
  'look',
  'powerLoss',
  'restore',
  'resume',
  'start',
  'stop',
  'submit',
  'tick',
]
