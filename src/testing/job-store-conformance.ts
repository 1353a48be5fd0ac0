/**
 * What every job store must do, as a list of named cases that any test runner can run. A store that passes commits what the state
 * machine decides, guards it with the fence, and keeps its other promises; what it cannot show from inside one process (crashes, a full
 * disk) is for its own tests.
 */
import { acceptCases } from './job-store-accept-cases.ts'
import { claimCases } from './job-store-claim-cases.ts'
import { fenceCases } from './job-store-fence-cases.ts'
import { freedPlaceCases, keyCases } from './job-store-key-cases.ts'
import { largeCases } from './job-store-large-cases.ts'
import { readCases } from './job-store-read-cases.ts'
import { repeatCases } from './job-store-repeat-cases.ts'
import { retentionCases } from './job-store-retention-cases.ts'
import { transitionCases } from './job-store-transition-cases.ts'
import { inWorld, type JobStoreHarness } from './job-store-world.ts'

/** One thing that every implementation of a port must do. */
export interface ConformanceCase {
  /** A claim in the present, with the ids of what it proves. */
  readonly name: string
  /** Rejects when the claim does not hold. */
  run(): Promise<void>
}

/**
 * The cases for one store.
 *
 * @example for (const { name, run } of jobStoreConformance(harness)) it(name, run)
 */
export function jobStoreConformance(harness: JobStoreHarness): readonly ConformanceCase[] {
  return [
    transitionCases,
    fenceCases,
    acceptCases,
    claimCases,
    keyCases,
    freedPlaceCases(),
    largeCases,
    readCases,
    repeatCases,
    retentionCases,
  ]
    .flatMap((cases) => Object.entries(cases))
    .map(([name, body]) => ({ name, run: () => inWorld(harness, body) }))
}
