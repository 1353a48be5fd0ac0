/** What to say of a `generated/` that does not fit. */
import type { Staleness } from '../codegen/staleness.ts'

const sentences: Readonly<Record<Staleness, string>> = {
  missing: 'generated/ is missing: run coatcheck generate.',
  manifest: 'generated/manifest.json is not as it was generated: run coatcheck generate.',
  spec: 'generated/ is stale: run coatcheck generate.',
  generator: 'generated/ is stale, made by another version of Coatcheck: run coatcheck generate.',
}

/** The same of one file that is no longer as it was written. */
export const editedSentence = (name: string): string =>
  `generated/${name} is not as it was generated: run coatcheck generate.`

/** What is wrong with `generated/`, and the way out. */
export function generatedSentence(stale: Staleness): string {
  return sentences[stale]
}
