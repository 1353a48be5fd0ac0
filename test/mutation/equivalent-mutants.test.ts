/** The list of mutants that nobody can tell from the code does not outlive that code. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { equivalentMutants } from './equivalent-mutants.ts'
import config from './stryker.config.json' with { type: 'json' }

const repository = fileURLToPath(new URL('../../', import.meta.url))
const mutated = globSync(config.mutate, { cwd: repository })

describe('the mutation run', () => {
  it('mutates every module that decides about jobs and their work, and has a bound', () => {
    for (const file of ['src/jobs/state.ts', 'src/jobs/outcome.ts', 'src/jobs/judge.ts', 'src/jobs/judge-result.ts']) {
      expect(mutated).toContain(file)
    }
    expect(mutated.filter((file) => file.startsWith('src/work/')).length).toBeGreaterThan(5)
    expect(config.thresholds.break).toBeGreaterThanOrEqual(90)
    expect(existsSync(`${repository}${config.vitest.configFile}`)).toBe(true)
  })

  it.each(equivalentMutants)(
    'knows $file: $line as it stands, and why $replacement changes nothing there',
    (mutant) => {
      const lines = readFileSync(`${repository}${mutant.file}`, 'utf8').split('\n')
      expect(lines.map((line) => line.trim())).toContain(mutant.line)
      expect(mutated).toContain(mutant.file)
      expect(mutant.why).not.toBe('')
    },
  )
})
