/** What a file of seeds asserts. */
import { expect } from 'vitest'
import { runSeeds } from './run-seeds.ts'

/** Runs a share of the seeds. Of enough of them, every fault must have been among what happened. */
export async function provesSeeds(share: number, shares: number): Promise<void> {
  const { seeds, broken, counts } = await runSeeds(share, shares)
  expect(broken.join('\n\n')).toBe('')
  if (seeds >= 100) expect([...counts.keys()].sort()).toEqual(everything)
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
