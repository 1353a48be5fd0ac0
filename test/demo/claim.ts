/** What the demo claims, checked as it goes: a claim that does not hold ends it with exit code 1. */
import { styleText } from 'node:util'

export class ClaimFailed extends Error {}

/** Says that it holds, or ends the demo. */
export function claim(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new ClaimFailed(sentence)
  console.log(styleText('green', `  ✓ ${sentence}`))
}
