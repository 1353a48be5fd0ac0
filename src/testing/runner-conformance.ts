/**
 * What every runner must do, as a list of named cases that any test runner can run. The same handler must not be able to tell where it runs,
 * but by what it burns; and whoever says that it kills must end anything, and that alone.
 */
import type { ConformanceCase } from './job-store-conformance.ts'
import { endingCases } from './runner-ending-cases.ts'
import { jobCases } from './runner-job-cases.ts'
import { killCases } from './runner-kill-cases.ts'
import { inRunnerWorld, type RunnerHarness } from './runner-world.ts'

/**
 * The cases for one runner.
 *
 * @example for (const { name, run } of runnerConformance(harness)) it(name, run)
 */
export function runnerConformance(harness: RunnerHarness): readonly ConformanceCase[] {
  const { ending, killing } = killCases
  return [jobCases, endingCases, harness.kills ? killing : ending]
    .flatMap((cases) => Object.entries(cases))
    .map(([name, body]) => ({ name, run: () => inRunnerWorld(harness, body) }))
}
